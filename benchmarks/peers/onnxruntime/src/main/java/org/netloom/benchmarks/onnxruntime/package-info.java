/** LeNet in ONNX Runtime. */
@NullMarked
package org.netloom.benchmarks.onnxruntime;

import org.jspecify.annotations.NullMarked;

/** The engine on ND4J's operations: NCHW, float or double, on every platform that ND4J has a back end for. */
@NullMarked
package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.NullMarked;

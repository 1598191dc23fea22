package org.netloom.compiler.ir;

import com.palantir.javapoet.ClassName;
import org.netloom.compiler.layer.Signature;

/**
 * A kind of optimizer.
 *
 * @param config the runtime's record, whose constructor takes the signature's parameters in their order
 */
public record Optimizer(Signature signature, ClassName config) {}

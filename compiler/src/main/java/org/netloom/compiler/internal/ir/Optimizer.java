package org.netloom.compiler.internal.ir;

import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.Signature;

/**
 * A kind of optimizer.
 *
 * @param config the runtime's record, whose constructor takes the signature's parameters in their order
 */
public record Optimizer(Signature signature, JavaType config) {}

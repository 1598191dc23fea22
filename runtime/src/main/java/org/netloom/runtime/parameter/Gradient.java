package org.netloom.runtime.parameter;

import org.netloom.runtime.engine.NdArray;

/** A trained parameter and the gradient of the loss by it, of the same shape. */
public record Gradient(Parameter parameter, NdArray value) {}

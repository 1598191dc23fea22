package org.netloom.compiler.internal.ir;

import org.netloom.compiler.layer.Shape;

/**
 * What flows along an edge of a network: the input, or the output of a node.
 *
 * @param name of the node that makes it, or {@link Network#INPUT}
 */
public record Value(String name, Shape shape) {}

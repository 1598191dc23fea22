package org.netloom.compiler.internal.draw;

import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Weight;

/** What an operation is to somebody who looks at a picture, and its colors: pale inside, dark around. */
enum Kind {
    INPUT("#ffffff", "#8a8f98"),
    WEIGHTS("#dbe8fb", "#4a78b8"),
    NORM("#e6dff5", "#7f66b3"),
    ACTIVATION("#fde7d3", "#c9803a"),
    WINDOW("#d9f0dc", "#4f9a5b"),
    SHAPE("#eceef1", "#8a8f98"),
    DROPOUT("#f7f7f7", "#b3b7bd"),
    MERGE("#fdf3c7", "#b99b24"),
    BLOCK("#d5edef", "#3d8f97");

    private final String fill;
    private final String stroke;

    Kind(String fill, String stroke) {
        this.fill = fill;
        this.stroke = stroke;
    }

    String fill() {
        return fill;
    }

    String stroke() {
        return stroke;
    }

    /** From what the layer has and does, so that a new layer has its color, too. */
    static Kind of(Node node) {
        if (node.layer().merges()) {
            return MERGE;
        }
        if (node.weights().stream().anyMatch(weight -> weight.role() == Weight.Role.WEIGHT)) {
            return WEIGHTS;
        }
        if (!node.weights().isEmpty()) {
            return NORM;
        }
        if (node.layer().reshapes()) {
            return SHAPE;
        }
        if (node.layer().trainingOnly()) {
            return DROPOUT;
        }
        return node.shape().equals(node.inputs().get(0).shape())
                        && !node.layer().signature().name().endsWith("pool")
                ? ACTIVATION
                : WINDOW;
    }

    /** Whether it goes into the box of the layer before it. */
    boolean joins() {
        return this == NORM || this == ACTIVATION || this == SHAPE || this == DROPOUT;
    }
}

package org.netloom.compiler.internal.builtin;

/** The ways out for what other libraries have as arguments of a layer, and this language has not. */
final class Habits {
    /** {@code activation="relu"}; {@code {value}} is what was given. */
    static final String ACTIVATION = "an activation is a layer of its own: write {value} behind it";

    private Habits() {}
}

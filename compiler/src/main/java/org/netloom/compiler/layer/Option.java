package org.netloom.compiler.layer;

/**
 * One of several things that a parameter can be, with arguments of its own: {@code ema(0.99)} of {@code stats}.
 *
 * @param name of the chosen signature
 */
public record Option(String name, Arguments arguments) {

    /** Whether it is the one with this signature. */
    public boolean is(Signature signature) {
        return name.equals(signature.name());
    }

    /** {@code ema(decay=0.9)}. */
    @Override
    public String toString() {
        String text = arguments.toString();
        return text.isEmpty() ? name : "%s(%s)".formatted(name, text.replace(" ", ", "));
    }
}

package org.netloom.compiler.internal.ir;

import java.util.Locale;

/** The classes inside of a generated class, one for each way through the network. */
public enum PassClass {
    TRAINING("Training"),
    INFERENCE("Inference"),
    CALIBRATION("Calibration");

    private final String simpleName;

    PassClass(String simpleName) {
        this.simpleName = simpleName;
    }

    /** {@code Training} of {@code LeNet.Training}. */
    public String simpleName() {
        return simpleName;
    }

    /** {@code training}: the method of the generated class that makes one. */
    public String method() {
        return simpleName.substring(0, 1).toLowerCase(Locale.ROOT) + simpleName.substring(1);
    }

    /** {@code LeNet$Training}: what the Java virtual machine calls it. */
    public String binaryName(String net) {
        return net + "$" + simpleName;
    }
}

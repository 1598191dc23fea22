package org.netloom.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much memory arrays may take. They lie outside the Java heap, where JavaCPP, which allocates them, would otherwise
 * stop at twice the heap's limit, half of the machine.
 */
final class NativeMemory {
    private static final String ARRAYS = "org.bytedeco.javacpp.maxbytes";
    private static final String PROCESS = "org.bytedeco.javacpp.maxphysicalbytes";

    private NativeMemory() {}

    /** Lets them take most of the memory that this process may have, its container's where it is in one. */
    static void limit() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            long memory = system.getTotalMemorySize();
            setUnlessGiven(ARRAYS, memory / 100 * 80);
            setUnlessGiven(PROCESS, memory / 100 * 90);
        }
    }

    private static void setUnlessGiven(String property, long bytes) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Long.toString(bytes));
        }
    }
}

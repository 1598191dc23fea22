package org.netloom.runtime.engine;

import org.nd4j.common.config.ND4JSystemProperties;

/**
 * Keeps ND4J from telling about itself. What it tells goes to SLF4J, which by itself prints that nobody listens; where a
 * program listens, it hears what it asks for, but for ND4J's lines about its initialization. Properties that are set
 * already stay.
 *
 * <p>It reads constants of ND4J only, which the compiler has put into this class.
 */
final class QuietLog {
    /** Of SLF4J 2, which netloom-runtime depends on: how severe what it prints itself must be. */
    private static final String SLF4J = "slf4j.internal.verbosity";

    private QuietLog() {}

    static void choose() {
        if (!exists("META-INF/services/org.slf4j.spi.SLF4JServiceProvider")
                && !exists("org/slf4j/impl/StaticLoggerBinder.class")) {
            setUnlessGiven(SLF4J, "ERROR");
        }
        setUnlessGiven(ND4JSystemProperties.LOG_INITIALIZATION, "false");
    }

    private static boolean exists(String resource) {
        return QuietLog.class.getClassLoader().getResource(resource) != null;
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}

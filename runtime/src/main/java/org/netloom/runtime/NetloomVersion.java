package org.netloom.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which release of Netloom this is. */
public final class NetloomVersion {
    private NetloomVersion() {}

    /** The version of this jar, for example {@code 0.1.0}. */
    public static String current() {
        try (InputStream in = NetloomVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing from the jar");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

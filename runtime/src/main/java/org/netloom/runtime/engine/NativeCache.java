package org.netloom.runtime.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.PrivateFolder;
import org.netloom.runtime.internal.io.UserFolders;

/**
 * Where ND4J's native code is unpacked, once, and loaded from. Left alone, JavaCPP takes {@code ~/.javacpp/cache}, and
 * where it cannot write there a folder in the one for temporary files with a name that anybody can guess: who makes it
 * first decides what code runs. JavaCPP looks only at a file's size and time before it loads it.
 *
 * <p>Here it is {@code ~/.javacpp/cache} where that exists and is this user's alone, so that nothing is unpacked twice; else
 * {@code javacpp} in {@linkplain UserFolders#cache() Netloom's folder}, made with mode 700; else a new folder for
 * temporary files, deleted at the end.
 *
 * <p>This class touches no class of ND4J or JavaCPP, so that it can run first.
 */
final class NativeCache {
    /** The system property that JavaCPP takes the folder from. */
    static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private static @Nullable String chosen;

    private NativeCache() {}

    /**
     * Sets {@value #PROPERTY}, unless somebody did. It has an effect only before the first use of ND4J.
     *
     * @throws NetworkException if the property names a folder that other users can write to, or if there is no place
     */
    static synchronized void choose() {
        String given = System.getProperty(PROPERTY);
        if (given != null && given.equals(chosen)) {
            return;
        }
        if (given == null) {
            given = folder(UserFolders.ofProcess()).toString();
            System.setProperty(PROPERTY, given);
        } else {
            requirePrivate(given);
        }
        chosen = given;
    }

    /** The folder for somebody who has named none; it exists. */
    static Path folder(UserFolders user) {
        Optional<Path> usual = user.home().map(home -> home.resolve(".javacpp").resolve("cache"));
        if (usual.isPresent() && Files.isDirectory(usual.get()) && isOwn(usual.get())) {
            return usual.get();
        }
        Optional<Path> own = user.cache().map(cache -> cache.resolve("javacpp"));
        if (own.isPresent() && made(own.get()) && isOwn(own.get())) {
            return own.get();
        }
        try {
            return PrivateFolder.temporary();
        } catch (IOException e) {
            throw new NetworkException(
                    "there is no folder to unpack ND4J's native code to; name one by -D" + PROPERTY + "=FOLDER: "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean made(Path folder) {
        try {
            PrivateFolder.create(folder);
            return true;
        } catch (IOException e) {
            // The next place is as good.
            return false;
        }
    }

    /** Whether this user can write there, and nobody else. */
    private static boolean isOwn(Path folder) {
        try {
            return Files.isWritable(folder)
                    && PrivateFolder.fault(folder, false).isEmpty();
        } catch (IOException e) {
            // What cannot be looked at is not known to be safe.
            return false;
        }
    }

    /** A group that shares a folder, or an administrator who fills one for all, was somebody's decision: others are not. */
    private static void requirePrivate(String given) {
        Optional<String> fault;
        try {
            Path folder = Path.of(given);
            if (!Files.exists(folder)) {
                PrivateFolder.create(folder);
            }
            fault = PrivateFolder.fault(folder, true);
        } catch (IOException | InvalidPathException e) {
            throw new NetworkException(
                    "ND4J's native code cannot be unpacked to '" + given + "', which " + PROPERTY + " names: "
                            + e.getMessage(),
                    e);
        }
        if (fault.isPresent()) {
            throw new NetworkException("native code is not loaded from " + given + ", which " + PROPERTY + " names: it "
                    + fault.get() + ", so that they could put other code there; name a folder of your own");
        }
    }
}

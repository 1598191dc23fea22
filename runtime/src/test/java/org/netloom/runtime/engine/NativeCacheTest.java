package org.netloom.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.internal.io.UserFolders;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has access lists instead of modes")
class NativeCacheTest {
    @TempDir
    private Path home;

    @Test
    void whatJavaCppHasUnpackedIsNotUnpackedTwice() throws IOException {
        Path usual = Files.createDirectories(home.resolve(".javacpp/cache"));
        mode(usual, "rwxr-xr-x");
        assertThat(NativeCache.folder(user())).isEqualTo(usual);
    }

    @Test
    void aFolderThatOthersWriteToIsPassedBy() throws IOException {
        mode(Files.createDirectories(home.resolve(".javacpp/cache")), "rwxrwxrwx");
        Path own = home.resolve(".cache/netloom/javacpp");
        assertThat(NativeCache.folder(user())).isEqualTo(own);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                .isEqualTo("rwx------");
        // Somebody was there first.
        mode(own, "rwxrwxrwx");
        assertFresh(NativeCache.folder(user()));
    }

    @Test
    void whoHasNoHomeGetsAFolderForThisProcess() throws IOException {
        assertFresh(NativeCache.folder(new UserFolders(Map.of(), "?", "Linux")));
        Path file = Files.writeString(home.resolve("file"), "");
        assertFresh(NativeCache.folder(new UserFolders(Map.of("XDG_CACHE_HOME", file.toString()), "?", "Linux")));
    }

    /** The name in /tmp that JavaCPP would take can be guessed; this one cannot. */
    private static void assertFresh(Path folder) throws IOException {
        assertThat(folder)
                .startsWith(Path.of(System.getProperty("java.io.tmpdir")))
                .isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    private UserFolders user() {
        return new UserFolders(Map.of(), home.toString(), "Linux");
    }

    private static void mode(Path folder, String mode) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }
}

package org.netloom.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has access lists instead of modes")
class PrivateFolderTest {
    @TempDir
    private Path directory;

    @Test
    void whatItMakesIsThisUsersAlone() throws IOException {
        Path folder = directory.resolve("a/b");
        PrivateFolder.create(folder);
        for (Path made : new Path[] {folder, folder.getParent()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }
        assertThat(PrivateFolder.fault(folder, false)).isEmpty();
        assertThat(PrivateFolder.fault(PrivateFolder.temporary(), false)).isEmpty();
    }

    @Test
    void aFolderThatOthersWriteToIsNot() throws IOException {
        Path folder = folder("open", "rwxrwxrwx");
        assertThat(PrivateFolder.fault(folder, true)).contains("can be written by others (mode 777)");
    }

    @Test
    void aGroupIsTrustedWhereSomebodySaidSo() throws IOException {
        Path folder = folder("shared", "rwxrwxr-x");
        assertThat(PrivateFolder.fault(folder, true)).isEmpty();
        assertThat(PrivateFolder.fault(folder, false)).contains("can be written by others (mode 775)");
    }

    /** Who may write above a folder may rename it and put another in its place. */
    @Test
    void aFolderBelowOneThatOthersWriteToIsNot() throws IOException {
        Path above = folder("open", "rwxrwxrwx");
        Path folder = Files.createDirectory(above.resolve("closed"));
        mode(folder, "rwx------");
        assertThat(PrivateFolder.fault(folder, false))
                .contains("lies below " + above.toRealPath() + ", which can be written by others (mode 777)");
    }

    @Test
    void aLinkIsWhereItLeads() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), folder("open", "rwxrwxrwx"));
        assertThat(PrivateFolder.fault(link, true)).isPresent();
    }

    private Path folder(String name, String mode) throws IOException {
        Path folder = Files.createDirectory(directory.resolve(name));
        mode(folder, mode);
        return folder;
    }

    private static void mode(Path folder, String mode) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }
}

package org.netloom.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFoldersTest {
    @TempDir
    private Path home;

    @Test
    void theEnvironmentSaysWhere() {
        assertThat(user(Map.of("NETLOOM_HOME", "/n", "XDG_CACHE_HOME", "/x"), "Linux")
                        .cache())
                .contains(Path.of("/n"));
        assertThat(user(Map.of("NETLOOM_HOME", " ", "XDG_CACHE_HOME", "/x"), "Linux")
                        .cache())
                .contains(Path.of("/x/netloom"));
    }

    @Test
    void withoutItsWordTheSystemDoes() throws IOException {
        assertThat(user(Map.of(), "Linux").cache()).contains(home.resolve(".cache/netloom"));
        assertThat(user(Map.of(), "Mac OS X").cache()).contains(home.resolve("Library/Caches/netloom"));
        Path local = home.resolve("AppData");
        assertThat(user(Map.of("LOCALAPPDATA", local.toString()), "Windows 11").cache())
                .contains(local.resolve("netloom/cache"));
        // Where an earlier version kept its data.
        Files.createDirectories(home.resolve(".cache/netloom"));
        assertThat(user(Map.of(), "Mac OS X").cache()).contains(home.resolve(".cache/netloom"));
    }

    @Test
    void aHomeThatIsNoneIsNone() {
        for (String none : new String[] {"?", "", "relative", "/nonexistent/nowhere"}) {
            UserFolders user = new UserFolders(Map.of(), none, "Linux");
            assertThat(user.home()).as(none).isEmpty();
            assertThat(user.cache()).as(none).isEmpty();
        }
        assertThat(new UserFolders(Map.of("HOME", home.toString()), "?", "Linux").home())
                .contains(home);
    }

    private UserFolders user(Map<String, String> environment, String system) {
        return new UserFolders(environment, home.toString(), system);
    }
}

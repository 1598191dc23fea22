package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;

/** The launcher script, with a Maven and JDKs that only note how they are called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
    private static final String FAKE_MAVEN = """
            #!/bin/sh
            echo "$@" >>"$FAKES/maven.log"
            if [ -f "$FAKES/broken" ]; then echo 'COMPILATION ERROR'; exit 1; fi
            mkdir -p cli/target/lib && touch cli/target/netloom.jar
            """;

    /**
     * Noise on descriptor 1, as native code makes it, and a result on the one that it is told; a rehearsal leaves what it
     * is asked for.
     */
    private static final String FAKE_JAVA = """
            #!/bin/sh
            case $* in
              *' org.netloom.cli.Rehearsal '*)
                echo "$@" >>"$FAKES/rehearsals.log"
                if [ -f "$FAKES/unable" ]; then echo 'no cache today' >&2; exit 3; fi
                for word; do
                  case $word in -XX:AOTCacheOutput=*) echo learned >"${word#*=}" ;; esac
                done
                exit 0
                ;;
            esac
            if [ -n "$NETLOOM_STDOUT" ]; then echo noise; fi
            for word; do last=$word; done
            echo "java $(basename "$(dirname "$(dirname "$0")")") in $(pwd -P) says $last" >&"${NETLOOM_STDOUT:-1}"
            echo "$@" >"$FAKES/java.log"
            echo "$LC_ALL $NETLOOM_LOCALE" >"$FAKES/locale.log"
            exit 7
            """;

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private Path project;
    private Path fakes;

    @BeforeEach
    void prepare() throws IOException {
        project = directory.resolve("a project");
        fakes = directory.resolve("fakes");
        for (String module :
                List.of("ops", "grammar", "compiler", "runtime", "kernels", "runtime-vector", "experiments", "cli")) {
            Files.createDirectories(project.resolve(module).resolve("src/main"));
            Files.writeString(project.resolve(module).resolve("pom.xml"), "");
        }
        Files.writeString(project.resolve("pom.xml"), "");
        Files.copy(Path.of("..", "netloom"), project.resolve("netloom"));
        executable(project.resolve("netloom"), Files.readString(project.resolve("netloom")));
        executable(fakes.resolve("bin/mvn"), FAKE_MAVEN);
        for (int version : new int[] {11, 97, 99, 98}) {
            Path home = directory.resolve("home/.jdks/jdk-" + version);
            executable(home.resolve("bin/java"), FAKE_JAVA);
            executable(home.resolve("bin/javac"), "#!/bin/sh\n");
            Files.writeString(
                    home.resolve("release"), String.format(Locale.ROOT, "JAVA_VERSION=\"%d.0.2\"\n", version));
        }
    }

    @Test
    void runsTheNewestJdkAndPassesEverythingThrough() throws Exception {
        Result result = launch(project.resolve("netloom"), "train", "a b.net");
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.out()).isEqualTo("java jdk-99 in %s says a b.net\n".formatted(work()));
        assertThat(result.err())
                .startsWith("netloom: building the tool, once")
                .endsWith("noise\n")
                .hasLineCount(2);
        assertThat(fakes.resolve("java.log"))
                .content()
                .contains(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-modules jdk.incubator.vector")
                .contains(
                        project.toRealPath() + "/cli/target/netloom.jar:" + project.toRealPath() + "/cli/target/lib/*")
                .endsWith("org.netloom.cli.Main train a b.net\n");
    }

    /** Two collectors in one command are an error of Java's. */
    @Test
    void choosesNoCollectorBesideTheUsers() throws Exception {
        launch(project.resolve("netloom"));
        assertThat(fakes.resolve("java.log")).content().contains("-XX:+UseSerialGC -Xmn8m");
        environment.put("NETLOOM_JAVA_OPTS", "-Xmx8g -XX:+UseParallelGC");
        launch(project.resolve("netloom"));
        assertThat(fakes.resolve("java.log"))
                .content()
                .contains("-Xmx8g -XX:+UseParallelGC")
                .doesNotContain("UseSerialGC", "-Xmn");
    }

    @Test
    void buildsAgainOnlyAfterAChange() throws Exception {
        Path launcher = project.resolve("netloom");
        launch(launcher);
        assertThat(launch(launcher).err()).isEmpty();
        assertThat(fakes.resolve("maven.log")).content().hasLineCount(1);
        Path source = Files.writeString(project.resolve("runtime/src/main/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(launch(launcher).err()).contains("building");
        assertThat(fakes.resolve("maven.log")).content().hasLineCount(2);
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("a project", "netloom"));
        assertThat(launch(link, "check").out()).startsWith("java jdk-99");
    }

    @Test
    void showsWhyABuildFailed() throws Exception {
        Files.writeString(fakes.resolve("broken"), "");
        Result result = launch(project.resolve("netloom"), "check");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("COMPILATION ERROR", "netloom: the build failed; all of its output is in ");
        Files.delete(fakes.resolve("broken"));
        assertThat(launch(project.resolve("netloom"), "check").code()).isEqualTo(7);
    }

    /** As in a container: Java would take the locale's ASCII for the names of files. */
    @Test
    void namesOfFilesAreUtf8WithoutALocale() throws Exception {
        Path named = Files.createDirectories(directory.resolve("größe"));
        Path moved = Files.move(project, named.resolve("tool"));
        for (String locale : new String[] {"", "C", "POSIX", "xx_XX.UTF-8"}) {
            environment.put("LC_ALL", locale);
            environment.put("LANG", "");
            Result result = launch(moved.resolve("netloom"), "check", "weiß.net");
            assertThat(result.code()).as(result.err()).isEqualTo(7);
            assertThat(fakes.resolve("locale.log"))
                    .content()
                    .isEqualTo("C.UTF-8 " + (locale.isEmpty() ? "C" : locale) + "\n");
            assertThat(fakes.resolve("java.log"))
                    .content()
                    .contains("größe/tool/cli/target/netloom.jar")
                    .endsWith("check weiß.net\n");
        }
    }

    @Test
    void aLocaleThatKnowsUtf8Stays() throws Exception {
        environment.put("LC_ALL", "C.UTF-8");
        launch(project.resolve("netloom"), "check");
        assertThat(fakes.resolve("locale.log")).content().isEqualTo("C.UTF-8 C.UTF-8\n");
        environment.put("LC_ALL", "");
        environment.put("LC_CTYPE", "C.UTF-8");
        launch(project.resolve("netloom"), "check");
        assertThat(fakes.resolve("locale.log")).content().isEqualTo(" C.UTF-8\n");
    }

    /** What an engine needs of Java takes time to start, which a command without one need not wait for. */
    @Test
    void sparesCommandsThatOnlyCompileWhatAnEngineNeeds() throws Exception {
        for (String command : List.of("check a.net", "explain a.net", "train --help", "fmt a.net", "--version", "")) {
            launch(project.resolve("netloom"), command.split(" "));
            assertThat(fakes.resolve("java.log"))
                    .as(command)
                    .content()
                    .contains("-XX:TieredStopAtLevel=1")
                    .doesNotContain("jdk.incubator.vector", "--add-opens");
        }
        for (String command : List.of("train a.net", "explain a.net --engine vector", "eval a.net", "unknown")) {
            launch(project.resolve("netloom"), command.split(" "));
            assertThat(fakes.resolve("java.log"))
                    .as(command)
                    .content()
                    .contains("--add-modules jdk.incubator.vector", "--add-opens")
                    .doesNotContain("TieredStopAtLevel");
        }
    }

    @Test
    void startsFromWhatJavaLearnedAtTheBuild() throws Exception {
        launch(project.resolve("netloom"), "check");
        assertThat(fakes.resolve("rehearsals.log")).content().hasLineCount(2);
        assertThat(fakes.resolve("java.log")).content().containsPattern("-XX:AOTCache=.+/start/light-99");
        launch(project.resolve("netloom"), "train");
        assertThat(fakes.resolve("java.log")).content().containsPattern("-XX:AOTCache=.+/start/full-99");
        // Nothing was left to learn.
        assertThat(fakes.resolve("rehearsals.log")).content().hasLineCount(2);
    }

    @Test
    void learnsAgainWithAnotherJdkAndNeedNotSucceed() throws Exception {
        launch(project.resolve("netloom"), "check");
        executable(directory.resolve("home/.jdks/jdk-100/bin/java"), FAKE_JAVA);
        executable(directory.resolve("home/.jdks/jdk-100/bin/javac"), "#!/bin/sh\n");
        Files.writeString(directory.resolve("home/.jdks/jdk-100/release"), "JAVA_VERSION=\"100\"\n");
        Files.writeString(fakes.resolve("unable"), "");
        for (int start = 0; start < 2; start++) {
            Result result = launch(project.resolve("netloom"), "check");
            assertThat(result.out()).startsWith("java jdk-100");
            assertThat(result.err()).isEmpty();
            assertThat(fakes.resolve("java.log")).content().doesNotContain("AOTCache");
            assertThat(waitForTheRehearsal()).noneMatch(file -> file.endsWith(".tmp"));
        }
        assertThat(fakes.resolve("rehearsals.log")).content().hasLineCount(3);
    }

    /** It goes on in the background; what is there when it is over. */
    private List<String> waitForTheRehearsal() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (Stream<Path> learned = Files.list(project.resolve("cli/target/start"))) {
                List<String> names = learned.map(Path::toString).toList();
                if (names.stream().noneMatch(name -> name.endsWith(".lock"))) {
                    return names;
                }
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /** The vector engine is Java 25's, but all else works without. */
    @Test
    void buildsWithoutTheVectorEngineWhereTheNewestJdkCannot() throws Exception {
        for (int version : new int[] {97, 98, 99}) {
            Files.writeString(
                    directory.resolve("home/.jdks/jdk-" + version + "/release"),
                    "JAVA_VERSION=\"21.0." + version + "\"\n");
        }
        // No other JDK of this machine.
        String launcher = Files.readString(project.resolve("netloom")).replace("/usr/lib/jvm/*", "/nowhere/*");
        executable(project.resolve("netloom"), launcher);
        environment.put("JAVA_HOME", directory.resolve("home/.jdks/jdk-97").toString());
        environment.put("PATH", fakes.resolve("bin") + ":/usr/bin:/bin");
        Result result = launch(project.resolve("netloom"), "train");
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).contains("without the vector engine", "needs a JDK 25 or newer", "here is 21");
        assertThat(fakes.resolve("maven.log"))
                .content()
                .contains("-Dwithout-vector")
                .hasLineCount(1);
        assertThat(fakes.resolve("java.log")).content().doesNotContain("jdk.incubator.vector");
        // With one, it is built again.
        executable(directory.resolve("home/.jdks/jdk-25/bin/java"), FAKE_JAVA);
        executable(directory.resolve("home/.jdks/jdk-25/bin/javac"), "#!/bin/sh\n");
        Files.writeString(directory.resolve("home/.jdks/jdk-25/release"), "JAVA_VERSION=\"25\"\n");
        assertThat(launch(project.resolve("netloom"), "train").out()).startsWith("java jdk-25");
        assertThat(fakes.resolve("maven.log")).content().hasLineCount(2);
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        Files.delete(fakes.resolve("bin/mvn"));
        environment.put("PATH", onlyWhatTheLauncherNeeds());
        Result result = launch(project.resolve("netloom"), "check");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("netloom: Maven is needed to build the tool once; install it (version 3.8 or newer)\n");
        executable(
                project.resolve("netloom"),
                Files.readString(project.resolve("netloom")).replace("/usr/lib/jvm/*", "/nowhere/*"));
        environment.put("HOME", directory.resolve("nobody").toString());
        environment.put("JAVA_HOME", "");
        result = launch(project.resolve("netloom"), "check");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("netloom: no JDK of version 17 or newer found; install one, or point JAVA_HOME at it\n");
    }

    /** A folder with some of /usr/bin, so that neither a JDK nor Maven is on the path. */
    private String onlyWhatTheLauncherNeeds() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        for (String command : List.of("bash", "env", "dirname", "readlink", "find", "mkdir", "flock")) {
            Files.createSymbolicLink(bin.resolve(command), Path.of("/usr/bin", command));
        }
        return bin.toString();
    }

    private Path work() throws IOException {
        return Files.createDirectories(directory.resolve("work")).toRealPath();
    }

    private Result launch(Path launcher, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work().toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().put("HOME", directory.resolve("home").toString());
        builder.environment().put("FAKES", fakes.toString());
        builder.environment().put("PATH", fakes.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().keySet().removeAll(List.of("NETLOOM_JAVA_OPTS", "NETLOOM_MAVEN_OPTS"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(
                process.exitValue(),
                Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
    }

    private static void executable(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}

package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.UserFolders;

class DownloadsTest {
    @TempDir
    Path cache;

    private final Map<String, byte[]> published = new LinkedHashMap<>();
    private final Map<String, byte[]> served = new TreeMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> progress = new ArrayList<>();
    private HttpServer server;
    private String good;
    private String broken;

    @BeforeEach
    void serve() throws IOException {
        published.put("train-images-idx3-ubyte.gz", images(1, 40));
        published.put("train-labels-idx1-ubyte.gz", labels(40));
        published.put("t10k-images-idx3-ubyte.gz", images(2, 10));
        published.put("t10k-labels-idx1-ubyte.gz", labels(10));
        served.putAll(published);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/good/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            byte[] body = served.get(path.substring("/good/".length()));
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.createContext("/broken/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        good = base + "/good/";
        broken = base + "/broken/";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static byte[] images(long seed, int count) throws IOException {
        return IdxDirectoryTest.gzip(IdxDirectoryTest.idx(IdxDirectoryTest.random(seed, count * 16), count, 4, 4));
    }

    private static byte[] labels(int count) throws IOException {
        return IdxDirectoryTest.gzip(IdxDirectoryTest.idx(IdxDirectoryTest.labels(count), count));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Downloads downloads(String... mirrors) {
        Map<String, Downloads.Sums> sums = new LinkedHashMap<>();
        published.forEach((name, bytes) -> sums.put(name, new Downloads.Sums(sha256(bytes), sha256(unpacked(bytes)))));
        return new Downloads(
                List.of(cache.resolve("none"), cache.resolve("datasets")),
                cache,
                List.of(new Downloads.Source("my_digits", List.of(mirrors), sums)),
                progress::add);
    }

    private static byte[] unpacked(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataSplit open(Downloads downloads) {
        return new Datasets(downloads).split(DataRequest.of("my_digits", List.of(), message -> {}));
    }

    @Test
    void downloadsOnceAndKeeps() throws IOException {
        DataSplit data = open(downloads(good));
        assertThat(data.description()).isEqualTo("my_digits: 40 training and 10 test examples of 1x4x4 in 10 classes");
        assertThat(requests).hasSize(4);
        assertThat(progress).hasSize(4).first().isEqualTo("downloading " + good + "train-images-idx3-ubyte.gz");
        try (Stream<Path> files = Files.list(cache.resolve("my_digits"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(published.keySet());
        }
        server.stop(0);
        assertThat(open(downloads(good)).train().size()).isEqualTo(40);
        assertThat(new Datasets(downloads(good))
                        .test(DataRequest.of("my_digits", List.of(), message -> {}))
                        .size())
                .isEqualTo(10);
        assertThat(progress).hasSize(4);
    }

    @Test
    void takesTheNextMirrorWhereOneFails() {
        assertThat(open(downloads(broken, good)).train().size()).isEqualTo(40);
        assertThat(progress).hasSize(8);
    }

    @Test
    void fetchesADamagedFileAgain() throws IOException {
        open(downloads(good));
        Path images = cache.resolve("my_digits/train-images-idx3-ubyte.gz");
        Files.write(images, new byte[] {1, 2, 3});
        assertThat(open(downloads(good)).train().size()).isEqualTo(40);
        assertThat(images).hasBinaryContent(published.get("train-images-idx3-ubyte.gz"));
        assertThat(requests).hasSize(5);
        assertThat(progress).contains(images + " is not what it should be, fetching it again");
    }

    @Test
    void keepsNothingThatIsNotWhatItShouldBe() throws IOException {
        String expected = sha256(Objects.requireNonNull(published.get("train-images-idx3-ubyte.gz")));
        byte[] forged = images(3, 40);
        served.put("train-images-idx3-ubyte.gz", forged);
        Path directory = cache.resolve("my_digits");
        assertThatThrownBy(() -> open(downloads(good)))
                .isInstanceOf(NetworkException.class)
                .hasMessage("cannot download train-images-idx3-ubyte.gz"
                        + " (127.0.0.1: what came has the SHA-256 %s instead of %s);"
                                .formatted(sha256(forged), expected)
                        + " put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz,"
                        + " t10k-labels-idx1-ubyte.gz into " + directory
                        + ", or use --data glyphs, which needs no download");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void offlineIsSaidWithAWayOut() throws IOException {
        open(downloads(good));
        Path labels = cache.resolve("my_digits/t10k-labels-idx1-ubyte.gz");
        Files.write(labels, new byte[] {1});
        server.stop(0);
        assertThatThrownBy(() -> open(downloads(good)))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith(
                        "cannot download t10k-labels-idx1-ubyte.gz, and the copy in the cache is corrupt"
                                + " (127.0.0.1: no connection, is this machine offline?); put ")
                .hasMessageEndingWith(
                        " into " + cache.resolve("my_digits") + ", or use --data glyphs, which needs no download");
        assertThatThrownBy(() -> open(downloads("http://no-such-host.invalid/")))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("no-such-host.invalid: ")
                .hasMessageContaining("is this machine offline?");
    }

    @Test
    void anAnswerOfAnErrorIsSaid() {
        served.clear();
        assertThatThrownBy(() -> open(downloads(broken, good)))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining(
                        "(127.0.0.1: the server answers HTTP 503; 127.0.0.1: the server answers HTTP 404)");
    }

    @Test
    void theCacheIsWhereTheEnvironmentSays() {
        assertThat(Downloads.cacheDirectory(new UserFolders(Map.of("NETLOOM_HOME", "/n"), null, "Linux")))
                .isEqualTo(Path.of("/n/data"));
    }

    /** As in a container with a user id of its own: no folder called "?" in the working directory. */
    @Test
    void whoHasNoHomeHasAFolderForThisProcess() {
        assertThat(Downloads.cacheDirectory(new UserFolders(Map.of(), "?", "Linux")))
                .isAbsolute()
                .startsWithRaw(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Test
    void everyPublicSourceHasMirrorsAndChecksums() {
        Downloads standard = Downloads.standard(message -> {});
        assertThat(standard.names(false)).containsExactly("mnist", "fashion_mnist");
        assertThat(standard.names(true)).containsExactly("cifar10", "cifar100");
        for (Downloads.Source source : Downloads.SOURCES) {
            Downloads.Archive archive = source.archive();
            // Of CIFAR its authors' page is the only one.
            assertThat(source.mirrors())
                    .hasSizeGreaterThan(archive == null ? 1 : 0)
                    .allMatch(mirror -> mirror.matches("https://.*/"));
            assertThat(source.sums())
                    .hasSize(archive == null ? 4 : source.name().equals("cifar10") ? 6 : 2);
            assertThat(archive == null || archive.sha256().matches("[0-9a-f]{64}"))
                    .isTrue();
            assertThat(source.sums().values())
                    .allMatch(sums -> (sums.packed() + sums.content()).matches("[0-9a-f]{128}"));
        }
    }

    @Test
    void whatTheSystemHasInstalledComesFirst() throws IOException {
        Path folder = Files.createDirectories(cache.resolve("datasets/my-digits"));
        for (Map.Entry<String, byte[]> file : published.entrySet()) {
            // Packed by somebody else: other bytes, the same content.
            byte[] other = unpacked(file.getValue());
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            GZIPOutputStream out = new GZIPOutputStream(packed);
            out.write(other, 0, 7);
            out.finish();
            out = new GZIPOutputStream(packed);
            out.write(other, 7, other.length - 7);
            out.finish();
            Files.write(folder.resolve(file.getKey()), packed.toByteArray());
        }
        assertThat(open(downloads(broken)).train().size()).isEqualTo(40);
        assertThat(progress).isEmpty();
        assertThat(cache.resolve("my_digits")).doesNotExist();

        Path images = folder.resolve("train-images-idx3-ubyte.gz");
        Files.write(images, images(9, 40));
        assertThat(open(downloads(good)).train().size()).isEqualTo(40);
        assertThat(progress).hasSize(5).first().isEqualTo(images + " is not what it should be, and is not taken");

        Files.delete(images);
        progress.clear();
        assertThat(open(downloads(good)).train().size()).isEqualTo(40);
        assertThat(progress).isEmpty();
    }

    @Test
    void anEndlessAnswerIsGivenUp() {
        server.createContext("/endless/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[1 << 20];
            try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(chunk);
                }
            }
        });
        String endless = good.replace("/good/", "/endless/");
        assertThatThrownBy(() -> open(downloads(endless)))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("(127.0.0.1: the server sends more than 100000000 bytes); put ");
        assertThat(cache.resolve("my_digits")).isEmptyDirectory();
    }

    @Test
    void dataSetsAreInstalledWhereTheEnvironmentSays() {
        assertThat(Downloads.installedDirectories(Map.of()))
                .containsExactly(Path.of("/usr/local/share/datasets"), Path.of("/usr/share/datasets"));
        assertThat(Downloads.installedDirectories(Map.of("XDG_DATA_DIRS", "/a:relative:/b")))
                .containsExactly(Path.of("/a/datasets"), Path.of("/b/datasets"));
    }
}

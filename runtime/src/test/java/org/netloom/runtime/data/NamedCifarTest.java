package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.data.Downloads.Archive;
import org.netloom.runtime.data.Downloads.Source;
import org.netloom.runtime.data.Downloads.Sums;
import org.netloom.runtime.exception.NetworkException;

/** CIFAR by name, from an archive that a server of this test has. */
class NamedCifarTest {
    private static final String TEN = "cifar-10-binary.tar.gz";
    private static final String HUNDRED = "cifar-100-binary.tar.gz";

    @TempDir
    Path folder;

    private final Map<String, byte[]> served = new LinkedHashMap<>();
    private final Map<String, byte[]> ten = new LinkedHashMap<>();
    private final Map<String, byte[]> hundred = new LinkedHashMap<>();
    private final List<String> progress = new ArrayList<>();
    private HttpServer server;
    private String tenSum;
    private String hundredSum;

    @BeforeEach
    void serve() throws IOException {
        for (int i = 1; i <= 5; i++) {
            ten.put("data_batch_" + i + ".bin", images(i, 4, 1, 10));
        }
        ten.put("test_batch.bin", images(9, 3, 1, 10));
        hundred.put("train.bin", images(10, 12, 2, 20));
        hundred.put("test.bin", images(11, 5, 2, 20));
        served.put(TEN, archive("cifar-10-batches-bin/", ten, "batches.meta.txt", 10));
        served.put(HUNDRED, archive("cifar-100-binary/", hundred, "coarse_label_names.txt", 20));
        tenSum = sha256(of(served, TEN));
        hundredSum = sha256(of(served, HUNDRED));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = served.get(exchange.getRequestURI().getPath().substring(1));
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Images of noise, each behind its labels. */
    private static byte[] images(long seed, int count, int labels, int classes) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] file = new byte[count * (labels + 3072)];
        random.nextBytes(file);
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < labels; k++) {
                file[i * (labels + 3072) + k] = (byte) random.nextInt(classes);
            }
        }
        return file;
    }

    private static byte[] archive(String root, Map<String, byte[]> files, String names, int classes)
            throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        all.put(names, names(classes));
        if (classes == 20) {
            all.put("fine_label_names.txt", names(100));
        }
        all.put("readme.html", new byte[20]);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip)) {
            tar.putArchiveEntry(new TarArchiveEntry(root));
            tar.closeArchiveEntry();
            for (Map.Entry<String, byte[]> file : all.entrySet()) {
                // Whoever writes outside of the folder does not get there.
                String above = file.getKey().equals("test_batch.bin") ? "../../" : "";
                TarArchiveEntry entry = new TarArchiveEntry(above + root + file.getKey(), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] of(Map<String, byte[]> files, String name) {
        return Objects.requireNonNull(files.get(name));
    }

    private static byte[] names(int classes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < classes; i++) {
            text.append("class ").append(i).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Datasets datasets() {
        String mirror = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        List<Source> sources = List.of(
                new Source("cifar10", List.of(mirror), sums(ten), new Archive(TEN, tenSum)),
                new Source("cifar100", List.of(mirror), sums(hundred), new Archive(HUNDRED, hundredSum)));
        return new Datasets(
                new Downloads(List.of(folder.resolve("datasets")), folder.resolve("cache"), sources, progress::add));
    }

    private static Map<String, Sums> sums(Map<String, byte[]> files) {
        Map<String, Sums> sums = new LinkedHashMap<>();
        files.forEach((name, bytes) -> sums.put(name, new Sums(sha256(bytes), sha256(bytes))));
        return sums;
    }

    private DataSplit open(String spec) {
        return datasets().split(DataRequest.of(spec, List.of(), message -> {}));
    }

    private Path cached(String name) {
        return folder.resolve("cache").resolve(name);
    }

    @Test
    void isDownloadedAndUnpackedOnce() {
        DataSplit data = open("cifar10");
        assertThat(data.description()).isEqualTo("cifar10: 20 training and 3 test examples of 3x32x32 in 10 classes");
        assertThat(data.train().classNames()).hasSize(10).contains("class 3");
        double[] example = new double[3072];
        data.train().copy(5, example, 0);
        byte[] second = of(ten, "data_batch_2.bin");
        assertThat(data.train().label(5)).isEqualTo(second[3073]);
        for (int i = 0; i < 3072; i++) {
            assertThat(example[i]).isEqualTo((second[3074 + i] & 0xFF) / 255.0);
        }
        assertThat(progress).hasSize(2).last().isEqualTo("unpacking " + cached("cifar10/" + TEN));
        assertThat(cached("cifar10"))
                .isDirectoryNotContaining("glob:**.html")
                .isDirectoryNotContaining("glob:**.gz")
                .isDirectoryContaining("glob:**test_batch.bin");
        server.stop(0);
        assertThat(datasets()
                        .test(DataRequest.of("cifar10?validation=0.1", List.of(), message -> {}))
                        .size())
                .isEqualTo(3);
        DataSplit guided = open("cifar10?validation=0.1");
        assertThat(guided.train().size()
                        + Objects.requireNonNull(guided.validation()).size())
                .isEqualTo(20);
        assertThat(progress).hasSize(2);
    }

    @Test
    void ofAHundredClassesEitherKindIsTaken() {
        DataSplit fine = open("cifar100");
        assertThat(fine.train().classNames()).hasSize(100);
        assertThat(fine.train().label(1)).isEqualTo(of(hundred, "train.bin")[3075]);
        DataSplit coarse = open("cifar100?labels=coarse");
        assertThat(coarse.train().classNames()).hasSize(20);
        assertThat(coarse.train().label(1)).isEqualTo(of(hundred, "train.bin")[3074]);
        assertThatThrownBy(() -> open("cifar10?labels=coarse"))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("is CIFAR-10, which has no coarse labels");
        assertThatThrownBy(() -> open("cifar10?test=0.1")).hasMessageStartingWith("cifar10 has no option 'test'");
    }

    @Test
    void aDamagedFileIsUnpackedAgainAndAForgedArchiveIsNot() throws IOException {
        open("cifar10");
        Path file = Files.write(cached("cifar10/data_batch_3.bin"), new byte[3073]);
        assertThat(open("cifar10").train().size()).isEqualTo(20);
        assertThat(file).hasBinaryContent(of(ten, "data_batch_3.bin"));
        assertThat(progress).contains(file + " is not what it should be, unpacking it again");

        Files.delete(file);
        served.put(TEN, archive("x/", Map.of("data_batch_3.bin", new byte[3073]), "batches.meta.txt", 10));
        assertThatThrownBy(() -> open("cifar10"))
                .isInstanceOf(NetworkException.class)
                .hasMessage("cannot download " + TEN + " (127.0.0.1: what came has the SHA-256 "
                        + sha256(of(served, TEN)) + " instead of " + tenSum + "); put " + TEN + " into "
                        + cached("cifar10") + ", or use --data glyphs, which needs no download");
        assertThat(file).doesNotExist();
    }

    /** The archive by hand, which stays, or files that a package has put there. */
    @Test
    void offlineItMayBeThereOtherwise() throws IOException {
        byte[] archive = of(served, TEN);
        server.stop(0);
        assertThatThrownBy(() -> open("cifar10"))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("is this machine offline?");
        Path put = Files.write(cached("cifar10/" + TEN), archive);
        assertThat(open("cifar10").train().size()).isEqualTo(20);
        assertThat(put).exists();

        Path installed = Files.createDirectories(folder.resolve("datasets/cifar-100"));
        for (Map.Entry<String, byte[]> file : hundred.entrySet()) {
            Files.write(installed.resolve(file.getKey()), file.getValue());
        }
        assertThat(open("cifar100").train().size()).isEqualTo(12);
        assertThat(cached("cifar100")).doesNotExist();
    }
}

package org.netloom.runtime.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.io.AtomicFile;
import org.netloom.runtime.io.IoFailure;
import org.netloom.runtime.io.PrivateFolder;
import org.netloom.runtime.io.UserFolders;

/** Data sets that are downloaded once and kept: each file is checked against its published MD5 whenever it is used. */
final class Downloads {
    /** No file of these sets is half as large; a server that sends more sends something else. */
    private static final int MAX_BYTES = 100_000_000;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration BODY_TIMEOUT = Duration.ofMinutes(10);

    /**
     * Where a data set is to be had.
     *
     * @param mirrors tried in this order; each ends in '/'
     * @param md5 by file name
     */
    record Source(String name, List<String> mirrors, Map<String, String> md5) {}

    private static final List<Source> SOURCES = List.of(
            new Source(
                    "mnist",
                    List.of(
                            "https://ossci-datasets.s3.amazonaws.com/mnist/",
                            "https://storage.googleapis.com/cvdf-datasets/mnist/"),
                    files(
                            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                            "d53e105ee54ea40749a09fcbcd1e9432",
                            "9fb629c4189551a2d022fa330f9573f3",
                            "ec29112dd5afa0611ce80d1b7f02629c")),
            new Source(
                    "fashion_mnist",
                    List.of(
                            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
                    files(
                            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                            "25c81989df183df01b3e8a0aad5dffbe",
                            "bef4ecab320f06d8554ea6380940ec79",
                            "bb300cfdad3c16e7a12a480ee83cd310")));

    private final Path cache;
    private final List<Source> sources;
    private final Consumer<String> progress;

    /**
     * @param cache the directory that holds one directory for each data set
     * @param progress is told of each download
     */
    Downloads(Path cache, List<Source> sources, Consumer<String> progress) {
        this.cache = cache;
        this.sources = sources;
        this.progress = progress;
    }

    /** The public sources, kept in {@code data} of Netloom's cache directory. */
    static Downloads standard(Consumer<String> progress) {
        return new Downloads(cacheDirectory(UserFolders.ofProcess()), SOURCES, progress);
    }

    /** {@code data} in {@linkplain UserFolders#cache() Netloom's folder}; where there is none, a new one for this process. */
    static Path cacheDirectory(UserFolders user) {
        return user.cache()
                .orElseGet(() -> {
                    try {
                        return PrivateFolder.temporary();
                    } catch (IOException e) {
                        throw new NetworkException(
                                "there is no folder for downloads; name one by XDG_CACHE_HOME: " + e.getMessage(), e);
                    }
                })
                .resolve("data");
    }

    /** The names of the data sets. */
    List<String> names() {
        return sources.stream().map(Source::name).toList();
    }

    /** Makes sure that the data set is there, and says in which directory. */
    Path provide(String name) {
        Source source = sources.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        Path directory = cache.resolve(name);
        for (String file : source.md5().keySet()) {
            provide(source, directory, file);
        }
        return directory;
    }

    private void provide(Source source, Path directory, String name) {
        Path file = directory.resolve(name);
        String expected = source.md5().getOrDefault(name, "");
        boolean corrupt = false;
        if (Files.exists(file)) {
            if (md5(file).equals(expected)) {
                return;
            }
            corrupt = true;
            progress.accept(file + " is not what it should be, fetching it again");
        }
        List<String> failures = new ArrayList<>();
        for (String mirror : source.mirrors()) {
            String failure = download(mirror, name, expected, file);
            if (failure == null) {
                return;
            }
            failures.add(URI.create(mirror).getHost() + ": " + failure);
        }
        throw new NetworkException(
                "cannot download %s%s (%s); put %s into %s, or use --data glyphs, which needs no download"
                        .formatted(
                                name,
                                corrupt ? ", and the copy in the cache is corrupt" : "",
                                String.join("; ", failures),
                                String.join(", ", source.md5().keySet()),
                                directory));
    }

    /** Downloads, checks and keeps a file, or says why not. */
    private @Nullable String download(String mirror, String name, String expected, Path file) {
        progress.accept("downloading " + mirror + name);
        byte[] content;
        try {
            content = fetch(URI.create(mirror + name));
        } catch (IOException e) {
            return IoFailure.reason(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkException("interrupted while downloading " + name, e);
        }
        String actual = hex(digest().digest(content));
        if (!actual.equals(expected)) {
            return "what came has the MD5 %s instead of %s".formatted(actual, expected);
        }
        AtomicFile.write(file, channel -> {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        });
        return null;
    }

    private static byte[] fetch(URI uri) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("the server answers HTTP " + response.statusCode());
            }
            // The client has no time limit for a body that stops coming; closing the stream ends the read.
            CompletableFuture.delayedExecutor(BODY_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .execute(() -> closeQuietly(body));
            byte[] content = body.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException(String.format(Locale.ROOT, "the server sends more than %d bytes", MAX_BYTES));
            }
            return content;
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // Nothing is left to be read from it.
        }
    }

    private static String md5(Path file) {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[1 << 16];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
            }
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
        return hex(digest.digest());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** The checksum that the data sets publish; it finds damage, not forgery. */
    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static Map<String, String> files(
            String trainImages, String trainLabels, String testImages, String testLabels) {
        Map<String, String> md5 = new LinkedHashMap<>();
        md5.put("train-images-idx3-ubyte.gz", trainImages);
        md5.put("train-labels-idx1-ubyte.gz", trainLabels);
        md5.put("t10k-images-idx3-ubyte.gz", testImages);
        md5.put("t10k-labels-idx1-ubyte.gz", testLabels);
        return md5;
    }
}

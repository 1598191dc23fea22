package org.netloom.runtime.data;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.internal.io.IoFailure;
import org.netloom.runtime.internal.io.PrivateFolder;
import org.netloom.runtime.internal.io.UserFolders;

/**
 * Data sets that the system has installed, or that are downloaded once and kept. Each file is checked against its SHA-256
 * whenever it is used.
 */
final class Downloads {
    /** No file of these sets is half as large; a server that sends more sends something else. */
    private static final int MAX_BYTES = 100_000_000;

    /** The same of archives and what they unpack to. */
    private static final int MAX_ARCHIVE_BYTES = 400_000_000;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration BODY_TIMEOUT = Duration.ofMinutes(10);

    /**
     * Where a data set is to be had.
     *
     * @param mirrors tried in this order; each ends in '/'
     * @param sums by file name
     * @param archive what the mirrors have, where they do not have the files one by one
     */
    record Source(
            String name,
            List<String> mirrors,
            Map<String, Sums> sums,
            @Nullable Archive archive) {
        Source(String name, List<String> mirrors, Map<String, Sums> sums) {
            this(name, mirrors, sums, null);
        }

        /** What somebody offline puts into the folder. */
        String files() {
            return archive == null ? String.join(", ", sums.keySet()) : archive.name();
        }

        /** By this name and by those that others give the same data: {@code fashion-mnist}, {@code cifar-10}. */
        List<String> folders() {
            return List.of(name, name.replace('_', '-'), name.replaceFirst("(?<=[a-z])(?=\\d)", "-"));
        }
    }

    /** A .tar.gz file, of which the files that have sums, and texts, are taken out, wherever they stand in it. */
    record Archive(String name, String sha256) {}

    /**
     * The SHA-256 of a file.
     *
     * @param packed of the file that the mirrors have
     * @param content of what it unpacks to, which is the same where somebody else has packed it
     */
    record Sums(String packed, String content) {}

    static final List<Source> SOURCES = List.of(
            new Source(
                    "mnist",
                    List.of(
                            "https://ossci-datasets.s3.amazonaws.com/mnist/",
                            "https://storage.googleapis.com/cvdf-datasets/mnist/"),
                    files(
                            new Sums(
                                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                                    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                            new Sums(
                                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                                    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                            new Sums(
                                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                                    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                            new Sums(
                                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                                    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"))),
            new Source(
                    "fashion_mnist",
                    List.of(
                            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
                            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
                    files(
                            new Sums(
                                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                                    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
                            new Sums(
                                    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                                    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
                            new Sums(
                                    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                                    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
                            new Sums(
                                    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                                    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"))),
            new Source(
                    "cifar10",
                    List.of("https://www.cs.toronto.edu/~kriz/"),
                    plain(
                            "data_batch_1.bin",
                            "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
                            "data_batch_2.bin",
                            "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
                            "data_batch_3.bin",
                            "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
                            "data_batch_4.bin",
                            "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
                            "data_batch_5.bin",
                            "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
                            "test_batch.bin",
                            "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
                    new Archive(
                            "cifar-10-binary.tar.gz",
                            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")),
            new Source(
                    "cifar100",
                    List.of("https://www.cs.toronto.edu/~kriz/"),
                    plain(
                            "train.bin",
                            "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29",
                            "test.bin",
                            "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"),
                    new Archive(
                            "cifar-100-binary.tar.gz",
                            "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")));

    private final List<Path> installed;
    private final Path cache;
    private final List<Source> sources;
    private final Consumer<String> progress;

    /**
     * @param installed directories that hold one directory for each data set and are only read
     * @param cache the directory that holds one directory for each data set
     * @param progress is told of each download
     */
    Downloads(List<Path> installed, Path cache, List<Source> sources, Consumer<String> progress) {
        this.installed = installed;
        this.cache = cache;
        this.sources = sources;
        this.progress = progress;
    }

    /** The public sources, kept in {@code data} of Netloom's cache directory. */
    static Downloads standard(Consumer<String> progress) {
        return new Downloads(
                installedDirectories(System.getenv()), cacheDirectory(UserFolders.ofProcess()), SOURCES, progress);
    }

    /**
     * Where packages of a distribution put data sets: {@code datasets} in each of {@code $XDG_DATA_DIRS}, which by default
     * are {@code /usr/local/share} and {@code /usr/share}.
     */
    static List<Path> installedDirectories(Map<String, String> environment) {
        String given = environment.getOrDefault("XDG_DATA_DIRS", "");
        String directories = given.isBlank() ? "/usr/local/share:/usr/share" : given;
        return Arrays.stream(directories.split(":"))
                // The standard says that others are to be passed over.
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, "datasets"))
                .toList();
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

    /** The names of the data sets: of those that are packed into archives, or of the others. */
    List<String> names(boolean packed) {
        return sources.stream()
                .filter(source -> (source.archive() != null) == packed)
                .map(Source::name)
                .toList();
    }

    /** Makes sure that the data set is there, and says in which directory. */
    Path provide(String name) {
        Source source = sources.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        Path found = findInstalled(source);
        if (found != null) {
            return found;
        }
        Path directory = cache.resolve(name);
        if (source.archive() != null) {
            provide(source, source.archive(), directory);
            return directory;
        }
        for (String file : source.sums().keySet()) {
            provide(source, directory, file);
        }
        return directory;
    }

    /** Unpacks an archive that is there, or is downloaded and then deleted. */
    private void provide(Source source, Archive archive, Path directory) {
        if (Files.isDirectory(directory) && isComplete(source, directory, ", unpacking it again")) {
            return;
        }
        Path file = directory.resolve(archive.name());
        boolean there = Files.exists(file);
        Sums sums = new Sums(archive.sha256(), archive.sha256());
        provide(source, directory, archive.name(), sums);
        progress.accept("unpacking " + file);
        TarFile.unpack(
                file, directory, name -> source.sums().containsKey(name) || name.endsWith(".txt"), MAX_ARCHIVE_BYTES);
        if (!isComplete(source, directory, "")) {
            throw new NetworkException("%s does not hold %s as they should be"
                    .formatted(file, String.join(", ", source.sums().keySet())));
        }
        if (!there) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw IoFailure.of("delete " + file, e);
            }
        }
    }

    /** A directory with all files of a data set, as Debian's package dataset-fashion-mnist has them; null without one. */
    private @Nullable Path findInstalled(Source source) {
        for (Path directory : installed) {
            for (String name : source.folders()) {
                Path candidate = directory.resolve(name);
                if (Files.isDirectory(candidate) && isComplete(source, candidate, ", and is not taken")) {
                    return candidate;
                }
            }
        }
        return null;
    }

    /** @param otherwise what becomes of a file that is not what it should be */
    private boolean isComplete(Source source, Path directory, String otherwise) {
        for (Map.Entry<String, Sums> entry : source.sums().entrySet()) {
            Path file = directory.resolve(entry.getKey());
            if (!Files.isRegularFile(file)) {
                return false;
            }
            if (!hasSums(file, entry.getValue())) {
                progress.accept(file + " is not what it should be" + otherwise);
                return false;
            }
        }
        return true;
    }

    private void provide(Source source, Path directory, String name) {
        provide(source, directory, name, requireNonNull(source.sums().get(name)));
    }

    private void provide(Source source, Path directory, String name, Sums expected) {
        Path file = directory.resolve(name);
        boolean corrupt = false;
        if (Files.exists(file)) {
            if (hasSums(file, expected)) {
                return;
            }
            corrupt = true;
            progress.accept(file + " is not what it should be, fetching it again");
        }
        List<String> failures = new ArrayList<>();
        for (String mirror : source.mirrors()) {
            String failure = download(source, mirror + name, expected.packed(), file);
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
                                source.files(),
                                directory));
    }

    /** Downloads, checks and keeps a file, or says why not. */
    private @Nullable String download(Source source, String address, String expected, Path file) {
        progress.accept("downloading " + address);
        URI uri = URI.create(address);
        int most = source.archive() == null ? MAX_BYTES : MAX_ARCHIVE_BYTES;
        @Nullable IOException[] failure = {null};
        try {
            AtomicFile.write(file, channel -> {
                try {
                    fetch(uri, expected, most, channel);
                } catch (IOException e) {
                    failure[0] = e;
                    throw e;
                }
            });
            return null;
        } catch (NetworkException e) {
            if (failure[0] != null) {
                return IoFailure.reason(failure[0]);
            }
            throw e;
        }
    }

    /** Goes through a file's bytes as they come, so that no memory is taken for what an endless answer sends. */
    private static void fetch(URI uri, String expected, int most, FileChannel to) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkException("interrupted while downloading " + uri, e);
        }
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("the server answers HTTP " + response.statusCode());
            }
            // The client has no time limit for a body that stops coming; closing the stream ends the read.
            CompletableFuture.delayedExecutor(BODY_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .execute(() -> closeQuietly(body));
            MessageDigest digest = digest();
            long length = 0;
            byte[] chunk = new byte[1 << 16];
            for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
                length += count;
                if (length > most) {
                    throw new IOException(String.format(Locale.ROOT, "the server sends more than %d bytes", most));
                }
                digest.update(chunk, 0, count);
                ByteBuffer left = ByteBuffer.wrap(chunk, 0, count);
                while (left.hasRemaining()) {
                    to.write(left);
                }
            }
            String actual = hex(digest.digest());
            if (!actual.equals(expected)) {
                throw new IOException("what came has the SHA-256 %s instead of %s".formatted(actual, expected));
            }
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // Nothing is left to be read from it.
        }
    }

    private static boolean hasSums(Path file, Sums expected) {
        try {
            return sha256(Files.newInputStream(file)).equals(expected.packed())
                    || sha256(new GzipStream(Files.newInputStream(file))).equals(expected.content());
        } catch (ZipException | EOFException e) {
            return false;
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
    }

    /** Of all bytes of a stream, which is closed; no more than any of the files has. */
    private static String sha256(InputStream stream) throws IOException {
        MessageDigest digest = digest();
        long left = MAX_ARCHIVE_BYTES;
        try (InputStream in = stream) {
            byte[] chunk = new byte[1 << 16];
            for (int count = in.read(chunk); count >= 0 && left >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
                left -= count;
            }
        }
        return hex(digest.digest());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Map<String, Sums> files(Sums trainImages, Sums trainLabels, Sums testImages, Sums testLabels) {
        Map<String, Sums> sums = new LinkedHashMap<>();
        sums.put("train-images-idx3-ubyte.gz", trainImages);
        sums.put("train-labels-idx1-ubyte.gz", trainLabels);
        sums.put("t10k-images-idx3-ubyte.gz", testImages);
        sums.put("t10k-labels-idx1-ubyte.gz", testLabels);
        return sums;
    }

    /** Files that nobody packs one by one. */
    private static Map<String, Sums> plain(String... namesAndSums) {
        Map<String, Sums> sums = new LinkedHashMap<>();
        for (int i = 0; i < namesAndSums.length; i += 2) {
            sums.put(namesAndSums[i], new Sums(namesAndSums[i + 1], namesAndSums[i + 1]));
        }
        return sums;
    }
}

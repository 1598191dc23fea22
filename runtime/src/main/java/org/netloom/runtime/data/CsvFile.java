package org.netloom.runtime.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.FileKind;
import org.netloom.runtime.internal.io.IoFailure;

/** The rows of a CSV or TSV file, from beginning to end as often as they are asked for; nothing of it stays in memory. */
final class CsvFile implements TableSource {
    /** How much of the beginning tells what separates fields. */
    private static final int SAMPLE = 1 << 16;

    private static final int SAMPLE_ROWS = 20;
    /** The first that fits wins: a comma may be that of a number. */
    private static final List<Character> DELIMITERS = List.of('\t', ';', '|', ',');

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** What stands for nothing where nobody says otherwise; an empty field always does. */
    static final String MISSING = "NA,NaN,nan,?";

    private final Path path;
    private final Charset charset;
    private final char delimiter;
    private final boolean header;
    private final List<String> names;
    private final Cells cells;

    private CsvFile(Path path, Charset charset, char delimiter, boolean header, List<String> names, Cells cells) {
        this.cells = cells;
        this.path = path;
        this.charset = charset;
        this.delimiter = delimiter;
        this.header = header;
        this.names = names;
    }

    /**
     * Reads how a file begins.
     *
     * @throws NetworkException where it is empty, is something else, or names two columns alike
     */
    static CsvFile open(Path path, DataOptions options) {
        Charset charset = charset(options.text("encoding", "utf-8"));
        Cells cells = Cells.of(options);
        String kind = FileKind.of(path);
        if (kind != null) {
            throw new NetworkException("%s is no table: it is %s".formatted(path, kind));
        }
        char delimiter = options.has("delimiter")
                ? delimiter(options.text("delimiter", ","))
                : guessed(path, sample(path, charset));
        CsvFile raw = new CsvFile(path, charset, delimiter, false, List.of(), cells);
        List<String> first = raw.firstRow();
        boolean header = options.has("header")
                ? options.flag("header", true)
                : first.stream().noneMatch(field -> Double.isFinite(Table.number(field, '.')));
        List<String> names = header ? headed(path, first) : numbered(first.size());
        return new CsvFile(path, charset, delimiter, header, names, cells);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public boolean hasNames() {
        return header;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public String hint(String word) {
        return word.matches("[-+]?\\d+,\\d+") && cells.decimal == '.'
                ? "; decimal=, takes a comma for the point of numbers"
                : "";
    }

    /**
     * Goes through all rows but for the header.
     *
     * @throws NetworkException at the first that has fewer or more fields than there are columns
     */
    @Override
    public void forEach(RowConsumer consumer) {
        Fields row = new Fields(cells);
        read(
                record -> {
                    if (record.getFieldCount() != names.size()) {
                        throw new NetworkException(String.format(
                                Locale.ROOT,
                                "%s:%d: %s here, where the first line has %d",
                                path,
                                record.getStartingLineNumber(),
                                record.getFieldCount() == 1
                                        ? "1 field stands"
                                        : record.getFieldCount() + " fields stand",
                                names.size()));
                    }
                    row.line = Math.toIntExact(record.getStartingLineNumber());
                    row.fields = record.getFields();
                    consumer.accept(row);
                    return true;
                },
                header);
    }

    /** What fields say. */
    private record Cells(Set<String> missing, char decimal) {
        static Cells of(DataOptions options) {
            Set<String> missing =
                    new HashSet<>(options.has("missing") ? options.list("missing") : List.of(MISSING.split(",")));
            missing.add("");
            return new Cells(
                    missing, options.choice("decimal", ".", List.of(".", ",")).charAt(0));
        }
    }

    /** The fields of a row. */
    private static final class Fields implements Row {
        private final Cells cells;
        private int line;
        private List<String> fields = List.of();

        Fields(Cells cells) {
            this.cells = cells;
        }

        @Override
        public int number() {
            return line;
        }

        @Override
        public boolean isMissing(int column) {
            return cells.missing.contains(text(column));
        }

        @Override
        public double value(int column) {
            return Table.number(text(column), cells.decimal);
        }

        @Override
        public String text(int column) {
            return fields.get(column).strip();
        }
    }

    private interface RecordConsumer {
        boolean accept(CsvRecord record);
    }

    private List<String> firstRow() {
        List<String> first = new ArrayList<>();
        read(
                record -> {
                    first.addAll(record.getFields());
                    return false;
                },
                false);
        if (first.isEmpty()) {
            throw new NetworkException("%s holds no rows".formatted(path));
        }
        return first;
    }

    /** Hands records over until the consumer has enough. */
    private void read(RecordConsumer consumer, boolean skipFirst) {
        long line = 1;
        try (Reader in = reader(path, charset);
                CsvReader<CsvRecord> records = records(delimiter, in)) {
            boolean skip = skipFirst;
            for (CsvRecord record : records) {
                line = record.getStartingLineNumber();
                if (!skip && !consumer.accept(record)) {
                    return;
                }
                skip = false;
            }
        } catch (CsvParseException e) {
            throw refused(e, line);
        } catch (UncheckedIOException e) {
            throw refused(e, line);
        } catch (IOException e) {
            throw refused(e, line);
        }
    }

    /** What went wrong behind a line. */
    private NetworkException refused(Throwable failure, long line) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException) {
                return encoding(path, charset, failure);
            }
            if (cause instanceof IOException io) {
                return IoFailure.of("read " + path, io);
            }
        }
        return new NetworkException(
                String.format(
                        Locale.ROOT,
                        "%s:%d: here or behind it is a quoted field that does not end as one: a quote within quotes is written twice",
                        path,
                        line),
                failure);
    }

    private static NetworkException encoding(Path path, Charset charset, Throwable failure) {
        return new NetworkException(
                "%s is no %s: save it as UTF-8, or name what it is, as encoding=windows-1252 does"
                        .formatted(path, charset.name()),
                failure);
    }

    private static CsvReader<CsvRecord> records(char delimiter, Reader in) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(in);
    }

    /** Strict, so that no letter is lost without a word; without the mark that some programs put first. */
    private static Reader reader(Path path, Charset charset) throws IOException {
        InputStream file = Files.newInputStream(path);
        BufferedReader in = new BufferedReader(
                new InputStreamReader(
                        file,
                        charset.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                SAMPLE);
        try {
            in.mark(1);
            if (in.read() != BYTE_ORDER_MARK) {
                in.reset();
            }
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new NetworkException(
                    "encoding=%s: there is no such encoding; utf-8, utf-16 and windows-1252 are some".formatted(name),
                    e);
        }
    }

    private static char delimiter(String option) {
        return switch (option) {
            case "tab" -> '\t';
            case "space" -> ' ';
            default -> {
                if (option.length() == 1 && "\"\r\n".indexOf(option.charAt(0)) < 0) {
                    yield option.charAt(0);
                }
                throw new NetworkException(
                        "delimiter=%s: this option is one character, tab or space".formatted(option));
            }
        };
    }

    private static String sample(Path path, Charset charset) {
        char[] sample = new char[SAMPLE];
        int length = 0;
        try (Reader in = reader(path, charset)) {
            for (int got = 0; got >= 0 && length < SAMPLE; length += Math.max(got, 0)) {
                got = in.read(sample, length, SAMPLE - length);
            }
        } catch (CharacterCodingException e) {
            throw encoding(path, charset, e);
        } catch (IOException e) {
            throw IoFailure.of("read " + path, e);
        }
        String text = new String(sample, 0, length);
        if (text.indexOf('\0') >= 0) {
            throw new NetworkException("%s is no table: it holds bytes of 0, which no text does%s"
                    .formatted(path, charset.equals(StandardCharsets.UTF_8) ? " but in UTF-16 (encoding=utf-16)" : ""));
        }
        return text;
    }

    /** What gives each row at the beginning the same number of fields, two at least. */
    private static char guessed(Path path, String sample) {
        // Its last line may be cut off.
        String whole = sample.length() < SAMPLE ? sample : sample.substring(0, sample.lastIndexOf('\n') + 1);
        char most = ',';
        int mostFields = 1;
        for (char candidate : DELIMITERS) {
            Set<Integer> counts = new HashSet<>();
            int first = 0;
            try (CsvReader<CsvRecord> records = records(candidate, new StringReader(whole))) {
                int rows = 0;
                for (CsvRecord record : records) {
                    first = rows == 0 ? record.getFieldCount() : first;
                    counts.add(record.getFieldCount());
                    if (++rows == SAMPLE_ROWS) {
                        break;
                    }
                }
            } catch (CsvParseException e) {
                // It separates fields elsewhere than the quotes say.
                continue;
            } catch (IOException e) {
                throw IoFailure.of("read " + path, e);
            }
            if (counts.size() == 1 && first > 1) {
                return candidate;
            }
            if (first > mostFields) {
                most = candidate;
                mostFields = first;
            }
        }
        return most;
    }

    private static List<String> headed(Path path, List<String> first) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            String name = first.get(i).strip();
            names.add(name.isEmpty() ? numbered(i + 1).get(i) : name);
            if (names.indexOf(names.get(i)) < i) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s:1: two columns are called '%s', number %d and number %d; rename one",
                        path,
                        Table.shown(names.get(i)),
                        names.indexOf(names.get(i)) + 1,
                        i + 1));
            }
        }
        return List.copyOf(names);
    }

    private static List<String> numbered(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            names.add("column " + i);
        }
        return List.copyOf(names);
    }
}

package org.netloom.parquet;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.TableSource;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.FileKind;
import org.netloom.runtime.internal.io.IoFailure;

/** The rows of a Parquet file, row group after row group; of a group the columns that can be used are in memory. */
final class ParquetTable implements TableSource {
    private final Path path;
    private final MessageType schema;
    private final List<String> names;
    private final List<@Nullable String> refusals;

    private ParquetTable(Path path, MessageType schema) {
        this.path = path;
        this.schema = schema;
        names = schema.getFields().stream().map(Type::getName).toList();
        refusals = new ArrayList<>();
        schema.getFields().forEach(field -> refusals.add(refusalOf(field)));
    }

    /** Reads what a file says of its columns. */
    static ParquetTable open(Path path) {
        byte[] start = FileKind.start(path);
        if (start.length < 4 || !Arrays.equals(start, 0, 4, new byte[] {'P', 'A', 'R', '1'}, 0, 4)) {
            String kind = FileKind.of(start);
            throw new NetworkException("%s is no Parquet file: it %s"
                    .formatted(path, kind == null ? "does not begin with PAR1" : "is " + kind));
        }
        try (ParquetFileReader reader = reader(path)) {
            return new ParquetTable(path, reader.getFileMetaData().getSchema());
        } catch (IOException | RuntimeException e) {
            throw damaged(path, e);
        }
    }

    private static ParquetFileReader reader(Path path) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new Decompressors(path.toString()))
                .usePageChecksumVerification(true)
                .withUseHadoopVectoredIo(false)
                .build();
        return ParquetFileReader.open(new LocalFile(path), options);
    }

    /** Readers throw whatever comes of bytes that they did not expect. */
    private static NetworkException damaged(Path path, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NetworkException said) {
                return said;
            }
            if (cause instanceof OutOfMemoryError full) {
                throw full;
            }
        }
        return failure instanceof java.nio.file.FileSystemException io
                ? IoFailure.of("read " + path, io)
                : new NetworkException(
                        "%s is no whole Parquet file: it is damaged or ends too early".formatted(path), failure);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Content content(int column) {
        return refusals.get(column) == null && isText(schema.getType(column).asPrimitiveType())
                ? Content.WORDS
                : Content.NUMBERS;
    }

    @Override
    public @Nullable String refusal(int column) {
        return refusals.get(column);
    }

    private static boolean isText(PrimitiveType type) {
        return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && !(type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation);
    }

    private static @Nullable String refusalOf(Type field) {
        if (!field.isPrimitive() || field.isRepetition(Type.Repetition.REPEATED)) {
            return "holds lists or records, where a number or a word is expected";
        }
        PrimitiveType type = field.asPrimitiveType();
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case INT96 -> "holds timestamps of 96 bits, where a number or a word is expected";
            case FIXED_LEN_BYTE_ARRAY ->
                logical instanceof DecimalLogicalTypeAnnotation
                        ? null
                        : "holds bytes%s, where a number or a word is expected"
                                .formatted(logical == null ? "" : " (" + logical + ")");
            default -> null;
        };
    }

    @Override
    public void forEach(RowConsumer consumer) {
        List<Type> used = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (refusals.get(i) == null) {
                used.add(schema.getType(i));
            }
        }
        try (ParquetFileReader reader = reader(path)) {
            MessageType read = new MessageType(schema.getName(), used);
            reader.setRequestedSchema(read);
            String writer = reader.getFileMetaData().getCreatedBy();
            Cells cells = new Cells();
            PageReadStore group = reader.readNextRowGroup();
            while (group != null) {
                ColumnReadStoreImpl columns = new ColumnReadStoreImpl(group, new Unused(), read, writer);
                cells.begin(columns);
                for (long i = 0; i < group.getRowCount(); i++) {
                    cells.number = Math.addExact(cells.number, 1);
                    consumer.accept(cells);
                    cells.next();
                }
                group = reader.readNextRowGroup();
            }
        } catch (IOException | RuntimeException e) {
            throw damaged(path, e);
        }
    }

    /** The current row, whose cells are read when they are asked for. */
    private final class Cells implements Row {
        /** Null for columns that nothing can be made of. */
        private final @Nullable ColumnReader[] readers = new ColumnReader[names.size()];

        private final ColumnDescriptor[] descriptors = new ColumnDescriptor[names.size()];
        private int number;

        void begin(ColumnReadStoreImpl columns) {
            for (int i = 0; i < readers.length; i++) {
                if (refusals.get(i) == null) {
                    descriptors[i] = schema.getColumnDescription(new String[] {names.get(i)});
                    readers[i] = columns.getColumnReader(descriptors[i]);
                }
            }
        }

        void next() {
            for (ColumnReader reader : readers) {
                if (reader != null) {
                    if (reader.getCurrentDefinitionLevel()
                            == reader.getDescriptor().getMaxDefinitionLevel()) {
                        reader.skip();
                    }
                    reader.consume();
                }
            }
        }

        @Override
        public int number() {
            return number;
        }

        /** A column that nothing can be made of lacks all values; so does a word that is empty, and a number that is NaN. */
        @Override
        public boolean isMissing(int column) {
            ColumnReader reader = readers[column];
            if (reader == null || reader.getCurrentDefinitionLevel() < descriptors[column].getMaxDefinitionLevel()) {
                return true;
            }
            return isText(descriptors[column].getPrimitiveType())
                    ? text(column).isEmpty()
                    : Double.isNaN(raw(reader, descriptors[column].getPrimitiveType()));
        }

        @Override
        public double value(int column) {
            ColumnReader reader = readers[column];
            PrimitiveType type = descriptors[column].getPrimitiveType();
            if (reader == null || isText(type)) {
                return Double.NaN;
            }
            double value = raw(reader, type);
            return Double.isInfinite(value) ? Double.NaN : value;
        }

        @Override
        public String text(int column) {
            ColumnReader reader = readers[column];
            if (reader == null) {
                return "";
            }
            PrimitiveType type = descriptors[column].getPrimitiveType();
            if (isText(type)) {
                return reader.getBinary().toStringUsingUTF8().strip();
            }
            double value = raw(reader, type);
            return value == Math.rint(value) && Math.abs(value) < 1L << 53
                    ? String.format(Locale.ROOT, "%.0f", value + 0.0)
                    : Double.toString(value);
        }
    }

    private static double raw(ColumnReader reader, PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        boolean unsigned = logical instanceof IntLogicalTypeAnnotation whole && !whole.isSigned();
        int scale = logical instanceof DecimalLogicalTypeAnnotation decimal ? decimal.getScale() : 0;
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> reader.getBoolean() ? 1 : 0;
            case FLOAT -> reader.getFloat();
            case DOUBLE -> reader.getDouble();
            case INT32 -> {
                int value = reader.getInteger();
                yield scaled(unsigned ? value & 0xFFFFFFFFL : value, scale);
            }
            case INT64 -> {
                long value = reader.getLong();
                yield unsigned && value < 0
                        ? new BigInteger(Long.toUnsignedString(value)).doubleValue()
                        : scaled(value, scale);
            }
            default -> new BigDecimal(new BigInteger(reader.getBinary().getBytes()), scale).doubleValue();
        };
    }

    private static double scaled(long value, int scale) {
        return scale == 0 ? value : BigDecimal.valueOf(value, scale).doubleValue();
    }

    /** What Parquet would hand values to, if they were not asked for one by one. */
    private static final class Unused extends GroupConverter {
        @Override
        public PrimitiveConverter getConverter(int field) {
            return new PrimitiveConverter() {};
        }

        @Override
        public void start() {
            // Never called.
        }

        @Override
        public void end() {
            // Never called.
        }
    }
}

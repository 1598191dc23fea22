package org.netloom.parquet;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files for tests, by Parquet's own writer. */
final class ParquetFiles {
    private ParquetFiles() {}

    /**
     * Writes a file.
     *
     * @param schema as in {@code message t { required double x; }}
     * @param rows each fills an empty row
     */
    static Path write(
            Path file, String schema, CompressionCodecName codec, WriterVersion version, List<Consumer<Group>> rows)
            throws IOException {
        MessageType type = MessageTypeParser.parseMessageType(schema);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutput(file))
                .withType(type)
                .withCodecFactory(new Compressors())
                .withCompressionCodec(codec)
                .withWriterVersion(version)
                // Several row groups and pages of some rows.
                .withRowGroupSize(2_000L)
                .withMinRowCountForPageSizeCheck(10)
                .withMaxRowCountForPageSizeCheck(10)
                .withPageSize(300)
                .build()) {
            for (Consumer<Group> row : rows) {
                Group group = new SimpleGroup(type);
                row.accept(group);
                writer.write(group);
            }
        }
        return file;
    }

    private record LocalOutput(Path path) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSize) throws IOException {
            return createOrOverwrite(blockSize);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
            SeekableByteChannel channel = Files.newByteChannel(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            OutputStream out = Channels.newOutputStream(channel);
            return new DelegatingPositionOutputStream(out) {
                @Override
                public long getPos() throws IOException {
                    return channel.position();
                }
            };
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    private static final class Compressors implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName name) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    return BytesInput.from(packed(name, bytes.toInputStream().readAllBytes()));
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return name;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release() {}
    }

    private static byte[] packed(CompressionCodecName name, byte[] bytes) throws IOException {
        return switch (name) {
            case UNCOMPRESSED -> bytes;
            case GZIP -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (OutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(bytes);
                }
                yield out.toByteArray();
            }
            case SNAPPY -> packed(new SnappyCompressor(), bytes);
            case ZSTD -> packed(new ZstdCompressor(), bytes);
            case LZ4_RAW -> packed(new Lz4Compressor(), bytes);
            default -> bytes;
        };
    }

    private static byte[] packed(Compressor compressor, byte[] bytes) {
        byte[] into = new byte[compressor.maxCompressedLength(bytes.length)];
        return Arrays.copyOf(into, compressor.compress(bytes, 0, bytes.length, into, 0, into.length));
    }
}

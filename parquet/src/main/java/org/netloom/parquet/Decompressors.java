package org.netloom.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.netloom.runtime.exception.NetworkException;

/** Unpacks pages: Snappy, gzip, Zstandard and LZ4, without native code. Parquet's own needs Hadoop for gzip. */
final class Decompressors implements CompressionCodecFactory {
    /** Unpacks a whole page. */
    private interface Unpacking {
        void unpack(byte[] packed, byte[] into) throws IOException;
    }

    private final String file;

    /** @param file for messages */
    Decompressors(String file) {
        this.file = file;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        throw new UnsupportedOperationException("files are only read");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return switch (name) {
            case UNCOMPRESSED -> new Plain();
            case GZIP -> new Packed(Decompressors::gunzip);
            case SNAPPY -> new Packed(of(new SnappyDecompressor()));
            case ZSTD -> new Packed(of(new ZstdDecompressor()));
            case LZ4_RAW -> new Packed(of(new Lz4Decompressor()));
            default ->
                throw new NetworkException(
                        "%s is compressed by %s, which is not read; write it with snappy, gzip, zstd or none"
                                .formatted(file, name.name().toLowerCase(Locale.ROOT)));
        };
    }

    @Override
    public void release() {
        // Nothing is held.
    }

    private static void gunzip(byte[] packed, byte[] into) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            if (in.readNBytes(into, 0, into.length) < into.length || in.read() >= 0) {
                throw new EOFException();
            }
        }
    }

    private static Unpacking of(Decompressor decompressor) {
        return (packed, into) -> {
            try {
                int length = decompressor.decompress(packed, 0, packed.length, into, 0, into.length);
                if (length != into.length) {
                    throw new EOFException();
                }
            } catch (MalformedInputException e) {
                throw new IOException("a page does not unpack", e);
            }
        };
    }

    private static final class Plain implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) {
            return bytes;
        }

        @Override
        public void decompress(ByteBuffer in, int packedSize, ByteBuffer out, int size) {
            out.put(in.slice().limit(size));
            in.position(in.position() + size);
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }

    private record Packed(Unpacking unpacking) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            byte[] into = new byte[size];
            unpacking.unpack(bytes.toInputStream().readAllBytes(), into);
            return BytesInput.from(into);
        }

        @Override
        public void decompress(ByteBuffer in, int packedSize, ByteBuffer out, int size) throws IOException {
            byte[] packed = new byte[packedSize];
            in.get(packed);
            byte[] into = new byte[size];
            unpacking.unpack(packed, into);
            out.put(into);
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }
}

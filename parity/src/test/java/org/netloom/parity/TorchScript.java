package org.netloom.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Runs PyTorch's own operations from text: DJL's arrays offer only a part of them, TorchScript all. The text is put into
 * an archive as {@code torch.jit.save} writes it, and loaded.
 */
final class TorchScript implements AutoCloseable {
    /** A pickled object of the class {@code __torch__.Program} that is in training mode. */
    private static final String OBJECT =
            "\u0080\u0002c__torch__\nProgram\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0088ub.";
    /** A pickled empty tuple. */
    private static final String NO_CONSTANTS = "\u0080\u0002).";
    /** Of the set of operations: 10 is PyTorch 1.12's and later. */
    private static final String VERSION = "10\n";

    private final PtSymbolBlock module;
    private final NDArray marker;

    /** @param methods of a class, each {@code def name(self: __torch__.Program, …) -> …:} at no indent */
    TorchScript(PtNDManager manager, List<String> methods) {
        StringBuilder text = new StringBuilder(
                "class Program(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
        methods.forEach(method -> text.append(method.indent(2)));
        // As it stands, without fusing and without derivatives of the script's own making.
        JniUtils.setGraphExecutorOptimize(false);
        try {
            module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive(text.toString())), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        marker = manager.create(0f);
    }

    /** Calls a method with these arrays; see {@link IValueUtils#forward} for what their names mean. */
    NDList call(String method, boolean gradients, NDList arguments) {
        marker.setName("module_method:" + method);
        NDList all = new NDList(arguments);
        all.add(marker);
        return IValueUtils.forward(module, all, gradients);
    }

    @Override
    public void close() {
        module.close();
        marker.close();
    }

    private static byte[] archive(String code) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            add(zip, "data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
            add(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            add(zip, "constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
            add(zip, "version", VERSION.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toByteArray();
    }

    /** PyTorch reads entries in place: they are stored, not compressed. */
    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("program/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}

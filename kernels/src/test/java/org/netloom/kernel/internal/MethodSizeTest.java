package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** HotSpot never compiles a method of more than 8,000 bytes (HugeMethodLimit): a kernel of 8,001 would stay interpreted. */
class MethodSizeTest {
    private static final int HOTSPOTS_LIMIT = 8000;

    @Test
    void hotSpotCompilesEveryMethod() throws Exception {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (ClassModel model : classes()) {
            sizes.putAll(sizes(model));
        }
        assertThat(sizes).containsKey("org/netloom/kernel/internal/Tiles.fourByFour");
        assertThat(sizes).allSatisfy((method, bytes) -> assertThat(bytes).isLessThanOrEqualTo(HOTSPOTS_LIMIT));
    }

    @Test
    void sizesAreThoseOfTheByteCode() {
        byte[] bytes = ClassFile.of()
                .build(
                        ClassDesc.of("Long"),
                        type -> type.withMethodBody(
                                "run", MethodTypeDesc.of(ConstantDescs.CD_void), ClassFile.ACC_STATIC, code -> {
                                    for (int i = 0; i < HOTSPOTS_LIMIT; i++) {
                                        code.nop();
                                    }
                                    code.return_();
                                }));
        assertThat(sizes(ClassFile.of().parse(bytes))).isEqualTo(Map.of("Long.run", HOTSPOTS_LIMIT + 1));
    }

    /** The bytes of each method; of several with one name, those of the largest. */
    private static Map<String, Integer> sizes(ClassModel model) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        model.methods()
                .forEach(method -> method.code()
                        .ifPresent(code -> sizes.merge(
                                model.thisClass().asInternalName()
                                        + "."
                                        + method.methodName().stringValue(),
                                length(code),
                                Math::max)));
        return sizes;
    }

    private static int length(CodeModel code) {
        return ((CodeAttribute) code).codeLength();
    }

    /** All classes of the module, read where {@link Lanes} was loaded from. */
    private static List<ClassModel> classes() throws Exception {
        Path root = Path.of(
                Lanes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(MethodSizeTest::parse)
                    .toList();
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

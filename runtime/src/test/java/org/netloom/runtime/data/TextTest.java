package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.exception.NetworkException;

class TextTest {
    @TempDir
    private Path directory;

    /** 46 bytes in windows of 4: eleven, and two bytes over; the last tenth of the windows is one. */
    @Test
    void windowsLieOneBehindTheOtherAndTheLastTenthIsForTesting() throws IOException {
        byte[] bytes = new byte[46];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (200 + i);
        }
        DataSplit data = open(Files.write(directory.resolve("bytes.TXT"), bytes), 3);
        assertThat(data.train().size()).isEqualTo(10);
        assertThat(data.test().size()).isEqualTo(1);
        assertThat(data.heldOut()).isTrue();
        for (int i = 0; i < 10; i++) {
            assertWindow(data.train(), i, 200 + 4 * i);
        }
        assertWindow(data.test(), 0, 200 + 40);
        assertThat(data.train().shape()).containsExactly(3);
        assertThat(data.train().positions()).isEqualTo(3);
        assertThat(data.train().classes()).isEqualTo(256);
        assertThat(data.train().tokens()).isEqualTo(256);
        assertThat(data.description())
                .isEqualTo("bytes.TXT: 10 training and 1 test examples of 3 tokens in 256 classes"
                        + " (it has no test part: a tenth, always the same, is held out)");
    }

    /** The window begins with the byte {@code first} mod 256, and each byte is one more than the one before. */
    private static void assertWindow(Dataset data, int index, int first) {
        float[] input = {-1, -1, -1, -1};
        data.copy(index, input, 1);
        assertThat(input).containsExactly(-1, first & 0xFF, first + 1 & 0xFF, first + 2 & 0xFF);
        assertThat(data.label(index)).isEqualTo(first + 1 & 0xFF);
        for (int t = 0; t < 3; t++) {
            assertThat(data.label(index, t)).isEqualTo(first + t + 1 & 0xFF);
        }
    }

    @Test
    void testingAndPredictingTakeTheLastTenth() throws IOException {
        Path file = text("abcdefgh".repeat(20));
        byte[] bytes = Files.readAllBytes(file);
        for (Dataset part : List.of(
                Datasets.openTest(file.toString(), List.of(7), message -> {}),
                new Datasets(Downloads.standard(message -> {}))
                        .test(DataRequest.of(file.toString(), List.of(7), message -> {})
                                .withoutLabels()))) {
            assertThat(part.size()).isEqualTo(2);
            assertThat(part.label(1, 6)).isEqualTo(bytes[bytes.length - 1]);
        }
    }

    @Test
    void lettersAreTheirBytesInUtf8() throws IOException {
        DataSplit data = open(text("größe ".repeat(4)), 7);
        byte[] letters = "größe ".getBytes(StandardCharsets.UTF_8);
        float[] input = new float[7];
        data.train().copy(0, input, 0);
        for (int t = 0; t < 7; t++) {
            assertThat(input[t]).isEqualTo(letters[t] & 0xFF);
        }
    }

    @Test
    void whatCannotBeCutIsRefused() throws IOException {
        Path empty = text("");
        assertFails(empty + " is empty, where text is expected", empty, List.of(64));
        Path shortText = text("a".repeat(129));
        assertFails(
                shortText
                        + " holds 129 bytes, where input(64) needs 130: a window of 65 to train on and one to test on;"
                        + " a longer text or fewer steps will do",
                shortText,
                List.of(64));
        assertThat(open(text("a".repeat(130)), 64).train().size()).isEqualTo(1);
        assertFails(
                shortText + " is text, which needs a network that takes tokens, as input(64) embed(256, 32);"
                        + " this one takes 1x28x28",
                shortText,
                List.of(1, 28, 28));
        assertThatThrownBy(() -> Datasets.open(shortText.toString()))
                .isInstanceOf(NetworkException.class)
                .hasMessageEndingWith("; open it with the network's input shape");
        Path longest = text("a".repeat(12));
        assertFails(
                longest
                        + " holds 12 bytes, where input(2147483647) needs 4,294,967,296: a window of 2,147,483,648 to train"
                        + " on and one to test on; a longer text or fewer steps will do",
                longest,
                List.of(Integer.MAX_VALUE));
    }

    private Path text(String content) throws IOException {
        return Files.writeString(directory.resolve("text.txt"), content);
    }

    private static DataSplit open(Path file, int steps) {
        return Datasets.open(file.toString(), List.of(steps), message -> {});
    }

    private static void assertFails(String message, Path file, List<Integer> inputShape) {
        assertThatThrownBy(() -> Datasets.open(file.toString(), inputShape, progress -> {}))
                .isInstanceOf(NetworkException.class)
                .hasMessage(message);
    }
}

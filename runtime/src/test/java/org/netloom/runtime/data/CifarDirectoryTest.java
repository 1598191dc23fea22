package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.exception.NetworkException;

class CifarDirectoryTest {
    private static final int PIXELS = 3072;

    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(1);

    /** Images of noise, each behind these bytes. */
    private byte[] write(String name, int[]... labels) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(labels.length * (labels[0].length + PIXELS));
        byte[] pixels = new byte[PIXELS];
        for (int[] label : labels) {
            for (int value : label) {
                file.put((byte) value);
            }
            random.nextBytes(pixels);
            file.put(pixels);
        }
        Files.write(directory.resolve(name), file.array());
        return file.array();
    }

    private void names(String name, int count) throws IOException {
        Files.writeString(
                directory.resolve(name),
                IntStream.range(0, count).mapToObj(i -> "class " + i + "\n").collect(Collectors.joining("", "", "\n")));
    }

    private DataSplit open(String options) {
        return Datasets.open(directory + options);
    }

    @Test
    void readsTenClasses() throws IOException {
        byte[] first = write("data_batch_1.bin", new int[] {3}, new int[] {9});
        byte[] second = write("data_batch_2.bin", new int[] {0});
        write("test_batch.bin", new int[] {7});
        names("batches.meta.txt", 10);
        DataSplit data = open("");
        assertThat(data.train().size()).isEqualTo(3);
        assertThat(data.test().size()).isEqualTo(1);
        assertThat(data.train().shape()).containsExactly(3, 32, 32);
        assertThat(data.train().classes()).isEqualTo(10);
        assertThat(data.test().classes()).isEqualTo(10);
        assertThat(data.train().classNames()).hasSize(10).contains("class 7");
        assertThat(data.preprocessing().classNames()).isEqualTo(data.train().classNames());
        assertThat(List.of(
                        data.train().label(0),
                        data.train().label(1),
                        data.train().label(2)))
                .containsExactly(3, 9, 0);
        float[] values = new float[PIXELS];
        data.train().copy(1, values, 0);
        assertThat(values[5]).isEqualTo((first[1 + PIXELS + 1 + 5] & 0xFF) / 255f);
        data.train().copy(2, values, 0);
        assertThat(values[PIXELS - 1]).isEqualTo((second[PIXELS] & 0xFF) / 255f);
        assertThat(Datasets.openTest(directory.toString(), List.of(), message -> {})
                        .label(0))
                .isEqualTo(7);
        assertThatThrownBy(() -> open("?labels=coarse"))
                .hasMessage(directory + " is CIFAR-10, which has no coarse labels");
        assertThatThrownBy(() -> open("?test=0.1"))
                .hasMessage(directory + " has a test part of its own; leave out test=0.1");
    }

    @Test
    void readsAHundredClasses() throws IOException {
        byte[] train = write("train.bin", new int[] {19, 99}, new int[] {4, 0}, new int[] {2, 50});
        DataSplit fine = open("");
        assertThat(fine.heldOut()).isTrue();

        assertThat(fine.train().size() + fine.test().size()).isEqualTo(3);
        write("test.bin", new int[] {1, 2});
        assertThat(open("").train().label(0)).isEqualTo(99);
        DataSplit coarse = open("?labels=coarse");
        assertThat(coarse.train().label(0)).isEqualTo(19);
        float[] values = new float[PIXELS];
        coarse.train().copy(0, values, 0);
        assertThat(values[0]).isEqualTo((train[2] & 0xFF) / 255f);
        names("coarse_label_names.txt", 19);
        assertThatThrownBy(() -> open("?labels=coarse"))
                .isInstanceOf(NetworkException.class)
                .hasMessage(directory.resolve("coarse_label_names.txt") + " names 19 classes, where there are 20");
    }

    @Test
    void whatIsNotWholeIsNamed() throws IOException {
        byte[] whole = write("data_batch_1.bin", new int[] {3}, new int[] {9});
        Path file = directory.resolve("data_batch_1.bin");
        Files.write(file, Arrays.copyOf(whole, 5000));
        assertThatThrownBy(() -> open(""))
                .isInstanceOf(NetworkException.class)
                .hasMessage(file + " is no whole file of CIFAR-10: it has 5000 bytes, and each image takes 3073");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> open("")).hasMessage(file + " is no whole file of CIFAR-10: it is empty");
        write("data_batch_1.bin", new int[] {3}, new int[] {10});
        assertThatThrownBy(() -> open(""))
                .hasMessage(
                        file + " holds the label 10 at image 1, where classes are 0 to 9: it is no file of CIFAR-10");
    }
}

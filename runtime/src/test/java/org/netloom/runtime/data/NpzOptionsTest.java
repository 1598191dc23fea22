package org.netloom.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.RawNpz;

/** What an {@code .npz} file is taken for where options or names say it. */
class NpzOptionsTest extends NpzFiles {
    @Test
    void numbersAreTargetsWhereItIsSaid() throws IOException {
        Path file = write("x", floats(1, 20, 4), "y", floats(0.5f, 20, 3));
        for (DataSplit data : List.of(
                Datasets.open(file + "?task=numbers&test=0.2"),
                Datasets.open(DataRequest.of(file + "?test=0.2", List.of(), message -> {})
                        .withTask(Task.NUMBERS)))) {
            assertThat(data.train().targets()).isEqualTo(3);
            assertThat(data.train().classes()).isZero();
            assertThat(data.train().label(0)).isEqualTo(-1);
            assertThat(data.description()).contains("16 training and 4 test examples of 4 with 3 numbers each");
        }
        Dataset all = Datasets.openTest(file + "?task=numbers", List.of(), message -> {});
        double[] numbers = new double[4];
        all.copyTargets(2, numbers, 1);
        // What floats() writes: 0.5 (i - 3).
        assertThat(numbers).containsExactly(0, 1.5, 2, 2.5);
        float[] inputs = new float[4];
        all.copy(1, inputs, 0);
        assertThat(inputs).containsExactly(1, 2, 3, 4);
        write("x", floats(1, 4, 2), "y", floats(1, 3));
        assertThatThrownBy(() -> Datasets.open(file + "?task=numbers"))
                .hasMessage("x in " + file + " holds 4 examples but y holds targets of 3");
        write("x", floats(1, 3, 2), "y", NpyArray.of(new float[] {0, Float.NaN, 1}, 3));
        assertThatThrownBy(() -> Datasets.open(file + "?task=numbers"))
                .hasMessage("y in " + file + " holds NaN at [1]");
    }

    @Test
    void channelsThatAreLastComeFirst() throws IOException {
        Path file = write("x", floats(1, 5, 2, 3, 2), "y", classes(5));
        Dataset data = Datasets.openTest(file + "?layout=nhwc", List.of(), message -> {});
        assertThat(data.shape()).containsExactly(2, 2, 3);
        float[] values = new float[12];
        data.copy(1, values, 0);
        // The second example is 9, 10, …, 20, of which every second one is the first channel's.
        assertThat(values).containsExactly(9, 11, 13, 15, 17, 19, 10, 12, 14, 16, 18, 20);
        assertThat(Datasets.open(file + "?layout=nhwc")
                        .preprocessing()
                        .options()
                        .toString())
                .isEqualTo("layout=nhwc");
        write("x", floats(1, 5, 2), "y", classes(5));
        assertThatThrownBy(() -> Datasets.open(file + "?layout=nhwc"))
                .hasMessage(
                        "x in " + file + " has the shape [5, 2], where layout=nhwc has [N, height, width, channels]");
    }

    @Test
    void medMnistIsReadAsItIs() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        for (String part : List.of("train", "val", "test")) {
            byte[] pixels = new byte[4 * 2 * 2 * 3];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) i;
            }
            arrays.put(part + "_images", RawNpz.npy("'|u1'", "(4, 2, 2, 3)", pixels));
            arrays.put(part + "_labels", RawNpz.npy("'|u1'", "(4, 1)", new byte[] {0, 1, 2, 0}));
        }
        Path file = RawNpz.write(directory.resolve("blood.npz"), arrays);
        DataSplit data = Datasets.open(file.toString());
        assertThat(data.description())
                .isEqualTo("blood.npz: 4 training, 4 validation and 4 test examples of 3x2x2 in 3 classes");
        float[] values = new float[12];
        Objects.requireNonNull(data.validation()).copy(0, values, 0);
        assertThat(values).startsWith(0, 3 / 255f, 6 / 255f, 9 / 255f, 1 / 255f);
        assertThatThrownBy(() -> Datasets.open(file + "?validation=0.5"))
                .hasMessage(file + " has a validation part of its own, val_images; leave out validation=0.5");
    }
}

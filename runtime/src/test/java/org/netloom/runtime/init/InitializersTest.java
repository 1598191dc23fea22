package org.netloom.runtime.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.runtime.exception.NetworkException;

class InitializersTest {
    /** Of 60 outputs, 20 channels of 5 x 3. */
    private static final List<Long> SHAPE = List.of(60L, 20L, 5L, 3L);

    private static double[] drawn(Initializer initializer, long seed, String name, List<Long> shape) {
        Initializer.Weight weight = new Initializer.Weight(seed, name, shape);
        DoubleSupplier values = initializer.draw(weight);
        double[] drawn = new double[(int) weight.size()];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = values.getAsDouble();
        }
        return drawn;
    }

    /** The deviation of each, with fans of 300 and 900, and the largest that a value can be. */
    static Stream<Arguments> deviations() {
        double none = Double.POSITIVE_INFINITY;
        // Of a normal distribution cut off at two deviations: sqrt(1 - 2 · 2 φ(2) / (2 Φ(2) - 1)).
        double cut = 0.8796256610342398;
        return Stream.of(
                Arguments.of(XavierUniform.of(), Math.sqrt(2.0 / 1200), Math.sqrt(6.0 / 1200)),
                Arguments.of(XavierNormal.of(), Math.sqrt(2.0 / 1200), none),
                Arguments.of(KaimingUniform.of(), Math.sqrt(2.0 / 300), Math.sqrt(6.0 / 300)),
                Arguments.of(KaimingNormal.of(), Math.sqrt(2.0 / 300), none),
                Arguments.of(LecunUniform.of(), Math.sqrt(1.0 / 300), Math.sqrt(3.0 / 300)),
                Arguments.of(LecunNormal.of(), Math.sqrt(1.0 / 300), none),
                Arguments.of(Normal.of(0.3), 0.3, none),
                Arguments.of(TruncatedNormal.of(0.3), 0.3 * cut, 0.6),
                Arguments.of(Orthogonal.of(), Math.sqrt(1.0 / 300), 1.0),
                Arguments.of(Orthogonal.of().withGain(3), Math.sqrt(9.0 / 300), 3.0));
    }

    @ParameterizedTest
    @MethodSource("deviations")
    void deviatesAsItsFormulaSays(Initializer initializer, double deviation, double most) {
        double[] values = drawn(initializer, 1, "conv1.weight", SHAPE);
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (double value : values) {
            sum += value;
            squares += value * value;
            largest = Math.max(largest, Math.abs(value));
        }
        // Four standard errors of 18,000 draws, those of normal numbers, which are the largest.
        assertThat(sum / values.length).isCloseTo(0, Offset.offset(4 * deviation / Math.sqrt(values.length)));
        assertThat(Math.sqrt(squares / values.length))
                .isCloseTo(deviation, Offset.offset(4 * deviation / Math.sqrt(2.0 * values.length)));
        assertThat(largest).isLessThanOrEqualTo(most);
        assertThat(values).isEqualTo(drawn(initializer, 1, "conv1.weight", SHAPE));
        assertThat(values).isNotEqualTo(drawn(initializer, 2, "conv1.weight", SHAPE));
        assertThat(values).isNotEqualTo(drawn(initializer, 1, "conv2.weight", SHAPE));
    }

    @ParameterizedTest
    @CsvSource({"12, 12", "7, 30", "30, 7", "1, 5", "5, 1"})
    void rowsOrColumnsAreOrthogonal(int rows, int columns) {
        double gain = 1.5;
        double[] values =
                drawn(Orthogonal.of().withGain(gain), 3, "dense1.weight", List.of((long) rows, (long) columns));
        boolean wide = rows <= columns;
        int count = Math.min(rows, columns);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                double product = 0;
                for (int k = 0; k < Math.max(rows, columns); k++) {
                    double first = wide ? values[i * columns + k] : values[k * columns + i];
                    double second = wide ? values[j * columns + k] : values[k * columns + j];
                    product += first * second;
                }
                // Rounding of a sum of 30 products in double.
                assertThat(product).isCloseTo(i == j ? gain * gain : 0, Offset.offset(1e-13));
            }
        }
    }

    @Test
    void constantsAreWhatTheySay() {
        assertThat(drawn(Constant.of(0.25), 1, "a.weight", List.of(2L, 3L))).containsOnly(0.25);
        assertThat(drawn(Zeros.of(), 1, "a.weight", List.of(2L, 3L))).containsOnly(0);
    }

    @Test
    void refusesWhatNoWeightCanBe() {
        List<Supplier<Initializer>> wrong = List.of(
                () -> Normal.of(0),
                () -> Normal.of(Double.NaN),
                () -> TruncatedNormal.of(-1),
                () -> Constant.of(Double.POSITIVE_INFINITY),
                () -> Orthogonal.of().withGain(0));
        assertThat(wrong).allSatisfy(each -> assertThatThrownBy(each::get).isInstanceOf(NetworkException.class));
    }

    /** What checkpoints and examples of earlier versions began with. */
    @Test
    void seedsGiveTheValuesThatTheyAlwaysGave() {
        assertThat(drawn(Initializer.XAVIER_UNIFORM, 42, "conv1.weight", List.of(6L, 1L, 5L, 5L)))
                .startsWith(-0.16747934121488792, -0.12323179966632239, 0.13168629002651336, -0.08687612094423883);
    }
}

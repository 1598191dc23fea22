package org.netloom.compiler.internal.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
    @ParameterizedTest
    @CsvSource({
        // in, kernel, stride, pad, dilation, places: the cases of the Javadoc, then those of known networks
        "28, 5, 1, 0, 1, 24",
        "28, 5, 1, 2, 1, 28",
        "24, 2, 2, 0, 1, 12",
        "5, 2, 2, 0, 1, 2",
        "96, 7, 2, 3, 1, 48",
        "7, 3, 1, 0, 2, 3",
        "4, 5, 1, 0, 1, 0",
        "227, 11, 4, 0, 1, 55",
        "224, 11, 4, 2, 1, 55",
        "112, 3, 2, 1, 1, 56",
        "1, 1, 1, 0, 1, 1",
        "1, 1, 7, 0, 1, 1",
        "6, 3, 1, 0, 3, 0",
        "7, 3, 1, 0, 3, 1",
        "2147483647, 1, 1, 2147483647, 1, 6442450941",
        "10, 2147483647, 1, 0, 2147483647, 0"
    })
    void countsPlaces(int in, int kernel, int stride, int pad, int dilation, long places) {
        assertThat(Window.places(in, kernel, stride, pad, dilation)).isEqualTo(places);
    }

    @Property
    void agreesWithSlidingTheWindow(
            @ForAll @IntRange(min = 1, max = 40) int in,
            @ForAll @IntRange(min = 1, max = 9) int kernel,
            @ForAll @IntRange(min = 1, max = 5) int stride,
            @ForAll @IntRange(min = 0, max = 6) int pad,
            @ForAll @IntRange(min = 1, max = 4) int dilation) {
        int places = 0;
        int lastTouched = -1;
        for (int start = -pad; start + (kernel - 1) * dilation < in + pad; start += stride) {
            places++;
            lastTouched = start + (kernel - 1) * dilation;
        }
        assertThat(Window.places(in, kernel, stride, pad, dilation)).isEqualTo(places);
        if (places > 0) {
            assertThat(Window.unused(in, kernel, stride, pad, dilation)).isEqualTo(Math.max(0, in - 1 - lastTouched));
        }
    }

    @Property
    void oddKernelsKeepTheSizeWithHalfOfTheirExtent(
            @ForAll @IntRange(min = 1, max = 300) int in,
            @ForAll @IntRange(min = 0, max = 20) int half,
            @ForAll @IntRange(min = 1, max = 5) int dilation) {
        int kernel = 2 * half + 1;
        assertThat(Window.places(in, kernel, 1, half * dilation, dilation)).isEqualTo(in);
    }
}

package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.netloom.kernel.internal.TapSums.Pattern;
import org.netloom.kernel.internal.TapSums.Taps;

/** Addresses that were planted to be wrong; the build runs this in the checked mode, too. */
class AddressesTest extends NativeMemoryTest {
    private static final String CHECKED = "true";

    private static void assertRefused(String kernel, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(kernel)
                .hasMessageContaining(" uses bytes 0x")
                .hasMessageContaining("which are in no memory that was allocated");
    }

    @Test
    @EnabledIfSystemProperty(named = Addresses.CHECKED_PROPERTY, matches = CHECKED)
    void aKernelThatReadsOrWritesTooMuchIsNamed() {
        Floats x = randomVectors(4);
        Floats y = vectors(3);
        assertThatCode(() -> Planes.add(x.at, x.at, y.at, 3)).doesNotThrowAnyException();
        assertRefused("Planes.add", () -> Planes.add(x.at, x.at, y.at, 4));
        assertRefused("Steps.collect", () -> Steps.collect(x.at, y.at, 3, 2));
        assertRefused("AddressesTest.", () -> Lanes.get(y.vector(3)));
        assertRefused("Transpose.square", () -> Transpose.matrix(x.at, Lanes.BYTES, y.at, 4L * V, V, V));
        assertThat(y.values()).as("nothing was written").doesNotContain(Float.NaN);
    }

    @Test
    @EnabledIfSystemProperty(named = Addresses.CHECKED_PROPERTY, matches = CHECKED)
    void aTileIsNamedBeforeItRuns() {
        Floats x = randomVectors(8);
        Floats w = randomFloats(4);
        Floats y = vectors(4);
        float[] before = y.values();
        Pattern right = new Pattern(new int[] {0}, new int[] {0}, 1, 1, List.of());
        Pattern wrong = new Pattern(new int[] {0}, new int[] {1}, 1, 1, List.of());
        Taps taps = new Taps(new int[] {7}, new int[] {0});
        Taps far = new Taps(new int[] {8}, new int[] {0});
        assertRefused("Tiles.fourByFour", () -> Tiles.fourByFour(right, far, 0, x.at, y.at, w.at, Lanes.ZEROS));
        assertRefused("Tiles.fourByFour", () -> Tiles.fourByFour(wrong, taps, 0, x.at, y.at, w.at, Lanes.ZEROS));
        assertRefused("Tiles.fourByFour", () -> Tiles.fourByFour(right, taps, 0, x.at, y.at, w.at + 4, Lanes.ZEROS));
        assertThat(y.values()).isEqualTo(before);
        assertThatCode(() -> Tiles.fourByFour(right, taps, 0, x.at, y.at, w.at, Lanes.ZEROS))
                .doesNotThrowAnyException();
    }

    @Test
    @EnabledIfSystemProperty(named = Addresses.CHECKED_PROPERTY, matches = CHECKED)
    void neighborsAreNotOnePiece() {
        Floats all = floats(100);
        Addresses.released(all.at);
        Addresses.allocated(all.at, 40);
        Addresses.allocated(all.at + 40, 60);
        assertThatCode(() -> Addresses.check(all.at, 40)).doesNotThrowAnyException();
        assertRefused("AddressesTest.", () -> Addresses.check(all.at, 44));
        assertRefused("AddressesTest.", () -> Addresses.check(all.at + 36, 8));
        Addresses.released(all.at);
        assertRefused("AddressesTest.", () -> Addresses.check(all.at, 4));
        // What was lent and is not told of any more ends where its memory is taken again.
        Addresses.lent(all.at, 100);
        Addresses.allocated(all.at + 20, 60);
        assertThatCode(() -> Addresses.check(all.at, 20)).doesNotThrowAnyException();
        assertThatCode(() -> Addresses.check(all.at + 80, 20)).doesNotThrowAnyException();
        assertRefused("AddressesTest.", () -> Addresses.check(all.at, 100));
        Addresses.allocated(all.at + 40, 0); // of nothing nothing ends
        assertThatCode(() -> Addresses.check(all.at + 20, 60)).doesNotThrowAnyException();
        for (long from : new long[] {0, 20, 80}) {
            Addresses.released(all.at + from);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = Addresses.CHECKED_PROPERTY, matches = "(?!true).*", disabledReason = "checked")
    void nothingIsAskedOtherwise() {
        assertThat(Addresses.CHECKED).isFalse();
    }
}

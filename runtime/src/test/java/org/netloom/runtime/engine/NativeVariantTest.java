package org.netloom.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NativeVariantTest {
    private static final Set<String> ALL_BUILDS =
            Set.of("", "-avx2", "-avx512", "-onednn", "-onednn-avx2", "-onednn-avx512");
    private static final Set<String> HASWELL = Set.of("sse4_2", "avx", "avx2", "fma");
    private static final Set<String> SKYLAKE_SP =
            with(HASWELL, "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

    @Test
    void takesTheWidestThatTheCpuRuns() {
        assertThat(NativeVariant.best(SKYLAKE_SP, ALL_BUILDS::contains)).isEqualTo("-onednn-avx512");
        assertThat(NativeVariant.best(HASWELL, ALL_BUILDS::contains)).isEqualTo("-onednn-avx2");
        assertThat(NativeVariant.best(Set.of("sse4_2", "avx"), ALL_BUILDS::contains))
                .isEqualTo("-onednn");
    }

    @Test
    void neverTakesAnInstructionSetThatTheCpuLacks() {
        // Knights Landing has AVX-512, but not the parts that the build uses.
        Set<String> knightsLanding = with(HASWELL, "avx512f", "avx512cd", "avx512er", "avx512pf");
        assertThat(NativeVariant.best(knightsLanding, Set.of("-onednn-avx512", "-avx512")::contains))
                .isEmpty();
        assertThat(NativeVariant.best(Set.of(), Set.of("-avx2", "-onednn-avx2")::contains))
                .isEmpty();
    }

    @Test
    void takesOnlyWhatIsThere() {
        assertThat(NativeVariant.best(SKYLAKE_SP, Set.of("-onednn", "-avx512")::contains))
                .isEqualTo("-onednn");
        assertThat(NativeVariant.best(SKYLAKE_SP, Set.of("-avx2")::contains)).isEqualTo("-avx2");
        assertThat(NativeVariant.best(SKYLAKE_SP, none -> false)).isEmpty();
    }

    @Test
    void readsWhatLinuxSaysOfTheCpu() {
        String cpuInfo = """
                processor\t: 0
                model name\t: A CPU
                flags\t\t: fpu vme avx avx2 fma
                bugs\t\t: spectre

                processor\t: 1
                flags\t\t: fpu
                """;
        assertThat(NativeVariant.flags(cpuInfo)).containsExactlyInAnyOrder("fpu", "vme", "avx", "avx2", "fma");
        assertThat(NativeVariant.flags("flags\t: fpu avx fpu\n")).containsExactlyInAnyOrder("fpu", "avx");
        assertThat(NativeVariant.flags("Features\t: fp asimd\n")).isEmpty();
    }

    @Test
    void leavesAChoiceThatWasMade() {
        String before = System.getProperty(NativeVariant.PROPERTY);
        try {
            System.setProperty(NativeVariant.PROPERTY, "-mine");
            assertThat(NativeVariant.choose()).isEqualTo("-mine");
            assertThat(System.getProperty(NativeVariant.PROPERTY)).isEqualTo("-mine");
        } finally {
            if (before == null) {
                System.clearProperty(NativeVariant.PROPERTY);
            } else {
                System.setProperty(NativeVariant.PROPERTY, before);
            }
        }
    }

    private static Set<String> with(Set<String> flags, String... more) {
        Set<String> all = new HashSet<>(flags);
        all.addAll(Set.of(more));
        return all;
    }
}

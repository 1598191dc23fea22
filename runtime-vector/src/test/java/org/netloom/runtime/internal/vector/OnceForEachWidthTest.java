package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OnceForEachWidthTest {
    @Test
    void onlyARunThatRepeatsAnotherIsLeftOut() {
        assertThat(OnceForEachWidth.evaluate(true, 256, 256).isDisabled()).isTrue();
        assertThat(OnceForEachWidth.evaluate(true, 128, 256).isDisabled()).isFalse();
        assertThat(OnceForEachWidth.evaluate(false, 256, 256).isDisabled()).isFalse();
    }
}

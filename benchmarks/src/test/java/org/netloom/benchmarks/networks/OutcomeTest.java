package org.netloom.benchmarks.networks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void takesTheProgramsLineFromAmongOthers() {
        Outcome outcome = Outcome.of("loading {\nnoise\n{\"library\":\"x\",\"steps\":3,\"steady\":true}\nbye\n", 0);
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.number("steps")).isEqualTo(3);
        assertThat(outcome.number("steady")).isNaN();
        assertThat(outcome.number("other")).isNaN();
        assertThat(outcome.text("library")).isEqualTo("x");
    }

    @Test
    void aProgramsReasonIsTheReason() {
        assertThat(Outcome.of("{\"library\":\"x\",\"failed\":\"no such engine\"}\n", 1)
                        .failure())
                .isEqualTo("no such engine");
    }

    @Test
    void aCrashIsSaid() {
        assertThat(Outcome.of("", 134).failure()).isEqualTo("it ended with exit code 134 and no figures");
        assertThat(Outcome.of("{\"library\":\"x\",\"steps\":\n", 0).failure()).startsWith("its figures are no JSON: ");
    }
}

package org.example.digits;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void learnsTheDigits() {
        double accuracy = Main.train();
        // One epoch; who guesses knows a tenth.
        assertTrue(accuracy > 0.8, () -> "accuracy " + accuracy);
    }
}

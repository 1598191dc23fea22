package org.example.small;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AnswersTest {
    @Test
    void sharesAddUpToOne() {
        double[] answer = Answers.ofOnes();
        assertEquals(3, answer.length);
        // Three floats, each rounded to 2^-24.
        assertEquals(1, Arrays.stream(answer).sum(), 1e-6);
    }
}

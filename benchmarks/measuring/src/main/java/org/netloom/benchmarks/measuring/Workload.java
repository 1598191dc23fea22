package org.netloom.benchmarks.measuring;

import java.util.ArrayList;
import java.util.List;

/**
 * What a program is asked to measure: {@code lenet_bn training --batch 256 --threads 2 --seconds 5 --warmup 30}.
 *
 * @param batch examples at a time
 * @param seconds how long to measure at least, once the warm-up is over
 * @param warmup the most seconds that the warm-up takes
 * @param engine what computes, for a library that has several; empty for its own choice
 */
public record Workload(Net net, Kind kind, int batch, int threads, double seconds, double warmup, String engine) {

    /** @throws IllegalArgumentException where they say something else, in a sentence for the user */
    public static Workload of(List<String> arguments) {
        List<String> words = new ArrayList<>();
        int batch = 0;
        int threads = Runtime.getRuntime().availableProcessors();
        double seconds = 5;
        double warmup = 30;
        String engine = "";
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (!word.startsWith("--")) {
                words.add(word);
                continue;
            }
            if (++i == arguments.size()) {
                throw new IllegalArgumentException("the option " + word + " needs a value");
            }
            String value = arguments.get(i);
            switch (word) {
                case "--batch" -> batch = whole(word, value);
                case "--threads" -> threads = whole(word, value);
                case "--seconds" -> seconds = seconds(word, value);
                case "--warmup" -> warmup = seconds(word, value);
                case "--engine" -> engine = value;
                default ->
                    throw new IllegalArgumentException(
                            "there is no option %s: they are --batch, --threads, --seconds, --warmup and --engine"
                                    .formatted(word));
            }
        }
        if (words.size() != 2) {
            throw new IllegalArgumentException(
                    "needed are a network and a measurement, such as lenet_bn training, not %s"
                            .formatted(words.isEmpty() ? "nothing" : "'" + String.join(" ", words) + "'"));
        }
        Net net = Net.of(words.get(0));
        Kind kind = Kind.of(words.get(1));
        if (batch == 0) {
            batch = kind == Kind.LATENCY ? 1 : net.batch();
        }
        return new Workload(net, kind, batch, threads, seconds, warmup, engine);
    }

    private static int whole(String option, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same sentence.
        }
        throw new IllegalArgumentException("%s takes a whole number above 0, not '%s'".formatted(option, value));
    }

    private static double seconds(String option, String value) {
        try {
            double number = Double.parseDouble(value);
            if (number >= 0 && number < 1e6) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same sentence.
        }
        throw new IllegalArgumentException("%s takes seconds, 0 or more, not '%s'".formatted(option, value));
    }
}

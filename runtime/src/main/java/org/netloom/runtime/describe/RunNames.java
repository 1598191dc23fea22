package org.netloom.runtime.describe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.StreamSupport;

/** What files are called beside one another: their paths without what all of them have in common. */
final class RunNames {
    private RunNames() {}

    /** {@code sgd} and {@code adam} of {@code runs/sgd/log.jsonl} and {@code runs/adam/log.jsonl}; whole paths where equal. */
    static List<String> of(List<Path> files) {
        List<List<String>> words = files.stream().map(RunNames::words).toList();
        int shortest = words.stream().mapToInt(List::size).min().orElse(0);
        int front = 0;
        while (front < shortest - 1 && allSame(words, front, true)) {
            front++;
        }
        int back = 0;
        while (back < shortest - 1 - front && allSame(words, back, false)) {
            back++;
        }
        List<String> names = new ArrayList<>();
        for (List<String> each : words) {
            names.add(String.join("/", each.subList(front, each.size() - back)));
        }
        return new HashSet<>(names).size() == names.size()
                ? names
                : files.stream().map(Path::toString).toList();
    }

    /** The parts of the path, the last one without its ending. */
    private static List<String> words(Path file) {
        List<String> words = new ArrayList<>(StreamSupport.stream(file.spliterator(), false)
                .map(Path::toString)
                .toList());
        int last = words.size() - 1;
        words.set(last, words.get(last).replaceFirst("(?<=.)\\.[^.]*$", ""));
        return words;
    }

    private static boolean allSame(List<List<String>> words, int at, boolean fromFront) {
        return words.stream()
                        .map(each -> each.get(fromFront ? at : each.size() - 1 - at))
                        .distinct()
                        .count()
                == 1;
    }
}

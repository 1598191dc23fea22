package org.netloom.runtime.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.exception.NetworkException;

/** What a trial keeps: {@code settings.json}, {@code result.json}, {@code log.jsonl} and its checkpoint. */
record TrialFolder(Path directory) {

    /**
     * Says which training it is of, or looks whether it is still the same one.
     *
     * @throws NetworkException where another one was begun here, with the first line that differs
     */
    void begin(Trial trial, Candidate candidate) {
        Path file = directory.resolve("settings.json");
        List<String> now = candidate
                .identity()
                .lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .toList();
        if (Files.exists(file)) {
            requireSame(StoredJson.lines(file, "training"), now);
            return;
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("settings", trial.settings());
        object.put("training", now);
        StoredJson.write(file, object);
    }

    private void requireSame(List<String> before, List<String> now) {
        int line = 0;
        while (line < before.size() && line < now.size() && before.get(line).equals(now.get(line))) {
            line++;
        }
        if (line < before.size() || line < now.size()) {
            throw new NetworkException("what %s trains has changed: '%s' is '%s' now; name another --dir"
                    .formatted(
                            directory,
                            line < before.size() ? before.get(line) : "",
                            line < now.size() ? now.get(line) : ""));
        }
    }

    TrialResult result() {
        Path file = file();
        return Files.exists(file) ? StoredJson.result(file) : TrialResult.NONE;
    }

    void write(TrialResult result) {
        StoredJson.write(file(), result);
    }

    private Path file() {
        return directory.resolve("result.json");
    }

    Path log() {
        return directory.resolve("log.jsonl");
    }

    Path checkpoint(String network) {
        return directory.resolve(network + ".safetensors");
    }

    /**
     * Whether the training can go on from its checkpoint. It cannot where there is none, nor where the process ended between
     * the checkpoint of the rung's last epoch and its figures: nothing measures that epoch again.
     */
    boolean canGoOn(String network, long target) {
        Path checkpoint = checkpoint(network);
        if (!Files.exists(checkpoint)) {
            return false;
        }
        Map<String, String> facts = Checkpoint.trainingFacts(checkpoint);
        boolean unmeasured = Boolean.parseBoolean(facts.get("unmeasured"));
        boolean ended = Boolean.parseBoolean(facts.get("ended"));
        String epochs = facts.get("epochs");
        return epochs != null && !ended && (unmeasured || Long.parseLong(epochs) < target);
    }
}

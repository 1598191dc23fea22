package org.netloom.runtime.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.netloom.runtime.internal.io.IoFailure;

/** A data format as somebody else might bring it: two numbers and a class on each line of a {@code .pairs} file. */
public final class PairsFormat implements DataFormat {
    @Override
    public String description() {
        return "a .pairs file";
    }

    @Override
    public boolean reads(Path path) {
        return path.toString().endsWith(".pairs");
    }

    @Override
    public DataSplit open(DataRequest request) {
        try {
            List<String[]> lines = Files.readAllLines(request.path()).stream()
                    .map(line -> line.split(" "))
                    .toList();
            return Subset.holdOut(new Pairs(request.fileName(), lines));
        } catch (IOException e) {
            throw IoFailure.of("read " + request.spec(), e);
        }
    }

    private record Pairs(String name, List<String[]> lines) implements Dataset {
        @Override
        public int size() {
            return lines.size();
        }

        @Override
        public List<Integer> shape() {
            return List.of(2);
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            into[offset] = Float.parseFloat(lines.get(index)[0]);
            into[offset + 1] = Float.parseFloat(lines.get(index)[1]);
        }

        @Override
        public int label(int index) {
            return Integer.parseInt(lines.get(index)[2]);
        }
    }
}

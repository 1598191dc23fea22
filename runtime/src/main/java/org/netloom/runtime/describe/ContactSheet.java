package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.augment.Augmentation;
import org.netloom.runtime.augment.Augmentations;
import org.netloom.runtime.augment.Inputs;
import org.netloom.runtime.data.Augmenter;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.exception.NetworkException;

/** A sheet of training examples as a network gets them, a row for each class, with their labels: an SVG picture. */
public final class ContactSheet {
    private static final int COLUMNS = 10;
    private static final int ROWS = 40;
    private static final int CELL = 72;
    private static final int GAP = 6;
    private static final int LABELS = 150;
    private static final int MARGIN = 16;

    private final Dataset data;
    private final DataDescription description;
    private final ExampleImage images;
    private final @Nullable Augmenter augmenter;

    private ContactSheet(DataSplit split, DataDescription description, List<Augmentation> augmentations, long seed) {
        this.data = split.train();
        this.augmenter = augmentations.isEmpty() ? null : Augmentations.of(augmentations, Inputs.of(split), seed);
        this.description = description;
        this.images = new ExampleImage(
                data, split.preprocessing().images(), description.parts().get(0).values());
    }

    /**
     * The picture.
     *
     * @throws NetworkException where the examples are no images of one channel or three
     */
    public static String svg(DataSplit split, DataDescription description) {
        return svg(split, description, List.of(), 0);
    }

    /**
     * The same with the first example of each class, and behind it what a training's first epochs make of it.
     *
     * @throws NetworkException where the examples are no images of one channel or three, or an augmentation cannot be with them
     */
    public static String svg(
            DataSplit split, DataDescription description, List<Augmentation> augmentations, long seed) {
        if (!ExampleImage.fits(split.train())) {
            throw new NetworkException("%s holds examples of shape %s, and a picture shows images of 1 channel or 3"
                    .formatted(split.train().name(), split.train().shape()));
        }
        return new ContactSheet(split, description, augmentations, seed).svg();
    }

    private String svg() {
        List<List<Integer>> rows = rows();
        List<List<String>> pictures = augmenter == null
                ? rows.stream()
                        .map(row -> row.stream().map(images::png).toList())
                        .toList()
                : augmented(rows.stream().map(row -> row.get(0)).toList(), augmenter);
        int width = 2 * MARGIN + LABELS + COLUMNS * (CELL + GAP);
        int head = augmenter == null ? 24 : 44;
        int height = 2 * MARGIN + head + rows.size() * (CELL + GAP);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n"
                        + "<text x=\"%d\" y=\"%d\" font-size=\"14\">%s</text>%n",
                width,
                height,
                MARGIN,
                MARGIN + 10,
                Canvas.escape(description.name() + ", " + data.size() + " training examples")));
        if (augmenter != null) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" font-size=\"11\">%s</text>%n",
                    MARGIN,
                    MARGIN + 28,
                    Canvas.escape("the first of each class, and behind it " + augmenter)));
        }
        for (int row = 0; row < rows.size(); row++) {
            int y = MARGIN + head + row * (CELL + GAP);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" font-size=\"12\">%s</text>%n",
                    MARGIN,
                    y + CELL / 2 + 4,
                    Canvas.escape(label(rows.get(row).get(0)))));
            for (int column = 0; column < pictures.get(row).size(); column++) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<image x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" style=\"image-rendering:pixelated\""
                                + " href=\"data:image/png;base64,%s\"/>%n",
                        MARGIN + LABELS + column * (CELL + GAP),
                        y,
                        CELL,
                        CELL,
                        pictures.get(row).get(column)));
            }
        }
        return svg.append("</svg>\n").toString();
    }

    /** Each example as it is, and as it is in the first epochs; mixed with the one of the next row. */
    private List<List<String>> augmented(List<Integer> examples, Augmenter by) {
        Augmenter.Examples changes = by.examples();
        Augmenter.Mixture mixture = by.mixture();
        List<List<String>> rows = new ArrayList<>();
        for (int index : examples) {
            rows.add(new ArrayList<>(List.of(images.png(index))));
        }
        for (int epoch = 0; epoch < COLUMNS - 1; epoch++) {
            for (int row = 0; row < rows.size(); row++) {
                float[] one = changed(changes, examples.get(row), epoch);
                if (mixture != null && mixture.draw(epoch, 0) < 1) {
                    mixture.mix(one, changed(changes, examples.get((row + 1) % rows.size()), epoch));
                }
                rows.get(row).add(images.png(one));
            }
        }
        return rows;
    }

    private float[] changed(Augmenter.Examples changes, int index, int epoch) {
        float[] values = new float[data.shape().stream().reduce(1, Math::multiplyExact)];
        data.copy(index, values, 0);
        changes.change(values, epoch, index);
        return values;
    }

    /** The first examples of each class; where targets are numbers, the first of all. */
    private List<List<Integer>> rows() {
        int classes = Math.min(ROWS, description.classNames().size());
        List<List<Integer>> rows = new ArrayList<>();
        for (int k = 0; k < Math.max(1, classes); k++) {
            rows.add(new ArrayList<>());
        }
        for (int i = 0; i < data.size(); i++) {
            int row = classes == 0 ? 0 : data.label(i);
            if (row >= 0 && row < rows.size() && rows.get(row).size() < COLUMNS) {
                rows.get(row).add(i);
            }
        }
        rows.removeIf(List::isEmpty);
        return rows;
    }

    private String label(int index) {
        List<String> names = description.classNames();
        if (names.isEmpty()) {
            return "";
        }
        int label = data.label(index);
        String name = names.get(label);
        String shown = name.length() > 18 ? name.substring(0, 17) + "…" : name;
        return String.format(
                Locale.ROOT,
                "%s (%,d)",
                shown,
                description.parts().get(0).classes().get(label));
    }
}

package org.netloom.runtime.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.Augmenter;
import org.netloom.runtime.exception.NetworkException;

/** Some augmentations of some inputs, in their order, by a seed. It never changes, and any thread may call it. */
public final class Augmentations implements Augmenter {
    /** The place of the draw that says which of several ways to mix a batch takes. */
    private static final int CHOICE = 0xFFFF;

    private final List<Augmentation> all;
    private final Inputs inputs;
    private final long seed;

    private Augmentations(List<Augmentation> all, Inputs inputs, long seed) {
        this.all = List.copyOf(all);
        this.inputs = inputs;
        this.seed = seed;
    }

    /**
     * These augmentations, in this order; examples are mixed last.
     *
     * @throws NetworkException where one of them cannot be with such inputs
     */
    public static Augmentations of(List<Augmentation> all, Inputs inputs, long seed) {
        for (Augmentation each : all) {
            String refusal = each.refusal(inputs);
            if (refusal != null) {
                throw new NetworkException("%s: %s".formatted(each, refusal));
            }
        }
        return new Augmentations(all, inputs, seed);
    }

    @Override
    public Examples examples() {
        return new Changes();
    }

    /** One thread's. */
    private final class Changes implements Examples {
        private final Draws random = new Draws();
        private final ImageMap map = new ImageMap();
        private final float[] moved = new float[inputs.shape().stream().reduce(1, Math::multiplyExact)];

        @Override
        public void change(float[] example, long epoch, int index) {
            map.restart();
            for (int i = 0; i < all.size(); i++) {
                Augmentation each = all.get(i);
                if (each instanceof SpatialAugmentation spatial) {
                    spatial.move(inputs, random.restart(seed, epoch, index, i), map);
                } else if (each instanceof ValueAugmentation ofValues) {
                    resample(example);
                    ofValues.change(inputs, random.restart(seed, epoch, index, i), example);
                }
            }
            resample(example);
        }

        private void resample(float[] example) {
            if (map.isIdentity()) {
                return;
            }
            map.resample(inputs, example, moved);
            System.arraycopy(moved, 0, example, 0, moved.length);
            map.restart();
        }
    }

    @Override
    public @Nullable Mixture mixture() {
        List<MixingAugmentation.Mixer> mixers = new ArrayList<>();
        for (Augmentation each : all) {
            if (each instanceof MixingAugmentation mixing) {
                mixers.add(mixing.mixer(inputs));
            }
        }
        return mixers.isEmpty() ? null : new Mixing(mixers);
    }

    /** One thread's. */
    private final class Mixing implements Mixture {
        private final Draws random = new Draws();
        private final List<MixingAugmentation.Mixer> mixers;
        private MixingAugmentation.Mixer drawn;

        Mixing(List<MixingAugmentation.Mixer> mixers) {
            this.mixers = mixers;
            this.drawn = mixers.get(0);
        }

        @Override
        public double draw(long epoch, int first) {
            drawn = mixers.get(random.restart(seed, epoch, first, CHOICE).whole(0, mixers.size() - 1));
            return drawn.draw(random);
        }

        @Override
        public void mix(float[] one, float[] other) {
            drawn.mix(one, other);
        }
    }

    @Override
    public String toString() {
        return all.stream().map(Augmentation::toString).collect(Collectors.joining(" "));
    }
}

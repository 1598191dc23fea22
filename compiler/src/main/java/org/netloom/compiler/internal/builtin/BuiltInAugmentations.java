package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;
import static org.netloom.compiler.layer.Parameter.real;
import static org.netloom.compiler.layer.Parameter.word;

import java.util.List;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** The augmentations, each listed once. */
final class BuiltInAugmentations {
    private static final Component SHIFT = augmentation(
            Signature.of("shift", "Moves images by whole pixels, up to so many each way; what comes in is black.")
                    .parameters(integer("pixels", "largest move").atLeast(1).alsoCalled("padding"))
                    .example("shift(2)")
                    .alsoCalled("translate", "translation", "random_translation", "random_crop"),
            "Shift");

    private static final Component FLIP = augmentation(
            Signature.of("flip", "Mirrors images by chance.")
                    .parameters(
                            word("direction", "which way", "horizontal", "vertical", "both")
                                    .orElse("horizontal"),
                            probability(0.5))
                    .example("flip(horizontal)")
                    .alsoCalled("mirror", "hflip", "vflip", "random_horizontal_flip", "random_vertical_flip"),
            "Flip");

    private static final Component ROTATE = augmentation(
            Signature.of("rotate", "Turns images about their center.")
                    .parameters(real("degrees", "largest angle, either way")
                            .moreThan(0, 180)
                            .alsoCalled("angle"))
                    .example("rotate(10)")
                    .alsoCalled("rotation", "random_rotation"),
            "Rotate");

    private static final Component SCALE = augmentation(
            Signature.of(
                            "scale",
                            "Makes images larger or smaller about their center, by a factor from 1 - range to 1 + range.")
                    .parameters(real("range", "largest change").between(0, 1))
                    .example("scale(0.1)")
                    .alsoCalled("zoom", "random_zoom"),
            "Scale");

    private static final Component SHEAR = augmentation(
            Signature.of("shear", "Slants images: what stands upright leans to the side.")
                    .parameters(real("degrees", "largest angle, either way")
                            .between(0, 90)
                            .alsoCalled("angle"))
                    .example("shear(10)")
                    .alsoCalled("skew"),
            "Shear");

    private static final Component CROP = augmentation(
            Signature.of(
                            "crop",
                            "A part of the image, at a random place, becomes the whole; its sides differ by up to 4/3.")
                    .parameters(real("least", "smallest part of the area").between(0, 1))
                    .formula("", "Szegedy et al., 2015; PyTorch's RandomResizedCrop")
                    .example("crop(0.7)")
                    .alsoCalled("random_resized_crop", "resized_crop"),
            "Crop");

    private static final Component ERASE = augmentation(
            Signature.of("erase", "A square at a random place becomes black; a part of it may lie outside.")
                    .parameters(
                            integer("side", "of the square, in pixels")
                                    .atLeast(1)
                                    .alsoCalled("size"),
                            probability(1.0))
                    .formula("", "DeVries and Taylor, 2017, Cutout")
                    .example("erase(6)")
                    .alsoCalled("cutout", "random_erasing", "random_erase"),
            "Erase");

    private static final Component BRIGHTNESS = augmentation(
            Signature.of("brightness", "Multiplies all pixels with one number, as they were before normalization.")
                    .parameters(real("range", "the number lies between 1 - range and 1 + range")
                            .moreThan(0, 1))
                    .example("brightness(0.2)")
                    .alsoCalled("random_brightness", "color_jitter"),
            "Brightness");

    private static final Component CONTRAST = augmentation(
            Signature.of("contrast", "Moves pixels away from their channel's mean in the image, or nearer to it.")
                    .parameters(real("range", "by a factor between 1 - range and 1 + range")
                            .moreThan(0, 1))
                    .formula("x = mean + factor (x - mean)", "Keras' RandomContrast")
                    .example("contrast(0.2)")
                    .alsoCalled("random_contrast"),
            "Contrast");

    private static final Component NOISE = augmentation(
            Signature.of("noise", "Adds a normal number to each value.")
                    .parameters(real("deviation", "of the numbers, in the values that the net sees")
                            .moreThan(0)
                            .alsoCalled("std", "stddev", "sigma"))
                    .example("noise(0.05)")
                    .alsoCalled("gaussian_noise"),
            "Noise");

    private static final Component MIXUP = augmentation(
            Signature.of("mixup", "Mixes each example, and its target, with another one of the batch.")
                    .parameters(real("alpha", "the smaller, the less is mixed").moreThan(0, 1000))
                    .formula("x = s x + (1 - s) x', s from Beta(alpha, alpha)", "Zhang et al., 2018, mixup")
                    .example("mixup(0.2)"),
            "Mixup");

    private static final Component CUTMIX = augmentation(
            Signature.of(
                            "cutmix",
                            "A rectangle of each image, and as much of its target, is another one's of the batch.")
                    .parameters(real("alpha", "the part that stays is drawn from Beta(alpha, alpha)")
                            .moreThan(0, 1000))
                    .formula("", "Yun et al., 2019, CutMix")
                    .example("cutmix(1.0)"),
            "Cutmix");

    static final List<Component> ALL =
            List.of(SHIFT, FLIP, ROTATE, SCALE, SHEAR, CROP, ERASE, BRIGHTNESS, CONTRAST, NOISE, MIXUP, CUTMIX);

    private BuiltInAugmentations() {}

    private static Parameter<Double> probability(double usual) {
        return real("p", "probability").moreThan(0, 1).orElse(usual).named();
    }

    private static Component augmentation(Signature signature, String type) {
        return Component.of(Kind.AUGMENT, signature, RuntimeNames.augmentation(type));
    }
}

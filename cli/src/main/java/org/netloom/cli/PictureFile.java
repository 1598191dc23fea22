package org.netloom.cli;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.FloatSize;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Pictures in files: SVG, or PNG that is drawn from it, as the file's name says. */
final class PictureFile {
    /** So that a PNG is sharp on today's screens and in print. */
    private static final double SCALE = 2;
    /** 256 MB of them while it is drawn. */
    private static final double MOST_PIXELS = 64e6;

    private PictureFile() {}

    /**
     * Refuses a name that no picture can have; best before the work that the picture is of. One without an ending, {@code
     * /dev/stdout} for example, takes SVG.
     *
     * @throws CliException naming what fits
     */
    static void requireKnown(Path file) {
        String ending = ending(file);
        if (!List.of("svg", "png", "").contains(ending)) {
            throw new CliException("cannot write %s: a picture is an .svg or a .png, not .%s".formatted(file, ending));
        }
    }

    /**
     * Writes the whole file or nothing.
     *
     * @throws CliException where it cannot be drawn
     */
    static void write(Path file, String svg) {
        requireKnown(file);
        if (ending(file).equals("png")) {
            TextFile.write(file, ByteBuffer.wrap(png(file, svg)));
        } else {
            TextFile.write(file, svg);
        }
    }

    /** What follows the last point of a name, in small letters; empty where there is none. */
    static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).equals(name)
                ? ""
                : name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static byte[] png(Path file, String svg) {
        // No screen is needed, and none must be looked for.
        System.setProperty("java.awt.headless", "true");
        try {
            SVGDocument document = new SVGLoader()
                    .load(
                            new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                            null,
                            LoaderContext.createDefault());
            if (document == null) {
                throw new IllegalStateException("the SVG of " + file + " cannot be read");
            }
            FloatSize size = document.size();
            double pixels = (double) size.width * size.height;
            if (pixels > MOST_PIXELS) {
                throw new CliException(String.format(
                        Locale.ROOT,
                        "the picture has %,.0f x %,.0f pixels, too many for a PNG; an .svg holds it",
                        size.width,
                        size.height));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.setUseCache(false);
            ImageIO.write(image(document, size, Math.min(SCALE, Math.sqrt(MOST_PIXELS / pixels))), "png", bytes);
            return bytes.toByteArray();
        } catch (IOException | LinkageError | InternalError e) {
            // A Java without fonts or without java.desktop.
            throw new CliException(
                    "this Java cannot draw a PNG (%s); an .svg needs no fonts and no library of it".formatted(e), e);
        }
    }

    private static BufferedImage image(SVGDocument document, FloatSize size, double scale) {
        int width = (int) Math.ceil(size.width * scale);
        int height = (int) Math.ceil(size.height * scale);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(scale, scale);
        @Nullable Component none = null;
        document.render(none, graphics, new ViewBox(0, 0, size.width, size.height));
        graphics.dispose();
        return image;
    }
}

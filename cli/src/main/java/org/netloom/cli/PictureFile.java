package org.netloom.cli;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.netloom.runtime.internal.io.AtomicFile;

/** Pictures in files: SVG, and the same drawn as a PNG. */
final class PictureFile {
    private static final String PNG = "png";
    /** Letters of 10 pixels are hard to read; a screen of today has twice as many pixels. */
    private static final double SCALE = 2;
    /** 400 MB of memory; a picture of 100 classes has 8 million. */
    private static final double MOST_PIXELS = 100e6;
    /** The pictures are our own: a curve may have as many places as it likes. */
    private static final DocumentLimits LIMITS = new DocumentLimits(
            DocumentLimits.DEFAULT_MAX_NESTING_DEPTH, DocumentLimits.DEFAULT_MAX_USE_NESTING_DEPTH, Integer.MAX_VALUE);

    private PictureFile() {}

    /**
     * Refuses a name that this picture cannot have; best before the work that the picture is of. One without an ending,
     * {@code /dev/stdout} for example, takes SVG.
     *
     * @throws CliException naming what fits
     */
    static void requireKnown(Path file) {
        String ending = ending(file);
        if (!List.of("svg", PNG, "").contains(ending)) {
            throw new CliException(
                    "cannot write %s: a picture is an .svg or a .png, not a .%s".formatted(file, ending));
        }
    }

    /**
     * Writes the whole file or nothing.
     *
     * @throws CliException where this Java cannot draw a PNG
     */
    static void write(Path file, String svg) {
        requireKnown(file);
        if (ending(file).equals(PNG)) {
            AtomicFile.write(file, png(file, svg));
        } else {
            AtomicFile.write(file, svg);
        }
    }

    /** Drawn by Java, which needs no screen for it, but fonts. */
    private static byte[] png(Path file, String svg) {
        try {
            if (System.getProperty("java.awt.headless") == null) {
                System.setProperty("java.awt.headless", "true"); // else a window's icon comes up on macOS
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.setUseCache(false);
            ImageIO.write(drawn(file, svg), PNG, bytes);
            return bytes.toByteArray();
        } catch (IOException | LinkageError | InternalError e) {
            throw new CliException(
                    "cannot draw %s: this Java has no fonts or no graphics (%s); name it .svg, which needs none, or install them: on Debian fontconfig and fonts-dejavu-core"
                            .formatted(file, e),
                    e);
        }
    }

    private static BufferedImage drawn(Path file, String svg) {
        SVGDocument document = new SVGLoader()
                .load(
                        new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                        null,
                        LoaderContext.builder().documentLimits(LIMITS).build());
        if (document == null) {
            throw new IllegalStateException("a picture that cannot be read");
        }
        // Sizes are floats there, whose last digit is to make no pixel.
        double width = Math.ceil(SCALE * document.size().getWidth() - 1e-3);
        double height = Math.ceil(SCALE * document.size().getHeight() - 1e-3);
        if (width * height > MOST_PIXELS) {
            throw new CliException(String.format(
                    Locale.ROOT,
                    "cannot draw %s: it has %,.0f x %,.0f pixels, and a .png has %,.0f at most; name it .svg",
                    file,
                    width,
                    height,
                    MOST_PIXELS));
        }
        BufferedImage image = new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            document.render((Component) null, graphics, new ViewBox(0, 0, (float) width, (float) height));
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /** What follows the last point of a name, in small letters; empty where there is none. */
    static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        int point = name.lastIndexOf('.');
        return point < 0 ? "" : name.substring(point + 1).toLowerCase(Locale.ROOT);
    }
}

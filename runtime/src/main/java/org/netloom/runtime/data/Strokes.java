package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.List;

/**
 * How the ten digits are written: each has some variants, a variant some strokes, a stroke some points (x, y, x, y, …)
 * in the unit square with y downwards. Angles are in degrees from the right, clockwise as one sees it.
 */
final class Strokes {
    private static final int DEGREES_OF_A_CHORD = 24;

    /** By digit, variant and stroke. */
    static final float[][][][] DIGITS = {
        {
            {arc(.5, .5, .29, .42, -100, 260)}, {arc(.5, .5, .24, .42, -60, 312)},
        },
        {
            {line(.5, .08, .5, .92)},
            {line(.33, .26, .53, .08, .53, .92)},
            {line(.33, .24, .52, .08, .52, .92), line(.32, .92, .72, .92)},
        },
        {
            {join(arc(.49, .33, .26, .25, 195, 395), line(.24, .92, .8, .92))},
            {
                join(
                        arc(.49, .33, .25, .24, 205, 400),
                        arc(.36, .84, .1, .08, 100, 300),
                        line(.5, .86, .66, .93, .82, .86))
            },
        },
        {
            {join(arc(.47, .29, .24, .21, 205, 440), arc(.47, .71, .27, .22, 280, 515))},
            {join(line(.26, .1, .74, .1, .47, .42), arc(.46, .67, .28, .25, 275, 510))},
        },
        {
            {line(.62, .92, .62, .08, .2, .64, .84, .64)},
            {line(.32, .1, .24, .55, .78, .55), line(.68, .14, .63, .92)},
        },
        {
            {join(line(.75, .1, .35, .1, .3, .46), arc(.46, .67, .28, .25, 235, 510))},
            {join(line(.36, .12, .32, .47), arc(.46, .67, .27, .25, 240, 505)), line(.36, .12, .74, .1)},
        },
        {
            {join(arc(.64, .66, .39, .58, 268, 185), arc(.5, .68, .25, .24, 180, -180))},
            {join(line(.56, .08, .34, .45), arc(.5, .68, .24, .24, 200, -165))},
        },
        {
            {line(.22, .1, .78, .1, .42, .92)},
            {line(.22, .1, .77, .1, .44, .92), line(.34, .52, .7, .5)},
            {line(.24, .24, .25, .1, .77, .1, .55, .5, .47, .92)},
        },
        {
            {arc(.5, .29, .2, .2, 90, 450), arc(.5, .7, .25, .22, -90, 270)},
            {
                join(
                        arc(.5, .29, .21, .2, -30, -240),
                        line(.6, .55),
                        arc(.5, .71, .24, .21, -30, 240),
                        line(.62, .4, .69, .2))
            },
        },
        {
            {join(arc(.5, .32, .24, .24, 0, -355), line(.74, .32, .67, .92))},
            {join(arc(.5, .32, .24, .23, -20, -350), arc(.36, .36, .38, .56, 0, 75))},
        },
    };

    private Strokes() {}

    private static float[] line(double... points) {
        float[] line = new float[points.length];
        for (int i = 0; i < points.length; i++) {
            line[i] = (float) points[i];
        }
        return line;
    }

    /** A part of an ellipse around (x, y), as chords. */
    private static float[] arc(double x, double y, double radiusX, double radiusY, double from, double to) {
        int chords = (int) Math.ceil(Math.abs(to - from) / DEGREES_OF_A_CHORD);
        float[] arc = new float[2 * (chords + 1)];
        for (int i = 0; i <= chords; i++) {
            double angle = StrictMath.toRadians(from + (to - from) * i / chords);
            arc[2 * i] = (float) (x + radiusX * StrictMath.cos(angle));
            arc[2 * i + 1] = (float) (y + radiusY * StrictMath.sin(angle));
        }
        return arc;
    }

    private static float[] join(float[]... parts) {
        List<Float> points = new ArrayList<>();
        for (float[] part : parts) {
            for (float value : part) {
                points.add(value);
            }
        }
        float[] joined = new float[points.size()];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = points.get(i);
        }
        return joined;
    }
}

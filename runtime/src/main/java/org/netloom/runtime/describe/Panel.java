package org.netloom.runtime.describe;

/** A part of a picture. */
interface Panel {
    double width();

    double height();

    /** Draws itself with its upper left corner here. */
    void draw(Canvas canvas, double x, double y);
}

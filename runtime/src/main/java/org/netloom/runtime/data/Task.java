package org.netloom.runtime.data;

/** What the targets of examples are. */
public enum Task {
    /** What the data say themselves: text is classes, a number is a number. */
    AUTO,
    /** Classes, of which an example has one. */
    CLASSES,
    /** Numbers, for a regression or for several labels at once. */
    NUMBERS
}

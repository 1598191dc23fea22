package org.netloom.compiler.problem;

/** How bad a problem is. */
public enum Severity {
    /** No code is written. */
    ERROR,
    /** The network works, and is probably not what was meant. */
    WARNING,
    /** Something the compiler did that the author may want to know. */
    NOTE
}

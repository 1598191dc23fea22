/**
 * From a network to programs: what each of its passes does, step by step, and with which memory. {@link
 * org.netloom.compiler.internal.lower.Lowering} lists what happens on the way.
 */
@org.jspecify.annotations.NullMarked
package org.netloom.compiler.internal.lower;

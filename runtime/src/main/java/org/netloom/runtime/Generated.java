package org.netloom.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class that the compiler wrote. It takes the place of Java's own annotation, for which a module would have to
 * require {@code java.compiler}; it is kept in class files, so that tools which measure how much of a program is tested
 * leave the class out, as JaCoCo does by this name.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Generated {
    /** What wrote it: {@code org.netloom.compiler}. */
    String value();
}

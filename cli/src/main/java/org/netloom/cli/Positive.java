package org.netloom.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option's whole number from 1 on. */
final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same sentence says it.
        }
        throw new TypeConversionException(
                String.format(Locale.ROOT, "'%s' is not a whole number from 1 to %d", text, Integer.MAX_VALUE));
    }
}

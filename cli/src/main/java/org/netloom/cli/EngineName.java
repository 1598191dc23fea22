package org.netloom.cli;

import java.util.List;
import java.util.Locale;
import org.netloom.runtime.engine.Engines;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option's engine: {@code auto}, or one that is on the class path. */
final class EngineName implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        List<String> names = Engines.names();
        if (!names.contains(name)) {
            throw new TypeConversionException("there is no engine '" + text + "': " + String.join(", ", names));
        }
        return name;
    }
}

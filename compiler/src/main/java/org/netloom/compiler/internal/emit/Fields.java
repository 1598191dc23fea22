package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a generated class and how they get their values.
 *
 * <p>Usually they are final and initialized in their declaration or the constructor. A method of the JVM is at most
 * 64 KB, and so is the code of all initializers together: where there are very many, fields are assigned in methods of a few
 * hundred statements each, and are not final.
 */
final class Fields {
    private final String topic;
    private final int nodes;
    private final List<Field> fields = new ArrayList<>();

    /**
     * @param value asked for when all fields are known
     * @param inConstructor whether the value needs the constructor's arguments
     * @param doc of the field, which stands for its whole group, or null
     */
    private record Field(
            TypeName type,
            String name,
            Supplier<CodeBlock> value,
            boolean inConstructor,
            @Nullable String doc) {}

    /**
     * @param topic what the fields are, for the names of methods
     * @param nodes how many the network has
     */
    Fields(String topic, int nodes) {
        this.topic = topic;
        this.nodes = nodes;
    }

    /** A field whose initializer stands in its declaration. */
    void initialized(TypeName type, String name, CodeBlock value, @Nullable String doc) {
        initialized(type, name, () -> value, doc);
    }

    /** The same with a value that follows when all fields are known. */
    void initialized(TypeName type, String name, Supplier<CodeBlock> value, @Nullable String doc) {
        fields.add(new Field(type, name, value, false, doc));
    }

    /** A field that the constructor assigns. */
    void assigned(TypeName type, String name, CodeBlock value, @Nullable String doc) {
        fields.add(new Field(type, name, () -> value, true, doc));
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    Set<String> names() {
        return fields.stream().map(Field::name).collect(Collectors.toUnmodifiableSet());
    }

    private boolean deep() {
        return Chunks.needed(nodes, fields.size());
    }

    void declare(TypeSpec.Builder type) {
        boolean deep = deep();
        for (Field field : fields) {
            FieldSpec.Builder spec = FieldSpec.builder(field.type(), field.name(), Modifier.PRIVATE);
            if (!deep) {
                spec.addModifiers(Modifier.FINAL);
            }
            if (!deep && !field.inConstructor()) {
                spec.initializer(field.value().get());
            }
            if (field.doc() != null) {
                spec.addJavadoc("$L", field.doc());
            }
            type.addField(spec.build());
        }
    }

    /** What the constructor says for them. */
    CodeBlock assignments() {
        return deep() ? Chunks.calls(statements(), "make" + topic) : CodeBlock.join(statements(), "");
    }

    /** The methods that the constructor of a deep network calls. */
    List<MethodSpec> methods() {
        return deep() ? Chunks.methods(statements(), "make" + topic) : List.of();
    }

    private List<CodeBlock> statements() {
        boolean deep = deep();
        return fields.stream()
                .filter(field -> deep || field.inConstructor())
                .map(field ->
                        CodeBlock.of("$L = $L;\n", field.name(), field.value().get()))
                .toList();
    }
}

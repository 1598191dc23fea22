package org.netloom.compiler.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.Nets;
import org.netloom.runtime.Network;

class InMemoryJavaTest {
    private final ClassLoader parent = InMemoryJavaTest.class.getClassLoader();

    @Test
    void loadsGeneratedClasses() {
        List<GeneratedClass> classes = Nets.compile("net A { input(4) dense(3) } net B { input(2) dense(3) }")
                .classes();
        Map<String, Class<?>> loaded = InMemoryJava.load(classes, parent);
        assertThat(loaded.keySet()).containsExactly("nets.A", "nets.B");
        assertThat(loaded.values()).allMatch(Network.class::isAssignableFrom);
    }

    @Test
    void loadsClassesWhoseNamesAreNotAscii() {
        List<GeneratedClass> classes =
                Nets.compile("net Grüße网 { input(4) dense(3) }").classes();
        assertThat(InMemoryJava.load(classes, parent)).containsKey("nets.Grüße网");
    }

    @Test
    void saysWhatIsMissingOnAPlainJre() {
        assertThatThrownBy(() -> InMemoryJava.compiler(null))
                .isInstanceOf(JavaCompilerException.class)
                .hasMessageContaining("needs a JDK")
                .hasMessageContaining(System.getProperty("java.home"));
    }

    @Test
    void saysWhatTheCompilerDoesNotLike() {
        GeneratedClass broken = new GeneratedClass("nets", "Broken", "package nets;\nclass Broken { int x = true; }\n");
        assertThatThrownBy(() -> InMemoryJava.load(List.of(broken), parent))
                .isInstanceOf(JavaCompilerException.class)
                .hasMessageContaining("2: ")
                .hasMessageContaining("boolean cannot be converted to int");
    }
}

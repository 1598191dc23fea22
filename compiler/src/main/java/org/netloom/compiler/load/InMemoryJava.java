package org.netloom.compiler.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation.GeneratedClass;

/** Compiles generated classes with the JDK's own compiler and loads them, without writing a file. */
public final class InMemoryJava {
    private static final List<String> OPTIONS = List.of("-proc:none", "-implicit:none");

    private InMemoryJava() {}

    /**
     * The loaded classes by qualified name, in the order given.
     *
     * @param parent sees the runtime's classes; the class path of the JVM is what they are compiled against
     * @throws JavaCompilerException where this Java has no compiler, or the compiler refuses a class
     */
    public static Map<String, Class<?>> load(List<GeneratedClass> classes, ClassLoader parent) {
        return load(classes, parent, ClassStore.NONE);
    }

    /**
     * The same without the compiler where the store has what it made: of the same source, by the same Java, against the
     * same classes.
     */
    public static Map<String, Class<?>> load(List<GeneratedClass> classes, ClassLoader parent, ClassStore store) {
        String key = StoreKey.of(classes, parent, OPTIONS);
        if (key == null) {
            return load(classes, parent, List.of());
        }
        Map<String, byte[]> bytes = store.find(key);
        if (bytes == null) {
            bytes = compile(compiler(ToolProvider.getSystemJavaCompiler()), classes, List.of());
            store.keep(key, bytes);
        }
        return define(classes, parent, bytes);
    }

    /** The same with options for the compiler, {@code -Xlint:all} for example; what it warns of is an error. */
    public static Map<String, Class<?>> load(List<GeneratedClass> classes, ClassLoader parent, List<String> lint) {
        Map<String, byte[]> bytes = compile(compiler(ToolProvider.getSystemJavaCompiler()), classes, lint);
        return define(classes, parent, bytes);
    }

    private static Map<String, Class<?>> define(
            List<GeneratedClass> classes, ClassLoader parent, Map<String, byte[]> bytes) {
        Loader loader = new Loader(parent, bytes);
        Map<String, Class<?>> loaded = new LinkedHashMap<>();
        for (GeneratedClass generated : classes) {
            String name = generated.qualifiedName();
            try {
                loaded.put(name, Class.forName(name, true, loader));
            } catch (ClassNotFoundException | LinkageError e) {
                throw new JavaCompilerException("the generated class " + name + " could not be loaded: " + e, e);
            }
        }
        return loaded;
    }

    /** The compiler, or a clear word where there is none: a plain JRE has no javac. */
    static JavaCompiler compiler(@Nullable JavaCompiler found) {
        if (found == null) {
            throw new JavaCompilerException(
                    "training from a .net file needs a JDK, and this Java is a JRE without a compiler: "
                            + System.getProperty("java.home"));
        }
        return found;
    }

    private static Map<String, byte[]> compile(JavaCompiler compiler, List<GeneratedClass> classes, List<String> lint) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = new ArrayList<>(List.of("-classpath", System.getProperty("java.class.path")));
        options.addAll(OPTIONS);
        options.addAll(lint);
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null);
                Output output = new Output(standard)) {
            List<Source> sources = classes.stream().map(Source::new).toList();
            boolean compiled = compiler.getTask(null, output, diagnostics, options, null, sources)
                    .call();
            boolean complained =
                    !lint.isEmpty() && !diagnostics.getDiagnostics().isEmpty();
            if (!compiled || complained) {
                throw new JavaCompilerException(
                        "the generated Java does not compile, which is an error of netloom: " + text(diagnostics));
            }
            return output.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(DiagnosticCollector<JavaFileObject> diagnostics) {
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
                .limit(5)
                .map(diagnostic -> diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ROOT))
                .collect(Collectors.joining("; "));
    }

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(GeneratedClass generated) {
            super(uri(generated.path()), Kind.SOURCE);
            this.text = generated.source();
        }

        /** Names of nets may have letters that an URI must escape. */
        private static URI uri(String path) {
            try {
                return new URI("memory", null, "/" + path, null);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(path, e);
            }
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps the classes that the compiler writes. */
    private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Output(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }

        Map<String, byte[]> bytes() {
            Map<String, byte[]> all = new HashMap<>();
            written.forEach((name, bytes) -> all.put(name, bytes.toByteArray()));
            return all;
        }
    }

    /** Defines the compiled classes; whatever the class path has under the same names, these are meant. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> bytes;

        Loader(ClassLoader parent, Map<String, byte[]> bytes) {
            super(parent);
            this.bytes = bytes;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!bytes.containsKey(name)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] code = bytes.get(name);
            if (code == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, code, 0, code.length);
        }
    }
}

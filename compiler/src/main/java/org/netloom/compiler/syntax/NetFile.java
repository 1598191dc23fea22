package org.netloom.compiler.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;

/**
 * A parsed {@code .net} file, as it was written: names are not looked up, nothing is checked but the syntax.
 *
 * @param packageName what {@code package a.b.c;} says, or null
 */
public record NetFile(SourceFile source, @Nullable Name packageName, List<Declaration> declarations) {
    public NetFile {
        declarations = List.copyOf(declarations);
    }

    /** A word and its place. */
    public record Name(String text, Span span) {}

    /** What a file consists of. */
    public sealed interface Declaration permits Net, Train {
        Span span();
    }

    /**
     * {@code net LeNet { input(1,28,28) … }}.
     *
     * @param doc the text of the documentation comment before it, without its stars, or null
     */
    public record Net(Name name, @Nullable String doc, List<Statement> body, Span span) implements Declaration {
        public Net {
            body = List.copyOf(body);
        }
    }

    /** {@code train LeNet { batch 256 epochs 10 … }}. */
    public record Train(Name net, List<Setting> settings, Span span) implements Declaration {
        public Train {
            settings = List.copyOf(settings);
        }
    }

    /** {@code batch 256}. */
    public record Setting(Name key, Expression value, Span span) {}

    /** One step of a network. */
    public sealed interface Statement permits Call, BrokenCall {
        Span span();
    }

    /**
     * {@code conv(6, 5, pad=2)}, {@code bn}; as an expression also {@code sgd(lr=1.0)} and a bare name.
     *
     * @param parentheses whether there were any: {@code bn()} against {@code bn}
     */
    public record Call(Name name, List<Argument> arguments, boolean parentheses, Span span)
            implements Statement, Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A call with a mistake in it, which is reported: its arguments mean nothing, so neither does the shape behind it.
     *
     * @param call the name, and what could be read behind it
     */
    public record BrokenCall(Call call) implements Statement {
        @Override
        public Span span() {
            return call.span();
        }
    }

    /** {@code 5} or {@code pad=2}. */
    public record Argument(@Nullable Name name, Expression value, Span span) {}

    /** What an argument or a setting can be. */
    public sealed interface Expression permits Call, IntegerLiteral, RealLiteral, BooleanLiteral, TextLiteral {
        Span span();
    }

    /** {@code 28}, {@code -1}. */
    public record IntegerLiteral(long value, Span span) implements Expression {}

    /** {@code 0.5}, {@code 1e-5}. */
    public record RealLiteral(double value, Span span) implements Expression {}

    /** {@code true}, {@code false}. */
    public record BooleanLiteral(boolean value, Span span) implements Expression {}

    /** {@code "../data/mnist"}, without its quotes and escapes. */
    public record TextLiteral(String value, Span span) implements Expression {}
}

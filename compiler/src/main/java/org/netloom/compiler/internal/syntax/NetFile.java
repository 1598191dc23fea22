package org.netloom.compiler.internal.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;

/**
 * A parsed {@code .net} file, as it was written: names are not looked up, nothing is checked but the syntax.
 *
 * @param packageName what {@code package a.b.c;} says, or null
 */
public record NetFile(
        SourceFile source, @Nullable Name packageName, List<Import> imports, List<Declaration> declarations) {
    public NetFile {
        imports = List.copyOf(imports);
        declarations = List.copyOf(declarations);
    }

    /** A word and its place. */
    public record Name(String text, Span span) {}

    /** {@code import "blocks.net"}. */
    public record Import(TextLiteral path, Span span) {}

    /** What a file consists of. */
    public sealed interface Declaration permits Net, Block, Train {
        Span span();
    }

    /**
     * {@code net LeNet(classes = 10) { input(1,28,28) … }}.
     *
     * @param name for a bare net the file's name in Java's way, at the first statement
     * @param doc the text of the documentation comment before it, without its stars, or null
     * @param bare whether the file has the statements alone, without {@code net Name { … }} around them
     */
    public record Net(
            Name name, @Nullable String doc, List<Parameter> parameters, List<Statement> body, boolean bare, Span span)
            implements Declaration {
        public Net {
            parameters = List.copyOf(parameters);
            body = List.copyOf(body);
        }
    }

    /**
     * {@code block res(c, s = 1) { … }}.
     *
     * @param doc as that of a net
     */
    public record Block(Name name, @Nullable String doc, List<Parameter> parameters, List<Statement> body, Span span)
            implements Declaration {
        public Block {
            parameters = List.copyOf(parameters);
            body = List.copyOf(body);
        }
    }

    /** {@code c} or {@code s = 1} of a block or a net. */
    public record Parameter(Name name, @Nullable Expression defaultValue, Span span) {}

    /** {@code train LeNet { batch 256 epochs 10 … }}. */
    public record Train(Name net, List<Setting> settings, Span span) implements Declaration {
        public Train {
            settings = List.copyOf(settings);
        }
    }

    /**
     * {@code batch 256}, {@code clip norm(1.0) value(0.5)}, {@code normalize}.
     *
     * @param values as many as its key takes
     */
    public record Setting(Name key, List<Value> values, Span span) {
        public Setting {
            values = List.copyOf(values);
        }
    }

    /** What a setting can be. */
    public sealed interface Value permits Expression, Calls {
        Span span();
    }

    /** {@code { shift(2) rotate(10) }}: calls one after the other. */
    public record Calls(List<Call> calls, Span span) implements Value {
        public Calls {
            calls = List.copyOf(calls);
        }
    }

    /** One step of a sequence. */
    public sealed interface Statement permits Call, BrokenCall, Broken, Merge, Repeat, If, As, From, Share {
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

    /** {@code 5} or {@code pad=2}. */
    public record Argument(@Nullable Name name, Expression value, Span span) {}

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

    /**
     * Another statement with a mistake in it, which is reported.
     *
     * @param body the statements inside it that could be read
     */
    public record Broken(List<Statement> body, Span span) implements Statement {
        public Broken {
            body = List.copyOf(body);
        }
    }

    /** {@code add { conv(64, 3, pad=1) | id }}: each branch takes what comes in. */
    public record Merge(Call call, List<Branch> branches, Span span) implements Statement {
        public Merge {
            branches = List.copyOf(branches);
        }
    }

    /** What stands between two bars. */
    public record Branch(List<Statement> body, Span span) {
        public Branch {
            body = List.copyOf(body);
        }
    }

    /** {@code repeat n { … }}. */
    public record Repeat(Expression count, List<Statement> body, Span span) implements Statement {
        public Repeat {
            body = List.copyOf(body);
        }
    }

    /**
     * {@code if (a) { … } else if (b) { … } else { … }}.
     *
     * @param cases at least one
     * @param otherwise null where there is no else, which is as good as an empty one
     */
    public record If(List<Case> cases, @Nullable List<Statement> otherwise, Span span) implements Statement {
        public If {
            cases = List.copyOf(cases);
            otherwise = otherwise == null ? null : List.copyOf(otherwise);
        }
    }

    /** {@code if (condition) { … }}. */
    public record Case(Expression condition, List<Statement> body) {
        public Case {
            body = List.copyOf(body);
        }
    }

    /** {@code as x}: names the value at this place. */
    public record As(Name name, Span span) implements Statement {}

    /** {@code from x}: goes on from the value of this name. */
    public record From(Name name, Span span) implements Statement {}

    /**
     * {@code share tower { … }}, and further on {@code share tower}: the same layers with the same weights.
     *
     * @param body null where the name is used
     */
    public record Share(Name name, @Nullable List<Statement> body, Span span) implements Statement {
        public Share {
            body = body == null ? null : List.copyOf(body);
        }
    }

    /** What an argument, a setting, a count or a condition can be. */
    public sealed interface Expression extends Value
            permits Call, IntegerLiteral, RealLiteral, BooleanLiteral, TextLiteral, Size, Unary, Binary, Both, Several {
        @Override
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

    /** {@code in.c}. */
    public record Size(Name of, Name size, Span span) implements Expression {}

    /** {@code -n}, {@code !flag}. */
    public record Unary(Operator operator, Expression operand, Span span) implements Expression {}

    /** {@code in.c / 2}. */
    public record Binary(Operator operator, Expression left, Expression right, Span span) implements Expression {}

    /** {@code (5, 3)}: a size along both axes of an image. */
    public record Both(Expression height, Expression width, Span span) implements Expression {}

    /** Three values or more in parentheses. */
    public record Several(List<Expression> values, Span span) implements Expression {}

    /** In Java's precedence, the strongest first. */
    public enum Operator {
        MINUS_SIGN("-"),
        NOT("!"),
        TIMES("*"),
        DIVIDE("/"),
        REMAINDER("%"),
        PLUS("+"),
        MINUS("-"),
        LESS("<"),
        LESS_EQUAL("<="),
        GREATER(">"),
        GREATER_EQUAL(">="),
        EQUAL("=="),
        NOT_EQUAL("!="),
        AND("&&"),
        OR("||");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }
}

package org.netloom.compiler.internal.syntax;

import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.train.TrainKey;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.Span;
import org.netloom.grammar.SettingParser;

/**
 * From text to a syntax tree; the only door to the parser that ANTLR generates.
 *
 * <p>Never throws for what is in a file. A mistake becomes one problem ({@code syntax.*}), the parser goes on at the
 * next layer, setting or declaration, and the call with the mistake becomes a {@link NetFile.BrokenCall}. Time and
 * memory are bounded: by {@link #MOST_CHARACTERS}, by {@link Tokens#DEEPEST_NESTING}, and by
 * {@link SyntaxProblems#MOST_PROBLEMS}.
 */
public final class NetParser {
    /** Networks are written by people; a program that writes one of 20,000 layers stays below this, too. */
    static final int MOST_CHARACTERS = 1 << 20;

    private static final SettingParser.Settings SETTINGS = new SettingParser.Settings() {
        @Override
        public boolean isKnown(String name) {
            return TrainKey.of(name) != null;
        }

        @Override
        public boolean isFlag(String name) {
            TrainKey key = TrainKey.of(name);
            return key != null && key.arity() == TrainKey.Values.NONE;
        }

        @Override
        public boolean takesSeveral(String name) {
            TrainKey key = TrainKey.of(name);
            return key != null && key.arity() == TrainKey.Values.SEVERAL;
        }
    };

    private NetParser() {}

    /** The tree of one file; what could not be read is left out of it and reported. */
    public static NetFile parse(SourceFile source, Problems problems) {
        SyntaxProblems found = new SyntaxProblems(source);
        NetFile file = parse(source, found);
        found.addTo(problems);
        return file;
    }

    /**
     * A setting that stands outside of a file, as a command line has it: {@code batch=64}.
     *
     * @return null where it could not be read, which is reported
     */
    public static NetFile.@Nullable Setting parseSetting(SourceFile source, Problems problems) {
        SyntaxProblems found = new SyntaxProblems(source);
        NetFile.Setting setting = null;
        if (isReadable(source, found)) {
            Tokens tokens = Tokens.of(source, found);
            tokens.hideEqualsBehindName();
            setting = found.hopeless() ? null : setting(tokens, found);
        }
        found.addTo(problems);
        return setting;
    }

    private static NetFile.@Nullable Setting setting(Tokens tokens, SyntaxProblems found) {
        var parser = parser(tokens);
        parser.setErrorHandler(new Resynchronizing(tokens, found));
        org.netloom.grammar.NetParser.SettingContext tree = parser.setting();
        Token behind = parser.getCurrentToken();
        if (behind.getType() != Token.EOF && found.isEmpty()) {
            found.add(Problem.error(
                            "syntax.unexpected", tokens.span(behind), Tokens.quote(behind) + " does not belong here")
                    .help("this is one setting and its value: batch=64"));
        }
        return found.isEmpty() ? new TreeBuilder(tokens, found).setting(tree) : null;
    }

    private static NetFile parse(SourceFile source, SyntaxProblems found) {
        if (!isReadable(source, found)) {
            return new NetFile(source, null, List.of(), List.of());
        }
        Tokens tokens = Tokens.of(source, found);
        return found.hopeless() ? new NetFile(source, null, List.of(), List.of()) : parse(tokens, found);
    }

    /** Whether a text is short enough; reports one that is not. */
    private static boolean isReadable(SourceFile source, SyntaxProblems found) {
        int length = source.text().length();
        if (length > MOST_CHARACTERS) {
            found.giveUp(Problem.error(
                            "syntax.file-too-large",
                            new Span(source, 0, 0),
                            String.format(
                                    Locale.ROOT,
                                    "the file has %,d characters and the most is %,d",
                                    length,
                                    MOST_CHARACTERS))
                    .help("is it a .net file? nets can be in several"));
        }
        return length <= MOST_CHARACTERS;
    }

    private static org.netloom.grammar.NetParser parser(Tokens tokens) {
        var parser = new org.netloom.grammar.NetParser(new CommonTokenStream(new ListTokenSource(tokens.all())));
        parser.removeErrorListeners();
        parser.setSettings(SETTINGS);
        return parser;
    }

    private static NetFile parse(Tokens tokens, SyntaxProblems found) {
        var parser = parser(tokens);
        // The quick way first; it is right whenever it finds no mistake.
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        parser.setErrorHandler(new BailErrorStrategy());
        org.netloom.grammar.NetParser.FileContext tree;
        try {
            tree = parser.file();
        } catch (ParseCancellationException mistake) {
            parser.reset();
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
            parser.setErrorHandler(new Resynchronizing(tokens, found));
            tree = parser.file();
        }
        return new TreeBuilder(tokens, found).file(tree);
    }
}

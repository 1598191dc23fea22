package org.netloom.compiler.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.Vocabulary;
import org.junit.jupiter.api.Test;
import org.netloom.grammar.NetLexer;

class LayersTest {
    /** Names of the grammar's words; those of expressions are beside them. */
    @Test
    void knowsTheWordsOfTheGrammar() {
        Vocabulary vocabulary = NetLexer.VOCABULARY;
        List<String> words = IntStream.rangeClosed(1, vocabulary.getMaxTokenType())
                .mapToObj(vocabulary::getLiteralName)
                .filter(name -> name != null && name.matches("'[a-z]+'"))
                .map(name -> name.substring(1, name.length() - 1))
                .toList();
        assertThat(words).contains("net", "repeat");
        assertThat(Layers.WORDS).containsAll(words);
    }
}

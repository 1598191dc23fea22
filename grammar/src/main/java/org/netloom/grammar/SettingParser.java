package org.netloom.grammar;

import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;

/** What the grammar asks of the settings of a train section: where a setting ends, which their names alone say. */
abstract class SettingParser extends Parser {
    SettingParser(TokenStream input) {
        super(input);
    }

    /** Whether a setting has no value. */
    protected final boolean isFlag(ParserRuleContext values) {
        TrainKey key = of(values);
        return key != null && key.arity() == TrainKey.Values.NONE;
    }

    /** Whether what comes belongs to the same setting, which may have several, and no other one begins here. */
    protected final boolean atFurtherValue(ParserRuleContext values) {
        TrainKey key = of(values);
        return key != null
                && key.arity() == TrainKey.Values.SEVERAL
                && TrainKey.of(_input.LT(1).getText()) == null;
    }

    /** The setting that values belong to, whose name comes first; null where there is none of that name. */
    private static TrainKey of(ParserRuleContext values) {
        return TrainKey.of(values.getParent().start.getText());
    }
}

package org.netloom.grammar;

import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;

/** What the grammar asks of the settings of a train section: where a setting ends, which their names alone say. */
public abstract class SettingParser extends Parser {
    private Settings settings = new Settings() {};

    /** What is known of names of settings. */
    public interface Settings {
        /** Whether a setting has this name. */
        default boolean isKnown(String name) {
            return false;
        }

        /** Whether the setting of this name has no value; one of an unknown name has one. */
        default boolean isFlag(String name) {
            return false;
        }

        /** Whether the setting of this name may have several values. */
        default boolean takesSeveral(String name) {
            return false;
        }
    }

    SettingParser(TokenStream input) {
        super(input);
    }

    /** Says which settings there are; without, each has one value. */
    public final void setSettings(Settings known) {
        settings = known;
    }

    /** Whether a setting has no value. */
    protected final boolean isFlag(ParserRuleContext values) {
        return settings.isFlag(name(values));
    }

    /** Whether what comes belongs to the same setting, which may have several, and no other one begins here. */
    protected final boolean atFurtherValue(ParserRuleContext values) {
        return settings.takesSeveral(name(values))
                && !settings.isKnown(_input.LT(1).getText());
    }

    /** Of the setting that values belong to: it comes first. */
    private static String name(ParserRuleContext values) {
        return values.getParent().start.getText();
    }
}

package org.netloom.compiler.train;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.Numbers;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;

/**
 * What a train section can name as the value of a setting: an optimizer, a loss, an augmentation. It says what can be written of
 * it, and which class of the runtime it is. It never changes.
 *
 * <p>That class has a static method {@code of}, which takes the arguments that go by position, in their order. For each
 * parameter that goes by name it has a method {@code with…}, which generated code calls where the file gives a value: {@code
 * sgd(lr = 0.1, weight_decay = 1e-4)} becomes {@code SgdConfig.of(0.1).withWeightDecay(1.0E-4)}. So both sides have the
 * same defaults, and a jar can add parameters by name to a component that compiled nets use.
 */
public final class Component {
    private static final Set<Class<?>> TYPES =
            Set.of(Double.class, Integer.class, Long.class, Boolean.class, String.class, Numbers.class);

    /** What a component is for. */
    public enum Kind {
        /** What training makes small: a {@code Loss} of the runtime. */
        LOSS("loss", "loss", "losses", "a"),
        /** How gradients change parameters: an {@code OptimizerConfig}. */
        OPTIMIZER("optimizer", "optimizer", "optimizers", "an"),
        /** How the learning rate changes from step to step: a {@code Schedule}. */
        SCHEDULE("schedule", "schedule", "schedules", "a"),
        /** How gradients that are too large become smaller: a {@code GradientClip}. */
        CLIP("clip", "clip", "clips", "a"),
        /** When training ends before its last epoch: a {@code Stopping}. */
        STOP("stop", "stop", "stops", "a"),
        /** Which checkpoints stay beside the last one: a {@code Keep}. */
        KEEP("keep", "keep", "keeps", "a"),
        /** Of which average of the parameters the checkpoints are: an {@code Averaging}. */
        AVERAGE("average", "average", "averages", "an"),
        /** Which layers have another learning rate: a {@code RateScale}. */
        RATES("rates", "scale of rates", "rates", "a"),
        /** What is told after each epoch: a {@code MetricChoice}. */
        METRIC("metrics", "metric", "metrics", "a"),
        /** How weights begin: an {@code Initializer}. */
        INIT("init", "initialization", "initializations", "an"),
        /** How examples are changed each time that a network learns from them: an {@code Augmentation}. */
        AUGMENT("augment", "augmentation", "augmentations", "an");

        private final String word;
        private final String noun;
        private final String plural;
        private final String article;

        Kind(String word, String noun, String plural, String article) {
            this.word = word;
            this.noun = noun;
            this.plural = plural;
            this.article = article;
        }

        /** The setting that takes it: {@code optimizer}, {@code augment}. */
        public String word() {
            return word;
        }

        /** What one is called: {@code optimizer}, {@code augmentation}. */
        public String noun() {
            return noun;
        }

        /** What several are called: {@code optimizers}. */
        public String plural() {
            return plural;
        }

        /** {@code an optimizer}. */
        public String withArticle() {
            return article + " " + noun;
        }

        /** The setting with such a value: {@code optimizer sgd(lr=0.1)}, {@code augment { shift(2) }}. */
        public String written(String call) {
            return word + (this == AUGMENT ? " { %s }".formatted(call) : " " + call);
        }
    }

    private final Kind kind;
    private final Signature signature;
    private final JavaType type;
    private final Function<Arguments, Optional<String>> rule;

    private Component(Kind kind, Signature signature, JavaType type, Function<Arguments, Optional<String>> rule) {
        this.kind = kind;
        this.signature = signature;
        this.type = type;
        this.rule = rule;
    }

    /**
     * A component.
     *
     * @param signature its parameters are numbers, truth values and words; those by position have a value in each call
     * @param type the class of the runtime; the compiler needs its name only
     * @throws IllegalArgumentException if a parameter is of another type, or one by position may have no value
     */
    public static Component of(Kind kind, Signature signature, JavaType type) {
        for (Parameter<?> parameter : signature.parameters()) {
            if (!TYPES.contains(parameter.type())) {
                throw new IllegalArgumentException("%s of the %s %s is %s; %s takes numbers, true or false, and words"
                        .formatted(
                                parameter.name(),
                                kind.noun(),
                                signature.name(),
                                parameter.typeDescribed(),
                                kind.withArticle()));
            }
            if (parameter.optional() && !parameter.byName()) {
                throw new IllegalArgumentException("%s of the %s %s may have no value, and so goes by name only"
                        .formatted(parameter.name(), kind.noun(), signature.name()));
            }
        }
        return new Component(kind, signature, type, arguments -> Optional.empty());
    }

    /**
     * The same where arguments that are right by themselves may contradict one another.
     *
     * @param contradiction says how, in a sentence with a way out; empty where they do not
     */
    public Component where(Function<Arguments, Optional<String>> contradiction) {
        return new Component(kind, signature, type, contradiction);
    }

    /** How these arguments contradict one another. */
    public Optional<String> contradiction(Arguments arguments) {
        return rule.apply(arguments);
    }

    public Kind kind() {
        return kind;
    }

    public String name() {
        return signature.name();
    }

    public Signature signature() {
        return signature;
    }

    /** The class of the runtime. */
    public JavaType type() {
        return type;
    }
}

package org.netloom.compiler.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.Ops;
import org.netloom.compiler.layer.OpClass.Kind;
import org.netloom.compiler.layer.OpClass.Place;
import org.netloom.compiler.layer.OpClass.Role;
import org.netloom.op.Activation;
import org.netloom.op.AdamUpdate;
import org.netloom.op.Array;
import org.netloom.op.Attention;
import org.netloom.op.AverageUpdate;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchNormActivationPool;
import org.netloom.op.Concat;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Dropout;
import org.netloom.op.FusedOp;
import org.netloom.op.Kernels;
import org.netloom.op.Op;
import org.netloom.op.Pool2d;
import org.netloom.op.RowLoss;
import org.netloom.op.RuleUpdate;
import org.netloom.op.SgdUpdate;
import org.netloom.op.Site;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;

/** What the compiler reads of the classes of operations. */
class OpClassTest {
    /** What no layer asks for, so that no operand has to fit. */
    private static final Set<Class<?>> NO_STEPS = Set.of(
            CrossEntropyLoss.class,
            RowLoss.class,
            SgdUpdate.class,
            AdamUpdate.class,
            RuleUpdate.class,
            AverageUpdate.class);

    static List<Class<? extends Op<?>>> steps() {
        List<Class<? extends Op<?>>> all = Ops.all();
        assertThat(all).hasSizeGreaterThan(25).containsAll(List.of(CrossEntropyLoss.class, AdamUpdate.class));
        return all.stream().filter(op -> !NO_STEPS.contains(op)).toList();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void everyKernelCanBeRead(Class<? extends Op<?>> op) {
        OpClass read = OpClass.of(op);
        assertThat(read.kernel().getName()).isEqualTo(op.getName() + "$Kernel");
        assertThat(read.kernel().getMethods()).isNotEmpty();
        for (Method method : read.kernel().getMethods()) {
            assertThat(read.places(method.getName()))
                    .as(read.described(method.getName()))
                    .hasSize(method.getParameterCount())
                    .extracting(Place::name)
                    .noneMatch(name -> name.matches("arg\\d+"));
            assertThat(read.roles(method.getName()))
                    .as(read.described(method.getName()))
                    .isEqualTo(read.places(method.getName()).stream()
                            .flatMap(place -> place.roles().stream())
                            .toList())
                    .extracting(Role::name)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void rolesAreNamesKindsAndWhatMayBeAbsent() {
        assertThat(OpClass.of(BatchNorm.class).roles("backward"))
                .containsExactly(
                        new Role("x", Kind.TENSOR, false),
                        new Role("gamma", Kind.ARRAY, true),
                        new Role("beta", Kind.ARRAY, true),
                        new Role("statistics", Kind.STATISTICS, false),
                        new Role("dy", Kind.TENSOR, false),
                        new Role("dx", Kind.TENSOR, true),
                        new Role("dGamma", Kind.ARRAY, true),
                        new Role("dBeta", Kind.ARRAY, true));
        assertThat(OpClass.of(Dropout.class).roles("forward")).contains(new Role("seed", Kind.SEED, false));
        assertThat(OpClass.of(Concat.class).roles("forward")).contains(new Role("from", Kind.NUMBER, false));
    }

    @Test
    void aRecordIsItsComponents() {
        List<Place> places = OpClass.of(Attention.class).places("backward");
        assertThat(places).extracting(Place::name).containsExactly("x", "weights", "kept", "dy", "dx", "dWeights");
        assertThat(places)
                .extracting(Place::group)
                .containsExactly(
                        null, Attention.Weights.class, Attention.Kept.class, null, null, Attention.Weights.class);
        assertThat(places.get(1).roles())
                .containsExactly(
                        new Role("inWeight", Kind.ARRAY, false),
                        new Role("inBias", Kind.ARRAY, true),
                        new Role("outWeight", Kind.ARRAY, false),
                        new Role("outBias", Kind.ARRAY, true));
        assertThat(places.get(2).roles()).extracting(Role::kind).containsExactly(Kind.TENSOR, Kind.TENSOR, Kind.TENSOR);
        assertThat(places.get(5).roles())
                .extracting(Role::name)
                .containsExactly("dInWeight", "dInBias", "dOutWeight", "dOutBias");
        assertThat(OpClass.of(BatchNormActivation.class).roles("forward"))
                .contains(new Role("normalized", Kind.TENSOR, false), new Role("dNormalized", Kind.TENSOR, true));
    }

    /** An operation that takes records in ways of its own. */
    record Grouping(Site site) implements Op<Grouping.Kernel> {
        /** What goes as one. */
        record Pair(Tensor first, @Nullable Array second) {}

        /** What is already a gradient. */
        record Gradients(Tensor dFirst) {}

        /** A record of records. */
        record Nested(Tensor first, Pair rest) {}

        /** A record of what changes from call to call. */
        record Seeded(Tensor first, long seed) {}

        /** Their ways. */
        interface Kernel {
            void alone(Gradients dGradients, Pair dilated, Tensor y);

            void twice(Pair one, Pair other);

            void beside(Pair pair, Tensor first);

            void nested(Nested nested);

            void seeded(Seeded seeded);

            void maybe(@Nullable Pair pair);

            void constant(Site site);
        }
    }

    private static List<String> roles(String method) {
        return OpClass.of(Grouping.class).roles(method).stream().map(Role::name).toList();
    }

    @Test
    void onlyGradientsBesideWhatTheyAreByHaveADBeforeTheirNames() {
        assertThat(roles("alone")).containsExactly("dFirst", "first", "second", "y");
    }

    @Test
    void namesDiffer() {
        assertThatThrownBy(() -> roles("twice"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Grouping.twice has more than one first, with the components of its records");
        assertThatThrownBy(() -> roles("beside")).hasMessageContaining("Grouping.beside has more than one first");
    }

    @Test
    void aRecordOfSomethingElseIsRefused() {
        assertThatThrownBy(() -> roles("nested"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Grouping.nested takes its nested as Nested, whose rest is a Pair;"
                        + " a record of operands holds Tensor, Array");
        assertThatThrownBy(() -> roles("seeded")).hasMessageContaining("whose seed is a long");
        assertThatThrownBy(() -> roles("constant")).hasMessageContaining("whose layer is a String");
    }

    @Test
    void aRecordIsAlwaysThere() {
        assertThatThrownBy(() -> roles("maybe"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Grouping.maybe takes its pair as a record that may be null");
    }

    @Test
    void theMethodsOfAClassAreReadOnce() {
        assertThat(OpClass.of(Softmax.class)).isSameAs(OpClass.of(Softmax.class));
        assertThat(OpClass.of(Softmax.class).roles("forward"))
                .isSameAs(OpClass.of(Softmax.class).roles("forward"));
    }

    @Test
    void partsAreTheOperationsOfTheRecord() {
        assertThat(OpClass.of(BatchNormActivationPool.class).parts())
                .isEqualTo(List.of(BatchNorm.class, Activation.class, Pool2d.class));
        assertThat(OpClass.of(Softmax.class).parts()).isEqualTo(List.of(Softmax.class));
    }

    @Test
    void aMethodThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> OpClass.of(BatchNorm.class).roles("backwards"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("BatchNorm.Kernel has no method backwards:"
                        + " it has backward, forward, frozenBackward, inference, moments");
    }

    @Test
    void aParameterThatNoOperandFitsIsRefused() {
        assertThatThrownBy(() -> OpClass.of(CrossEntropyLoss.class).roles("compute"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "CrossEntropyLoss.compute takes its labels as int[];"
                                + " the operands of a step are Tensor, Array, BatchStatistics, long, int, and records of Tensor, Array");
        assertThatThrownBy(() -> OpClass.of(AdamUpdate.class).roles("update"))
                .hasMessageContaining("takes its rate as double");
    }

    /** An operation whose kernels have two methods of one name. */
    record Twice(Site site) implements Op<Twice.Kernel> {
        /** Two of one name. */
        interface Kernel {
            void forward(Tensor x, Tensor y);

            void forward(Tensor x, Array weight, Tensor y);
        }
    }

    @Test
    void twoMethodsOfOneNameAreRefused() {
        assertThatThrownBy(() -> OpClass.of(Twice.class).roles("forward"))
                .hasMessage("OpClassTest.Twice.Kernel has more than one method forward: it has forward, forward");
    }

    /** An operation whose kernels were compiled without the names of their parameters, as the JDK is. */
    private record Nameless(Site site) implements Op<IntConsumer> {}

    @Test
    void parametersWithoutNamesAreRefused() {
        assertThatThrownBy(() -> OpClass.of(Nameless.class).roles("accept"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nameless.accept")
                .hasMessageContaining("-parameters");
    }

    /** An operation that hides what its kernels are. */
    private record Hidden<K>(Site site) implements Op<K> {}

    @Test
    @SuppressWarnings("unchecked") // a class that says too little
    void anOperationSaysWhatItsKernelsAre() {
        Class<? extends Op<?>> hidden = (Class<? extends Op<?>>) (Class<?>) Hidden.class;
        assertThatThrownBy(() -> OpClass.of(hidden))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has to implement Op<OpClassTest.Hidden.Kernel>");
    }

    /** Several operations in one, of which it names none. */
    private record Empty(Site site) implements FusedOp<Softmax.Kernel> {
        @Override
        public Softmax.Kernel defaultKernel(Kernels kernels) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aFusionIsARecordOfOperations() {
        assertThatThrownBy(() -> OpClass.of(Empty.class))
                .hasMessage("OpClassTest.Empty is no record of the operations that it computes in one");
    }
}

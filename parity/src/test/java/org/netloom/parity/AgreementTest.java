package org.netloom.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.parity.Agreement.What;

/** That a comparison can fail. */
class AgreementTest {
    @Test
    void theErrorIsTheLargestDifferenceOverTheLargestValue() {
        Agreement agreement = new Agreement(Precision.FLOAT);
        agreement.add(
                What.OUTPUTS, Map.of("conv1", new double[] {1, -4, 0.5}), Map.of("conv1", new double[] {1, -4, 0.52}));
        assertThat(agreement.largest().get(What.OUTPUTS)).isCloseTo(0.005, within(1e-12));
        assertThat(agreement.failures()).hasToString("[OUTPUTS of conv1 5.0e-03]");
    }

    @Test
    void nothingAboveTheToleranceOfItsTypeAgrees() {
        assertThat(failures(Precision.DOUBLE, 1.0000009, 1, 0)).isEmpty();
        assertThat(failures(Precision.DOUBLE, 1.0000011, 1, 0)).hasSize(1);
        assertThat(failures(Precision.FLOAT, 1.00009, 1, 0)).isEmpty();
        assertThat(failures(Precision.FLOAT, 1.00011, 1, 0)).hasSize(1);
    }

    /** A sum of terms of together 50 that comes to nothing: rounding is some 1e-6 of 50 in float. */
    @Test
    void aGradientThatCancelsIsMeasuredAgainstItsTerms() {
        assertThat(failures(Precision.FLOAT, 4.9e-5, 1e-17, 50)).isEmpty();
        assertThat(failures(Precision.FLOAT, 5.1e-5, 1e-17, 50)).hasSize(1);
        assertThat(failures(Precision.DOUBLE, 4.9e-11, 1e-17, 50)).isEmpty();
        assertThat(failures(Precision.DOUBLE, 5.1e-11, 1e-17, 50)).hasSize(1);
    }

    @Test
    void aGradientThatDoesNotCancelIsMeasuredAgainstItself() {
        assertThat(failures(Precision.FLOAT, 2.0003, 2, 50)).hasSize(1);
    }

    @Test
    void whatIsNotFiniteNeverAgrees() {
        assertThat(failures(Precision.FLOAT, Double.NaN, Double.NaN, 0)).hasSize(1);
    }

    private static List<Agreement.Difference> failures(Precision precision, double ours, double exact, double terms) {
        Agreement agreement = new Agreement(precision);
        agreement.add(
                What.GRADIENTS,
                Map.of("conv1.bias", new double[] {ours}),
                Map.of("conv1.bias", new double[] {exact}),
                Map.of("conv1.bias", terms));
        return agreement.failures();
    }

    @Test
    void anArrayThatPytorchDoesNotHaveIsAFailure() {
        Agreement agreement = new Agreement(Precision.FLOAT);
        assertThatThrownBy(() -> agreement.add(What.GRADIENTS, Map.of("conv1.bias", new double[3]), Map.of()))
                .hasMessage("GRADIENTS of conv1.bias: 3 numbers, and in PyTorch nothing");
    }

    @Test
    void anArgumentThatTheReferencePassesOverIsAFailure() {
        Network network = ParityCheck.compile("a.net", "net A { input(1, 4, 4) conv(2, 3) }")
                .networks()
                .get(0);
        Node conv = network.nodes().get(0);
        Call call = new Call(conv);
        call.integer("channels");
        List.of("kernel", "stride", "pad", "dilation").forEach(call::pair);
        call.flag("bias");
        assertThatThrownBy(call::requireAllAsked)
                .hasMessage("the PyTorch reference of conv does not look at its argument groups: see TorchLayers");
    }

    /** A weight that is a thousandth off: the outputs of its layer differ, and all that follows. */
    @Test
    void aWrongWeightIsSeen() {
        String text = "net A { input(3) dense(4) tanh dense(2) }";
        var compilation = ParityCheck.compile("a.net", text);
        Network network = compilation.networks().get(0);
        Draws draws = new Draws(5);
        double[] x = draws.values(2 * 3);
        double[] target = draws.values(2 * 2);
        try (NetloomNetwork ours = new NetloomNetwork(compilation.classes().get(0), Precision.DOUBLE.nd4j(), 1);
                TorchNetwork torch = new TorchNetwork(network, ParityCheck.optimizer(network), 1)) {
            Map<String, double[]> start = draws.parameters(ours.parameterList());
            torch.load(start);
            start.get("dense2.weight")[3] += 1e-3;
            ours.load(start);
            Agreement agreement = new Agreement(Precision.DOUBLE);
            Step mine = ours.step(x, 2, Objective.PROJECTION, target);
            Step theirs = torch.step(x, 2, Map.of(), Objective.PROJECTION, target);
            agreement.add(What.OUTPUTS, mine.outputs(), theirs.outputs());
            agreement.add(What.GRADIENTS, mine.gradients(), theirs.gradients());
            assertThat(agreement.failures().stream().map(Agreement.Difference::name))
                    .containsExactlyInAnyOrder("dense2", "dense1.weight", "dense1.bias");
        }
    }

    /** A normalization cancels the first bias; its terms are what autograd says, and each wrong gradient is seen. */
    @Test
    void aWrongGradientIsSeenThoughAnotherCancels() {
        var compilation =
                ParityCheck.compile("a.net", "net A { input(2, 4, 4) conv(3, 3, bias=true) bn flatten dense(2) }");
        Network network = compilation.networks().get(0);
        Draws draws = new Draws(6);
        double[] x = draws.values(8 * 32);
        double[] target = draws.values(8 * 2);
        try (NetloomNetwork ours = new NetloomNetwork(compilation.classes().get(0), Precision.FLOAT.nd4j(), 1);
                TorchNetwork torch = new TorchNetwork(network, ParityCheck.optimizer(network), 1)) {
            Map<String, double[]> start = draws.parameters(ours.parameterList());
            ours.load(start);
            torch.load(start);
            Step theirs = torch.step(x, 8, Map.of(), Objective.PROJECTION, target);
            double second = 0;
            double first = 0;
            for (int i = 0; i < target.length; i += 2) {
                first += Math.abs(target[i]);
                second += Math.abs(target[i + 1]);
            }
            assertThat(theirs.terms()).containsOnlyKeys("conv1.bias", "bn1.bias", "dense1.bias");
            assertThat(theirs.terms().get("dense1.bias")).isCloseTo(Math.max(first, second), within(1e-12));
            assertThat(theirs.gradients().get("conv1.bias")[0]).isCloseTo(0, within(1e-12));
            Map<String, double[]> gradients =
                    ours.step(x, 8, Objective.PROJECTION, target).gradients();
            assertThat(failures(gradients, theirs)).isEmpty();
            gradients.get("conv1.bias")[1] += 1e-3 * theirs.terms().get("conv1.bias");
            gradients.get("bn1.weight")[0] *= 1.01;
            gradients.get("dense1.bias")[1] += 1e-3;
            assertThat(failures(gradients, theirs))
                    .extracting(Agreement.Difference::name)
                    .containsExactlyInAnyOrder("conv1.bias", "bn1.weight", "dense1.bias");
        }
    }

    private static List<Agreement.Difference> failures(Map<String, double[]> gradients, Step theirs) {
        Agreement agreement = new Agreement(Precision.FLOAT);
        agreement.add(What.GRADIENTS, gradients, theirs.gradients(), theirs.terms());
        return agreement.failures();
    }

    /** A double's error of 1e-12 allows a float one of 5e-4, and no more; of 1e-15, nothing beyond the tolerance. */
    @Test
    void aFloatMayBeAsMuchFurtherOffAsItsRoundingIsLarger() {
        Agreement inFloat = new Agreement(Precision.FLOAT);
        inFloat.add(What.LOSS, "small", 1 + 4e-4, 1);
        inFloat.add(What.LOSS, "large", 1 + 6e-4, 1);

        assertThat(inFloat.failuresBeyond(offBy(1e-12)))
                .extracting(Agreement.Difference::name)
                .containsExactly("large");
        assertThat(inFloat.failuresBeyond(offBy(1e-15)))
                .extracting(Agreement.Difference::name)
                .containsExactly("small", "large");
        assertThat(inFloat.failuresBeyond(new Agreement(Precision.DOUBLE))).hasSize(2);
    }

    private static Agreement offBy(double error) {
        Agreement inDouble = new Agreement(Precision.DOUBLE);
        inDouble.add(What.LOSS, "small", 1 + error, 1);
        return inDouble;
    }
}

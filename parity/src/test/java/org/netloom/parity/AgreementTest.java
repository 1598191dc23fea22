package org.netloom.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.parity.Agreement.What;

/** That a comparison can fail. */
class AgreementTest {
    @Test
    void theErrorIsTheLargestDifferenceOverTheLargestValue() {
        Agreement agreement = new Agreement(1e-3);
        agreement.add(
                What.OUTPUTS, Map.of("conv1", new double[] {1, -4, 0.5}), Map.of("conv1", new double[] {1, -4, 0.52}));
        assertThat(agreement.largest().get(What.OUTPUTS)).isCloseTo(0.005, within(1e-12));
        assertThat(agreement.above(0.006)).isEmpty();
        assertThat(agreement.above(0.004)).hasToString("[OUTPUTS of conv1 5.0e-03]");
    }

    @Test
    void aGradientOfRoundingIsMeasuredAgainstTheLargestGradient() {
        Map<String, double[]> ours = new LinkedHashMap<>();
        ours.put("conv1.weight", new double[] {10, -2});
        ours.put("conv1.bias", new double[] {1e-9});
        Map<String, double[]> reference = new LinkedHashMap<>();
        reference.put("conv1.weight", new double[] {10, -2});
        reference.put("conv1.bias", new double[] {-1e-9});
        Agreement agreement = new Agreement(1e-3);
        agreement.add(What.GRADIENTS, ours, reference);
        assertThat(agreement.largest().get(What.GRADIENTS)).isCloseTo(2e-7, within(1e-12));
    }

    @Test
    void whatIsNotFiniteNeverAgrees() {
        Agreement agreement = new Agreement(1e-3);
        agreement.add(What.LOSS, "step 1", Double.NaN, Double.NaN);
        assertThat(agreement.above(1e300)).hasSize(1);
    }

    @Test
    void anArrayThatPytorchDoesNotHaveIsAFailure() {
        Agreement agreement = new Agreement(1e-3);
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
        List.of("channels", "kernel", "stride", "pad", "dilation").forEach(call::integer);
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
                TorchNetwork torch =
                        new TorchNetwork(network, ParityCheck.optimizer(network), Precision.DOUBLE.torch(), 1)) {
            Map<String, double[]> start = draws.parameters(ours.parameterList());
            torch.load(start);
            start.get("dense2.weight")[3] += 1e-3;
            ours.load(start);
            Agreement agreement = new Agreement(Precision.DOUBLE.floor());
            Step mine = ours.step(x, 2, Objective.PROJECTION, target);
            Step theirs = torch.step(x, 2, Map.of(), Objective.PROJECTION, target);
            agreement.add(What.OUTPUTS, mine.outputs(), theirs.outputs());
            agreement.add(What.GRADIENTS, mine.gradients(), theirs.gradients());
            assertThat(agreement.above(Precision.DOUBLE.tolerance()).stream().map(Agreement.Difference::name))
                    .containsExactlyInAnyOrder("dense2", "dense1.weight", "dense1.bias");
        }
    }
}

package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract finds what is wrong with a layer, and finds nothing at one that is right. */
class LayerContractFailsTest {

    private static LayerContract of(String name, String... examples) {
        return new LayerContract() {
            @Override
            protected String name() {
                return name;
            }

            @Override
            protected List<String> examples() {
                return List.of(examples);
            }
        };
    }

    @Test
    void anActivationKeepsIt() {
        keeps(of("softsign", "input(2,6,6) conv(3,3) softsign maxpool(2) flatten dense(3)"));
    }

    @Test
    void aLayerWithWeightsOfItsOwnKeepsIt() {
        keeps(of("channel_scale", "input(1,5,5) conv(2,3) channel_scale relu channel_scale flatten dense(2)"));
    }

    private static void keeps(LayerContract contract) {
        contract.saysWhatItIs();
        contract.staysTheSameNetWhenFormatted();
        contract.putsOutTheShapeThatItsRuleGives();
        contract.gradientsAreThoseOfFiniteDifferences();
        contract.anExampleNeedsTheGradientByItsInput();
        contract.inferenceDiffersFromTrainingJustWhereItMust();
        contract.everyEngineComputesTheSame();
    }

    @Test
    void findsAWrongGradient() {
        assertThatThrownBy(() -> of("wrong_slope").gradientsAreThoseOfFiniteDifferences())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the gradient by dense1.weight differs from finite differences by 0.");
    }

    @Test
    void findsAShapeRuleThatLies() {
        assertThatThrownBy(() -> of("wrong_shape").putsOutTheShapeThatItsRuleGives())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the operations do not compute the shapes that the rules give")
                .hasMessageContaining("wrong_shape1");
    }

    @Test
    void findsWhatIsNotSaid() {
        assertThatThrownBy(() -> of("undocumented").saysWhatItIs())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a full stop");
        assertThatThrownBy(() -> of("nowhere").saysWhatItIs())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there is no layer 'nowhere' on the class path")
                .hasMessageContaining("META-INF/services/org.netloom.compiler.layer.LayerProvider");
    }

    @Test
    void findsExamplesThatShowNothing() {
        assertThatThrownBy(() -> of("undocumented").anExampleNeedsTheGradientByItsInput())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no example has a layer with weights in front of undocumented");
        assertThatThrownBy(() -> of("softsign", "input(5) softsign softsing").staysTheSameNetWhenFormatted())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did you mean 'softsign'?");
    }
}

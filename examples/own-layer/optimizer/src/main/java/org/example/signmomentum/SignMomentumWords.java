package org.example.signmomentum;

import java.util.List;
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.TrainProvider;

/** The optimizer {@code sign_momentum}, as train sections have it. */
public final class SignMomentumWords implements TrainProvider {
    private static final Signature SIGNATURE = Signature.of(
                    "sign_momentum", "Steps of one size, by the sign of a mean.")
            .parameters(
                    Parameter.real("lr", "size of a step").moreThan(0).alsoCalled("learning_rate"),
                    Parameter.real("beta1", "weight of the mean in a step").below(0, 1).orElse(0.9).named(),
                    Parameter.real("beta2", "decay of the mean of gradients").below(0, 1).orElse(0.99).named(),
                    Parameter.real("weight_decay", "taken from it, times itself").atLeast(0).orElse(0.0).named())
            .example("sign_momentum(lr = 0.001)");

    @Override
    public List<Component> components() {
        JavaType config = new JavaType("org.example.signmomentum", "SignMomentumConfig");
        return List.of(Component.of(Component.Kind.OPTIMIZER, SIGNATURE, config));
    }
}

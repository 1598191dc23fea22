package org.netloom.compiler.layer.builtin;

import com.palantir.javapoet.CodeBlock;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.RuntimeNames;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;

/**
 * The largest value of each channel, as an image of one row and one column (Lin, Chen and Yan, 2014).
 */
public final class GlobalMaxPool implements Operator {
    private static final Signature SIGNATURE = Signature.of(
                    "gmaxpool", "The largest value of each channel: an image of one row and one column.")
            .formula("y[c] = max over i, j of x[c, i, j]", "Oquab et al., 2015, Is object localization for free?")
            .example("input(2, 5, 4) conv(3, 2) gmaxpool flatten dense(3)")
            .alsoCalled("globalmaxpool", "global_max_pool", "globalmaxpooling2d", "adaptivemaxpool2d", "gmp");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public @Nullable Shape shape(ShapeRule rule) {
        Shape.Image in = rule.image();
        return in == null ? null : rule.image(in.channels(), 1, 1);
    }

    /** One for each value. */
    @Override
    public long flops(Use use) {
        return use.input().size();
    }

    @Override
    public boolean changesNothing(Use use) {
        return use.input().equals(use.out());
    }

    /** A pooling whose window is the whole image: {@code Pool2d.of("gmaxpool1", "nin.net:9:3", Pool2d.Kind.MAX, 5, 5)}. */
    @Override
    public Constant constant(Use use, CodeBlock site) {
        Shape.Image in = (Shape.Image) use.input();
        return Constant.of(
                RuntimeNames.POOL2D, site, CodeBlock.of("$T.MAX", RuntimeNames.POOL_KIND), in.height(), in.width());
    }

    @Override
    public void forward(Code code) {
        code.engine("pool2d", code.op(), code.x(), code.y());
    }

    @Override
    public void backward(Code code) {
        // the first of the largest values of a channel gets dy
        code.engine("pool2dBackward", code.op(), code.x(), code.y(), code.dy(), code.dx());
    }
}

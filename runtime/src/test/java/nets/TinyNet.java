package nets;

import java.util.List;
import javax.annotation.processing.Generated;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Activation;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Conv2d;
import org.netloom.op.Dense;
import org.netloom.op.Dropout;
import org.netloom.op.Pool2d;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.CalibrationPass;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.Estimator;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.weights.BatchNormWeights;
import org.netloom.runtime.weights.ConvWeights;
import org.netloom.runtime.weights.DenseWeights;

/**
 * A small network.
 *
 * <pre>
 *  layer      output        parameters
 *  input      [N,1,8,8]              0
 *  conv1      [N,4,6,6]             36
 *  bn1        [N,4,6,6]              8
 *  sigmoid1   [N,4,6,6]              0
 *  maxpool1   [N,4,3,3]              0
 *  flatten1   [N,36]                 0
 *  dropout1   [N,36]                 0
 *  dense1     [N,3]                111
 * </pre>
 */
@Generated("org.netloom.compiler")
public final class TinyNet extends Network {
    private static final Conv2d CONV1 = Conv2d.of("conv1", "tiny.net:3:3", 3, 3);
    private static final BatchNorm BN1 = BatchNorm.of("bn1", "tiny.net:3:14", 1.0E-5);
    private static final Activation SIGMOID1 = Activation.of("sigmoid1", "tiny.net:3:17", Activation.Function.SIGMOID);
    private static final Pool2d MAXPOOL1 = Pool2d.of("maxpool1", "tiny.net:3:25", Pool2d.Kind.MAX, 2, 2);
    private static final Site FLATTEN1 = new Site("flatten1", "tiny.net:4:3");
    private static final Dropout DROPOUT1 = Dropout.of("dropout1", "tiny.net:4:11", 0.5);
    private static final Dense DENSE1 = Dense.of("dense1", "tiny.net:4:24");

    private final ConvWeights conv1;
    private final BatchNormWeights bn1;
    private final DenseWeights dense1;

    /** The network on this engine, its weights drawn as {@link #trainConfig} says. */
    public TinyNet(Engine engine) {
        super(engine);
        conv1 = new ConvWeights(parameter("conv1.weight", Role.WEIGHT, 4, 1, 3, 3), null);
        bn1 = new BatchNormWeights(
                parameter("bn1.weight", Role.GAMMA, 4),
                parameter("bn1.bias", Role.BETA, 4),
                movingStatistics("bn1", 4, Estimator.ema(0.9)));
        dense1 = new DenseWeights(
                parameter("dense1.weight", Role.WEIGHT, 3, 36), parameter("dense1.bias", Role.BIAS, 3));
        initialize(trainConfig().init(), trainConfig().seed());
    }

    @Override
    public String name() {
        return "TinyNet";
    }

    @Override
    public List<Integer> inputShape() {
        return List.of(1, 8, 8);
    }

    @Override
    public List<Integer> outputShape() {
        return List.of(3);
    }

    /** What the train section of tiny.net says, or the defaults. */
    public static TrainConfig trainConfig() {
        return TrainConfig.builder()
                .learningRate(0.5)
                .batch(16)
                .epochs(3)
                .seed(7)
                .build();
    }

    /** {@code conv(4, 3)} at tiny.net:3:3. */
    public ConvWeights conv1() {
        return conv1;
    }

    /** {@code bn} at tiny.net:3:14. */
    public BatchNormWeights bn1() {
        return bn1;
    }

    /** {@code dense(3)} at tiny.net:4:24. */
    public DenseWeights dense1() {
        return dense1;
    }

    @Override
    public Training training() {
        return new Training(this);
    }

    @Override
    public Inference inference() {
        return new Inference(this);
    }

    @Override
    public Calibration calibration() {
        return new Calibration(this);
    }

    /** Forward and backward, with the statistics of the batch. */
    public static final class Training extends TrainingPass {
        private final TinyNet net;

        private final Conv2d.Kernel conv1 = kernel(CONV1);
        private final BatchNorm.Kernel bn1 = kernel(BN1);
        private final Activation.Kernel sigmoid1 = kernel(SIGMOID1);
        private final Pool2d.Kernel maxpool1 = kernel(MAXPOOL1);
        private final Dropout.Kernel dropout1 = kernel(DROPOUT1);
        private final Dense.Kernel dense1 = kernel(DENSE1);

        private final Tensor input = tensor(1, 8, 8);
        private final Tensor conv1Out = output(CONV1.site(), 4, 6, 6);
        private final Tensor bn1Out = output(BN1.site(), 4, 6, 6);
        private final Tensor sigmoid1Out = output(SIGMOID1.site(), 4, 6, 6);
        private final Tensor maxpool1Out = output(MAXPOOL1.site(), 4, 3, 3);
        private final Tensor flatten1Out = reshape(FLATTEN1, maxpool1Out, 36);
        private final Tensor dropout1Out = output(DROPOUT1.site(), 36);
        private final Tensor dense1Out = output(DENSE1.site(), 3);

        private final BatchStatistics bn1Batch;
        private final Tensor dropout1Mask = tensor(36);

        private final Tensor dConv1 = tensor(4, 6, 6);
        private final Tensor dBn1 = tensor(4, 6, 6);
        private final Tensor dSigmoid1 = tensor(4, 6, 6);
        private final Tensor dMaxpool1 = tensor(4, 3, 3);
        private final Tensor dFlatten1 = reshape(dMaxpool1, 36);
        private final Tensor dDropout1 = tensor(36);
        private final Tensor dDense1 = tensor(3);

        private final NdArray dConv1Weight;
        private final NdArray dBn1Gamma;
        private final NdArray dBn1Beta;
        private final NdArray dDense1Weight;
        private final NdArray dDense1Bias;

        private final BatchNorm.Affine bn1Affine;
        private final BatchNorm.Affine dBn1Affine;

        private Training(TinyNet net) {
            super(net);
            this.net = net;
            bn1Batch = batchStatistics(BN1, 36, net.bn1.statistics());
            dConv1Weight = gradient(net.conv1.weight());
            dBn1Gamma = gradient(net.bn1.gamma());
            dBn1Beta = gradient(net.bn1.beta());
            dDense1Weight = gradient(net.dense1.weight());
            dDense1Bias = gradient(net.dense1.bias());
            bn1Affine = new BatchNorm.Affine(net.bn1.gamma(), net.bn1.beta());
            dBn1Affine = new BatchNorm.Affine(dBn1Gamma, dBn1Beta);
        }

        @Override
        protected Tensor runForward(INDArray x) {
            nextStep();
            start(x, input);
            // tiny.net:3:3    conv(4, 3)     [N,1,8,8] -> [N,4,6,6]
            conv1.forward(input, net.conv1.weight(), null, conv1Out);
            // tiny.net:3:14   bn             [N,4,6,6]
            bn1.forward(conv1Out, bn1Affine, bn1Batch, bn1Out);
            net.bn1.statistics().update(bn1Batch);
            // tiny.net:3:17   sigmoid        [N,4,6,6]
            sigmoid1.forward(bn1Out, sigmoid1Out);
            // tiny.net:3:25   maxpool(2)     [N,4,6,6] -> [N,4,3,3]
            maxpool1.forward(sigmoid1Out, maxpool1Out);
            // tiny.net:4:3    flatten        [N,4,3,3] -> [N,36], the same memory
            // tiny.net:4:11   dropout(0.5)   [N,36]
            dropout1.forward(flatten1Out, seed(1), dropout1Mask, dropout1Out);
            // tiny.net:4:24   dense(3)       [N,36] -> [N,3]
            dense1.forward(dropout1Out, net.dense1.weight(), net.dense1.bias(), dense1Out);
            return dense1Out;
        }

        @Override
        public Tensor outputGradient() {
            return dDense1;
        }

        @Override
        protected void runBackward() {
            // dense(3)
            dense1.backward(dropout1Out, net.dense1.weight(), dDense1, dDropout1, dDense1Weight, dDense1Bias);
            ready(dDense1Weight, dDense1Bias);
            // dropout(0.5)
            dropout1.backward(dropout1Mask, dDropout1, dFlatten1);
            // flatten: dFlatten1 is dMaxpool1
            // maxpool(2)
            maxpool1.backward(sigmoid1Out, maxpool1Out, dMaxpool1, dSigmoid1);
            // sigmoid
            sigmoid1.backward(bn1Out, sigmoid1Out, dSigmoid1, dBn1);
            // bn
            bn1.backward(conv1Out, bn1Affine, bn1Batch, dBn1, dConv1, dBn1Affine);
            ready(dBn1Gamma, dBn1Beta);
            // conv(4, 3): nobody needs the gradient of the input
            conv1.backward(input, net.conv1.weight(), dConv1, null, dConv1Weight, null);
            ready(dConv1Weight);
        }
    }

    /** Forward only, with the moving statistics. */
    public static final class Inference extends InferencePass {
        private final TinyNet net;

        private final Conv2d.Kernel conv1 = kernel(CONV1);
        private final Activation.Kernel sigmoid1 = kernel(SIGMOID1);
        private final Pool2d.Kernel maxpool1 = kernel(MAXPOOL1);
        private final Dense.Kernel dense1 = kernel(DENSE1);

        private final Tensor input = tensor(1, 8, 8);
        private final Tensor conv1Out = tensor(4, 6, 6);
        private final Tensor sigmoid1Out = tensor(4, 6, 6);
        private final Tensor maxpool1Out = tensor(4, 3, 3);
        private final Tensor flatten1Out = reshape(maxpool1Out, 36);
        private final Tensor dense1Out = tensor(3);

        private final NdArray conv1Weight = folded(4, 1, 3, 3);
        private final NdArray conv1Bias = folded(4);

        private Inference(TinyNet net) {
            super(net);
            this.net = net;
        }

        @Override
        protected Tensor runForward(INDArray x) {
            if (!foldIfChanged()) {
                return unfolded(x);
            }
            start(x, input);
            // tiny.net:3:3    conv(4, 3)     [N,1,8,8] -> [N,4,6,6]
            conv1.forward(input, conv1Weight, conv1Bias, conv1Out);
            // tiny.net:3:14   bn             [N,4,6,6], folded into conv1
            // tiny.net:3:17   sigmoid        [N,4,6,6]
            sigmoid1.forward(conv1Out, sigmoid1Out);
            // tiny.net:3:25   maxpool(2)     [N,4,6,6] -> [N,4,3,3]
            maxpool1.forward(sigmoid1Out, maxpool1Out);
            // tiny.net:4:3    flatten        [N,4,3,3] -> [N,36], the same memory
            // tiny.net:4:11   dropout(0.5)   nothing in inference
            // tiny.net:4:24   dense(3)       [N,36] -> [N,3]
            dense1.forward(flatten1Out, net.dense1.weight(), net.dense1.bias(), dense1Out);
            return dense1Out;
        }

        @Override
        protected void fold() {
            // bn1 into conv1
            folding().weight(BN1, net.bn1, net.conv1.weight(), conv1Weight);
            folding().bias(BN1, net.bn1, null, conv1Bias);
        }
    }

    /** Inference with nothing folded, which shows what comes into each batch normalization. */
    public static final class Calibration extends CalibrationPass {
        private final TinyNet net;

        private final Conv2d.Kernel conv1 = kernel(CONV1);
        private final BatchNorm.Kernel bn1 = kernel(BN1);
        private final Activation.Kernel sigmoid1 = kernel(SIGMOID1);
        private final Pool2d.Kernel maxpool1 = kernel(MAXPOOL1);
        private final Dense.Kernel dense1 = kernel(DENSE1);

        private final Tensor input = tensor(1, 8, 8);
        private final Tensor conv1Out = output(CONV1.site(), 4, 6, 6);
        private final Tensor bn1Out = output(BN1.site(), 4, 6, 6);
        private final Tensor sigmoid1Out = output(SIGMOID1.site(), 4, 6, 6);
        private final Tensor maxpool1Out = output(MAXPOOL1.site(), 4, 3, 3);
        private final Tensor flatten1Out = reshape(FLATTEN1, maxpool1Out, 36);
        private final Tensor dense1Out = output(DENSE1.site(), 3);

        private final BatchNorm.Affine bn1Affine;

        private Calibration(TinyNet net) {
            super(net);
            this.net = net;
            bn1Affine = new BatchNorm.Affine(net.bn1.gamma(), net.bn1.beta());
        }

        @Override
        protected Tensor runForward(INDArray x) {
            start(x, input);
            // tiny.net:3:3    conv(4, 3)     [N,1,8,8] -> [N,4,6,6]
            conv1.forward(input, net.conv1.weight(), null, conv1Out);
            // tiny.net:3:14   bn             [N,4,6,6]
            measure(bn1, net.bn1.statistics(), conv1Out);
            bn1.inference(conv1Out, bn1Affine, net.bn1.movingMean(), net.bn1.movingVariance(), bn1Out);
            // tiny.net:3:17   sigmoid        [N,4,6,6]
            sigmoid1.forward(bn1Out, sigmoid1Out);
            // tiny.net:3:25   maxpool(2)     [N,4,6,6] -> [N,4,3,3]
            maxpool1.forward(sigmoid1Out, maxpool1Out);
            // tiny.net:4:3    flatten        [N,4,3,3] -> [N,36], the same memory
            // tiny.net:4:11   dropout(0.5)   nothing in inference
            // tiny.net:4:24   dense(3)       [N,36] -> [N,3]
            dense1.forward(flatten1Out, net.dense1.weight(), net.dense1.bias(), dense1Out);
            return dense1Out;
        }
    }
}

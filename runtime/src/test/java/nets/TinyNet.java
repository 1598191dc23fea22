package nets;

import java.util.List;
import javax.annotation.processing.Generated;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.CalibrationPass;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.Parameter;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.BatchStatistics;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.op.Activation;
import org.netloom.runtime.op.BatchNorm;
import org.netloom.runtime.op.Conv2d;
import org.netloom.runtime.op.Dense;
import org.netloom.runtime.op.Dropout;
import org.netloom.runtime.op.Pool2d;
import org.netloom.runtime.op.Site;
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
        conv1 = new ConvWeights(parameter("conv1.weight", Parameter.Role.WEIGHT, 4, 1, 3, 3), null);
        bn1 = new BatchNormWeights(
                parameter("bn1.weight", Parameter.Role.GAMMA, 4),
                parameter("bn1.bias", Parameter.Role.BETA, 4),
                movingStatistics("bn1", 4, Estimator.ema(0.9)));
        dense1 = new DenseWeights(
                parameter("dense1.weight", Parameter.Role.WEIGHT, 3, 36),
                parameter("dense1.bias", Parameter.Role.BIAS, 3));
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

        private final Tensor input = tensor(1, 8, 8);
        private final Tensor conv1 = output(CONV1.site(), 4, 6, 6);
        private final Tensor bn1 = output(BN1.site(), 4, 6, 6);
        private final Tensor sigmoid1 = output(SIGMOID1.site(), 4, 6, 6);
        private final Tensor maxpool1 = output(MAXPOOL1.site(), 4, 3, 3);
        private final Tensor flatten1 = reshape(FLATTEN1, maxpool1, 36);
        private final Tensor dropout1 = output(DROPOUT1.site(), 36);
        private final Tensor dense1 = output(DENSE1.site(), 3);

        private final BatchStatistics bn1Batch;
        private final Tensor dropout1Mask = tensor(36);

        private final Tensor dConv1 = tensor(4, 6, 6);
        private final Tensor dBn1 = tensor(4, 6, 6);
        private final Tensor dSigmoid1 = tensor(4, 6, 6);
        private final Tensor dMaxpool1 = tensor(4, 3, 3);
        private final Tensor dFlatten1 = reshape(dMaxpool1, 36);
        private final Tensor dDropout1 = tensor(36);
        private final Tensor dDense1 = tensor(3);

        private final INDArray dConv1Weight;
        private final INDArray dBn1Gamma;
        private final INDArray dBn1Beta;
        private final INDArray dDense1Weight;
        private final INDArray dDense1Bias;

        private Training(TinyNet net) {
            super(net);
            this.net = net;
            bn1Batch = batchStatistics(BN1, 36, net.bn1.statistics());
            dConv1Weight = gradient(net.conv1.weight());
            dBn1Gamma = gradient(net.bn1.gamma());
            dBn1Beta = gradient(net.bn1.beta());
            dDense1Weight = gradient(net.dense1.weight());
            dDense1Bias = gradient(net.dense1.bias());
        }

        @Override
        protected Tensor runForward(INDArray x) {
            nextStep();
            start(x, input);
            // tiny.net:3:3    conv(4, 3)     [N,1,8,8] -> [N,4,6,6]
            engine.conv2d(CONV1, input, net.conv1.weight(), null, conv1);
            // tiny.net:3:14   bn             [N,4,6,6]
            engine.batchNorm(BN1, conv1, net.bn1.gamma(), net.bn1.beta(), bn1Batch, bn1);
            net.bn1.statistics().update(bn1Batch);
            // tiny.net:3:17   sigmoid        [N,4,6,6]
            engine.activation(SIGMOID1, bn1, sigmoid1);
            // tiny.net:3:25   maxpool(2)     [N,4,6,6] -> [N,4,3,3]
            engine.pool2d(MAXPOOL1, sigmoid1, maxpool1);
            // tiny.net:4:3    flatten        [N,4,3,3] -> [N,36], the same memory
            // tiny.net:4:11   dropout(0.5)   [N,36]
            engine.dropout(DROPOUT1, flatten1, seed(1), dropout1Mask, dropout1);
            // tiny.net:4:24   dense(3)       [N,36] -> [N,3]
            engine.dense(DENSE1, dropout1, net.dense1.weight(), net.dense1.bias(), dense1);
            return dense1;
        }

        @Override
        public Tensor outputGradient() {
            return dDense1;
        }

        @Override
        protected void runBackward() {
            // dense(3)
            engine.denseBackward(DENSE1, dropout1, net.dense1.weight(), dDense1, dDropout1, dDense1Weight, dDense1Bias);
            ready(dDense1Weight, dDense1Bias);
            // dropout(0.5)
            engine.dropoutBackward(DROPOUT1, dropout1Mask, dDropout1, dFlatten1);
            // flatten: dFlatten1 is dMaxpool1
            // maxpool(2)
            engine.pool2dBackward(MAXPOOL1, sigmoid1, maxpool1, dMaxpool1, dSigmoid1);
            // sigmoid
            engine.activationBackward(SIGMOID1, bn1, sigmoid1, dSigmoid1, dBn1);
            // bn
            engine.batchNormBackward(BN1, conv1, net.bn1.gamma(), bn1Batch, dBn1, dConv1, dBn1Gamma, dBn1Beta);
            ready(dBn1Gamma, dBn1Beta);
            // conv(4, 3): nobody needs the gradient of the input
            engine.conv2dBackward(CONV1, input, net.conv1.weight(), dConv1, null, dConv1Weight, null);
            ready(dConv1Weight);
        }
    }

    /** Forward only, with the moving statistics. */
    public static final class Inference extends InferencePass {
        private final TinyNet net;

        private final Tensor input = tensor(1, 8, 8);
        private final Tensor conv1 = tensor(4, 6, 6);
        private final Tensor sigmoid1 = tensor(4, 6, 6);
        private final Tensor maxpool1 = tensor(4, 3, 3);
        private final Tensor flatten1 = reshape(maxpool1, 36);
        private final Tensor dense1 = tensor(3);

        private final INDArray conv1Weight = folded(4, 1, 3, 3);
        private final INDArray conv1Bias = folded(4);

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
            engine.conv2d(CONV1, input, conv1Weight, conv1Bias, conv1);
            // tiny.net:3:14   bn             [N,4,6,6], folded into conv1
            // tiny.net:3:17   sigmoid        [N,4,6,6]
            engine.activation(SIGMOID1, conv1, sigmoid1);
            // tiny.net:3:25   maxpool(2)     [N,4,6,6] -> [N,4,3,3]
            engine.pool2d(MAXPOOL1, sigmoid1, maxpool1);
            // tiny.net:4:3    flatten        [N,4,3,3] -> [N,36], the same memory
            // tiny.net:4:11   dropout(0.5)   nothing in inference
            // tiny.net:4:24   dense(3)       [N,36] -> [N,3]
            engine.dense(DENSE1, flatten1, net.dense1.weight(), net.dense1.bias(), dense1);
            return dense1;
        }

        @Override
        protected void fold() {
            // bn1 into conv1
            folding().weight(BN1, net.bn1, net.conv1.weight(), conv1Weight);
            folding().bias(BN1, net.bn1, null, conv1Bias);
        }
    }

    /** Inference with nothing folded, which shows what comes into each batch normalisation. */
    public static final class Calibration extends CalibrationPass {
        private final TinyNet net;

        private final Tensor input = tensor(1, 8, 8);
        private final Tensor conv1 = output(CONV1.site(), 4, 6, 6);
        private final Tensor bn1 = output(BN1.site(), 4, 6, 6);
        private final Tensor sigmoid1 = output(SIGMOID1.site(), 4, 6, 6);
        private final Tensor maxpool1 = output(MAXPOOL1.site(), 4, 3, 3);
        private final Tensor flatten1 = reshape(FLATTEN1, maxpool1, 36);
        private final Tensor dense1 = output(DENSE1.site(), 3);

        private Calibration(TinyNet net) {
            super(net);
            this.net = net;
        }

        @Override
        protected Tensor runForward(INDArray x) {
            start(x, input);
            // tiny.net:3:3    conv(4, 3)     [N,1,8,8] -> [N,4,6,6]
            engine.conv2d(CONV1, input, net.conv1.weight(), null, conv1);
            // tiny.net:3:14   bn             [N,4,6,6]
            measure(BN1, net.bn1.statistics(), conv1);
            engine.batchNormInference(
                    BN1, conv1, net.bn1.gamma(), net.bn1.beta(), net.bn1.movingMean(), net.bn1.movingVariance(), bn1);
            // tiny.net:3:17   sigmoid        [N,4,6,6]
            engine.activation(SIGMOID1, bn1, sigmoid1);
            // tiny.net:3:25   maxpool(2)     [N,4,6,6] -> [N,4,3,3]
            engine.pool2d(MAXPOOL1, sigmoid1, maxpool1);
            // tiny.net:4:3    flatten        [N,4,3,3] -> [N,36], the same memory
            // tiny.net:4:11   dropout(0.5)   nothing in inference
            // tiny.net:4:24   dense(3)       [N,36] -> [N,3]
            engine.dense(DENSE1, flatten1, net.dense1.weight(), net.dense1.bias(), dense1);
            return dense1;
        }
    }
}

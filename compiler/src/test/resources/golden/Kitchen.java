package nets;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Activation;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Conv2d;
import org.netloom.op.Conv2dActivation;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
import org.netloom.op.Dropout;
import org.netloom.op.InputMeans;
import org.netloom.op.Pool2d;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.CalibrationPass;
import org.netloom.runtime.Generated;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.loss.MeanSquaredError;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.Estimator;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.weights.BatchNormWeights;
import org.netloom.runtime.weights.ConvWeights;
import org.netloom.runtime.weights.DenseWeights;

/**
 * Every layer of the language, for the looks of it.
 *
 * <p>The second paragraph of a documentation comment.
 *
 * <pre>
 *  layer     output             parameters
 *  input     [N,2,12,10]                 0
 *  conv1     [N,8,6,5]                 144
 *  bn1       [N,8,6,5]                  16
 *  relu1     [N,8,6,5]                   0
 *  conv2     [N,8,6,5]                 144
 *  tanh1     [N,8,6,5]                   0
 *  maxpool1  [N,8,3,3]                   0
 *  avgpool1  [N,8,2,2]                   0
 *  flatten1  [N,32]                      0
 *  dropout1  [N,32]                      0
 *  dense1    [N,16]                    528
 *  bn2       [N,16]                     32
 *  sigmoid1  [N,16]                      0
 *  dense2    [N,4]                      68
 *  total                               932
 * </pre>
 */
@Generated("org.netloom.compiler")
public final class Kitchen extends Network {
    private static final int FORMAT = format(4, Kitchen.class);
    private static final Conv2d CONV1 = Conv2d.of("conv1", "Kitchen.net:8:3", 3, 3)
            .stride(2, 2)
            .pad(2, 2)
            .dilation(2, 2);
    private static final BatchNorm BN1 = BatchNorm.of("bn1", "Kitchen.net:8:43", 0.001);
    private static final Activation RELU1 = Activation.of("relu1", "Kitchen.net:8:69", Activation.Function.RELU);
    private static final Conv2d CONV2 = Conv2d.of("conv2", "Kitchen.net:9:3", 3, 3).pad(1, 1).groups(4);
    private static final Activation TANH1 = Activation.of("tanh1", "Kitchen.net:9:43", Activation.Function.TANH);
    private static final Pool2d MAXPOOL1 = Pool2d.of("maxpool1", "Kitchen.net:10:3", Pool2d.Kind.MAX, 3, 3)
            .stride(2, 2)
            .pad(1, 1);
    private static final Pool2d AVGPOOL1 = Pool2d.of("avgpool1", "Kitchen.net:10:34", Pool2d.Kind.AVERAGE, 2, 2)
            .pad(1, 1)
            .countPadding(false);
    private static final Site FLATTEN1 = new Site("flatten1", "Kitchen.net:11:3");
    private static final Dropout DROPOUT1 = Dropout.of("dropout1", "Kitchen.net:11:11", 0.25);
    private static final Dense DENSE1 = Dense.of("dense1", "Kitchen.net:12:3");
    private static final BatchNorm BN2 = BatchNorm.of("bn2", "Kitchen.net:12:24", 1.0E-5);
    private static final Activation SIGMOID1 =
            Activation.of("sigmoid1", "Kitchen.net:12:27", Activation.Function.SIGMOID);
    private static final Dense DENSE2 = Dense.of("dense2", "Kitchen.net:13:3");

    private final ConvWeights conv1;
    private final BatchNormWeights bn1;
    private final ConvWeights conv2;
    private final DenseWeights dense1;
    private final BatchNormWeights bn2;
    private final DenseWeights dense2;

    /** The network on this engine, its weights drawn as {@link #trainConfig} says. */
    public Kitchen(Engine engine) {
        super(engine);
        conv1 = new ConvWeights(parameter("conv1.weight", Role.WEIGHT, 8, 2, 3, 3), null);
        bn1 = new BatchNormWeights(
                parameter("bn1.weight", Role.GAMMA, 8),
                parameter("bn1.bias", Role.BETA, 8),
                movingStatistics("bn1", 8, Estimator.projected(0.99)
                        .through(CONV1, conv1.weight(), conv1.bias(), 2, 12, 10)));
        conv2 = new ConvWeights(parameter("conv2.weight", Role.WEIGHT, 8, 2, 3, 3), null);
        dense1 = new DenseWeights(
                parameter("dense1.weight", Role.WEIGHT, 16, 32), parameter("dense1.bias", Role.BIAS, 16));
        bn2 = new BatchNormWeights(
                parameter("bn2.weight", Role.GAMMA, 16),
                parameter("bn2.bias", Role.BETA, 16),
                movingStatistics("bn2", 16, Estimator.projected(0.9)
                        .through(DENSE1, dense1.weight(), dense1.bias(), 32)));
        dense2 = new DenseWeights(
                parameter("dense2.weight", Role.WEIGHT, 4, 16), parameter("dense2.bias", Role.BIAS, 4));
        initialize(trainConfig().init(), trainConfig().seed());
    }

    @Override
    public String name() {
        return "Kitchen";
    }

    @Override
    public List<Integer> inputShape() {
        return List.of(2, 12, 10);
    }

    @Override
    public List<Integer> outputShape() {
        return List.of(4);
    }

    /** What the train section in Kitchen.net says; the rest are the runtime's defaults. */
    public static TrainConfig trainConfig() {
        return TrainConfig.builder()
                .data("../some data")
                .loss(MeanSquaredError.of())
                .optimizer(SgdConfig.of(0.05).withMomentum(0.9).withNesterov(true))
                .seed(-7L)
                .build();
    }

    /** {@code conv(8, 3, stride=2, pad=2, dilation=2)} at Kitchen.net:8:3. */
    public ConvWeights conv1() {
        return conv1;
    }

    /** {@code bn(eps=0.001, decay=0.99)} at Kitchen.net:8:43. */
    public BatchNormWeights bn1() {
        return bn1;
    }

    /** {@code conv(8, 3, pad=1, groups=4, bias=false)} at Kitchen.net:9:3. */
    public ConvWeights conv2() {
        return conv2;
    }

    /** {@code dense(16, bias=true)} at Kitchen.net:12:3. */
    public DenseWeights dense1() {
        return dense1;
    }

    /** {@code bn} at Kitchen.net:12:24. */
    public BatchNormWeights bn2() {
        return bn2;
    }

    /** {@code dense(4)} at Kitchen.net:13:3. */
    public DenseWeights dense2() {
        return dense2;
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
        private final Kitchen net;

        /** What computes each layer. */
        private final Conv2d.Kernel conv1 = kernel(CONV1);
        private final InputMeans.Kernel conv1InputMeans = kernel(new InputMeans(CONV1));
        private final BatchNormActivation.Kernel bn1 = kernel(new BatchNormActivation(BN1, RELU1));
        private final Conv2dActivation.Kernel conv2Tanh1 = kernel(new Conv2dActivation(CONV2, TANH1));
        private final Pool2d.Kernel maxpool1 = kernel(MAXPOOL1);
        private final Pool2d.Kernel avgpool1 = kernel(AVGPOOL1);
        private final Dropout.Kernel dropout1 = kernel(DROPOUT1);
        private final Dense.Kernel dense1 = kernel(DENSE1);
        private final InputMeans.Kernel dense1InputMeans = kernel(new InputMeans(DENSE1));
        private final BatchNormActivation.Kernel bn2 = kernel(new BatchNormActivation(BN2, SIGMOID1));
        private final Dense.Kernel dense2 = kernel(DENSE2);
        private final Activation.Kernel tanh1 = kernel(TANH1);
        private final Conv2d.Kernel conv2 = kernel(CONV2);

        /** The input and what each layer puts out, for the batch at hand. */
        private final Tensor input = tensor(2, 12, 10);
        private final Tensor conv1Out = output(CONV1.site(), 8, 6, 5);
        private final Tensor bn1Out = output(BN1.site(), 8, 6, 5);
        private final Tensor relu1Out = output(RELU1.site(), 8, 6, 5);
        private final Tensor conv2Out = output(CONV2.site(), shared(1, 8, 6, 5));
        private final Tensor tanh1Out = output(TANH1.site(), shared(2, 8, 6, 5));
        private final Tensor maxpool1Out = output(MAXPOOL1.site(), shared(3, 8, 3, 3));
        private final Tensor avgpool1Out = output(AVGPOOL1.site(), shared(4, 8, 2, 2));
        private final Tensor flatten1Out = reshape(FLATTEN1, avgpool1Out, 32);
        private final Tensor dropout1Out = output(DROPOUT1.site(), shared(5, 32));
        private final Tensor dense1Out = output(DENSE1.site(), shared(6, 16));
        private final Tensor bn2Out = output(BN2.site(), 16);
        private final Tensor sigmoid1Out = output(SIGMOID1.site(), shared(7, 16));
        private final Tensor dense2Out = output(DENSE2.site(), 4);

        /** What the forward pass keeps for the backward pass. */
        private final BatchStatistics bn1Batch;
        private final Tensor dropout1Mask = tensor(32);
        private final BatchStatistics bn2Batch;

        /** The gradient of the loss by each of them. */
        private final Tensor dConv1 = shared(2, 8, 6, 5);
        private final Tensor dBn1 = shared(1, 8, 6, 5);
        private final Tensor dRelu1 = shared(4, 8, 6, 5);
        private final Tensor dConv2 = shared(3, 8, 6, 5);
        private final Tensor dTanh1 = shared(4, 8, 6, 5);
        private final Tensor dMaxpool1 = shared(5, 8, 3, 3);
        private final Tensor dAvgpool1 = shared(6, 8, 2, 2);
        private final Tensor dFlatten1 = reshape(dAvgpool1, 32);
        private final Tensor dDropout1 = shared(7, 32);
        private final Tensor dDense1 = tensor(16);
        private final Tensor dBn2 = tensor(16);
        private final Tensor dSigmoid1 = tensor(16);
        private final Tensor dDense2 = tensor(4);

        /** The gradient of the loss by each trained weight. */
        private final NdArray dConv1Weight;
        private final NdArray dBn1Gamma;
        private final NdArray dBn1Beta;
        private final NdArray dConv2Weight;
        private final NdArray dDense1Weight;
        private final NdArray dDense1Bias;
        private final NdArray dBn2Gamma;
        private final NdArray dBn2Beta;
        private final NdArray dDense2Weight;
        private final NdArray dDense2Bias;

        /** What goes as one into a kernel. */
        private final BatchNorm.Affine bn1Affine;
        private final BatchNormActivation.Between bn1Between = new BatchNormActivation.Between(bn1Out, dBn1);
        private final BatchNorm.Affine bn2Affine;
        private final BatchNormActivation.Between bn2Between = new BatchNormActivation.Between(bn2Out, dBn2);
        private final BatchNorm.Affine dBn2Affine;
        private final BatchNorm.Affine dBn1Affine;

        private Training(Kitchen net) {
            super(net);
            this.net = net;
            bn1Batch = batchStatistics(BN1, 30, net.bn1.statistics());
            bn2Batch = batchStatistics(BN2, 1, net.bn2.statistics());
            dConv1Weight = gradient(net.conv1.weight());
            dBn1Gamma = gradient(net.bn1.gamma());
            dBn1Beta = gradient(net.bn1.beta());
            dConv2Weight = gradient(net.conv2.weight());
            dDense1Weight = gradient(net.dense1.weight());
            dDense1Bias = gradient(net.dense1.bias());
            dBn2Gamma = gradient(net.bn2.gamma());
            dBn2Beta = gradient(net.bn2.beta());
            dDense2Weight = gradient(net.dense2.weight());
            dDense2Bias = gradient(net.dense2.bias());
            bn1Affine = new BatchNorm.Affine(net.bn1.gamma(), net.bn1.beta());
            bn2Affine = new BatchNorm.Affine(net.bn2.gamma(), net.bn2.beta());
            dBn2Affine = new BatchNorm.Affine(dBn2Gamma, dBn2Beta);
            dBn1Affine = new BatchNorm.Affine(dBn1Gamma, dBn1Beta);
        }

        @Override
        protected Tensor runForward(INDArray x) {
            nextStep();
            start(x, input);
            // Kitchen.net:8:3     conv(8, 3, stride=2, pad=2, dilation=2)   [N,2,12,10] -> [N,8,6,5]
            conv1.forward(input, net.conv1.weight(), null, conv1Out);
            conv1InputMeans.compute(input, bn1Batch);
            // Kitchen.net:8:43    bn(eps=0.001, decay=0.99)                 [N,8,6,5]
            // Kitchen.net:8:69    relu                                      [N,8,6,5], in one with bn1
            bn1.forward(conv1Out, bn1Affine, bn1Batch, bn1Between, relu1Out);
            net.bn1.statistics().update(bn1Batch);
            // Kitchen.net:9:3     conv(8, 3, pad=1, groups=4, bias=false)   [N,8,6,5]
            // Kitchen.net:9:43    tanh                                      [N,8,6,5], in one with conv2
            conv2Tanh1.forward(relu1Out, net.conv2.weight(), null, conv2Out, tanh1Out);
            // Kitchen.net:10:3    maxpool(3, stride=2, pad=1)               [N,8,6,5] -> [N,8,3,3]
            maxpool1.forward(tanh1Out, maxpool1Out);
            // Kitchen.net:10:34   avgpool(2, pad=1, count_pad=false)        [N,8,3,3] -> [N,8,2,2]
            avgpool1.forward(maxpool1Out, avgpool1Out);
            // Kitchen.net:11:3    flatten                                   [N,8,2,2] -> [N,32], the same memory
            // Kitchen.net:11:11   dropout(0.25)                             [N,32]
            dropout1.forward(flatten1Out, seed(1), dropout1Mask, dropout1Out);
            // Kitchen.net:12:3    dense(16, bias=true)                      [N,32] -> [N,16]
            dense1.forward(dropout1Out, net.dense1.weight(), net.dense1.bias(), dense1Out);
            dense1InputMeans.compute(dropout1Out, bn2Batch);
            // Kitchen.net:12:24   bn                                        [N,16]
            // Kitchen.net:12:27   sigmoid                                   [N,16], in one with bn2
            bn2.forward(dense1Out, bn2Affine, bn2Batch, bn2Between, sigmoid1Out);
            net.bn2.statistics().update(bn2Batch);
            // Kitchen.net:13:3    dense(4)                                  [N,16] -> [N,4]
            dense2.forward(sigmoid1Out, net.dense2.weight(), net.dense2.bias(), dense2Out);
            return dense2Out;
        }

        @Override
        public Tensor outputGradient() {
            return dDense2;
        }

        @Override
        protected void runBackward() {
            // dense(4)
            dense2.backward(sigmoid1Out, net.dense2.weight(), dDense2, dSigmoid1, dDense2Weight, dDense2Bias);
            ready(dDense2Weight, dDense2Bias);
            // sigmoid
            // bn, in one with sigmoid1
            bn2.backward(dense1Out, bn2Affine, bn2Batch, bn2Between, sigmoid1Out, dSigmoid1, dDense1, dBn2Affine);
            ready(dBn2Gamma, dBn2Beta);
            // dense(16, bias=true)
            dense1.backward(dropout1Out, net.dense1.weight(), dDense1, dDropout1, dDense1Weight, dDense1Bias);
            ready(dDense1Weight, dDense1Bias);
            // dropout(0.25)
            dropout1.backward(dropout1Mask, dDropout1, dFlatten1);
            // flatten: dFlatten1 is the memory of dAvgpool1
            // avgpool(2, pad=1, count_pad=false)
            avgpool1.backward(maxpool1Out, avgpool1Out, dAvgpool1, dMaxpool1);
            // maxpool(3, stride=2, pad=1)
            maxpool1.backward(tanh1Out, maxpool1Out, dMaxpool1, dTanh1);
            // tanh
            tanh1.backward(conv2Out, tanh1Out, dTanh1, dConv2);
            // conv(8, 3, pad=1, groups=4, bias=false)
            conv2.backward(relu1Out, net.conv2.weight(), dConv2, dRelu1, dConv2Weight, null);
            ready(dConv2Weight);
            // relu
            // bn(eps=0.001, decay=0.99), in one with relu1
            bn1.backward(conv1Out, bn1Affine, bn1Batch, bn1Between, relu1Out, dRelu1, dConv1, dBn1Affine);
            ready(dBn1Gamma, dBn1Beta);
            // conv(8, 3, stride=2, pad=2, dilation=2): nobody needs the gradient by its input
            conv1.backward(input, net.conv1.weight(), dConv1, null, dConv1Weight, null);
            ready(dConv1Weight);
        }
    }

    /** Forward only, with the moving statistics. */
    public static final class Inference extends InferencePass {
        private final Kitchen net;

        /** What computes each layer. */
        private final Conv2dActivation.Kernel conv1 = kernel(new Conv2dActivation(CONV1, RELU1));
        private final Conv2d.Kernel conv2 = kernel(CONV2);
        private final Pool2d.Kernel maxpool1 = kernel(MAXPOOL1);
        private final Activation.Kernel tanh1 = kernel(TANH1);
        private final Pool2d.Kernel avgpool1 = kernel(AVGPOOL1);
        private final DenseActivation.Kernel dense1 = kernel(new DenseActivation(DENSE1, SIGMOID1));
        private final Dense.Kernel dense2 = kernel(DENSE2);

        /** The input and what each layer puts out, for the batch at hand. */
        private final Tensor input = shared(1, 2, 12, 10);
        private final Tensor conv1Out = shared(2, 8, 6, 5);
        private final Tensor relu1Out = shared(3, 8, 6, 5);
        private final Tensor conv2Out = shared(1, 8, 6, 5);
        private final Tensor maxpool1Out = shared(3, 8, 3, 3);
        private final Tensor tanh1Out = shared(1, 8, 3, 3);
        private final Tensor avgpool1Out = shared(3, 8, 2, 2);
        private final Tensor flatten1Out = reshape(avgpool1Out, 32);
        private final Tensor dense1Out = shared(2, 16);
        private final Tensor sigmoid1Out = shared(1, 16);
        private final Tensor dense2Out = shared(3, 4);

        /** Weights with the scale and shift of a batch normalization in them. */
        private final NdArray conv1Weight = folded(8, 2, 3, 3);
        private final NdArray conv1Bias = folded(8);
        private final NdArray dense1Weight = folded(16, 32);
        private final NdArray dense1Bias = folded(16);

        private Inference(Kitchen net) {
            super(net);
            this.net = net;
        }

        @Override
        protected Tensor runForward(INDArray x) {
            if (!foldIfChanged()) {
                return unfolded(x);
            }
            start(x, input);
            // Kitchen.net:8:3     conv(8, 3, stride=2, pad=2, dilation=2)   [N,2,12,10] -> [N,8,6,5]
            // Kitchen.net:8:43    bn(eps=0.001, decay=0.99)                 [N,8,6,5], folded into conv1
            // Kitchen.net:8:69    relu                                      [N,8,6,5], in one with conv1
            conv1.forward(input, conv1Weight, conv1Bias, conv1Out, relu1Out);
            // Kitchen.net:9:3     conv(8, 3, pad=1, groups=4, bias=false)   [N,8,6,5]
            conv2.forward(relu1Out, net.conv2.weight(), null, conv2Out);
            // Kitchen.net:10:3    maxpool(3, stride=2, pad=1)               [N,8,6,5] -> [N,8,3,3]
            maxpool1.forward(conv2Out, maxpool1Out);
            // Kitchen.net:9:43    tanh                                      [N,8,3,3]
            tanh1.forward(maxpool1Out, tanh1Out);
            // Kitchen.net:10:34   avgpool(2, pad=1, count_pad=false)        [N,8,3,3] -> [N,8,2,2]
            avgpool1.forward(tanh1Out, avgpool1Out);
            // Kitchen.net:11:3    flatten                                   [N,8,2,2] -> [N,32], the same memory
            // Kitchen.net:11:11   dropout(0.25)                             [N,32], nothing in inference
            // Kitchen.net:12:3    dense(16, bias=true)                      [N,32] -> [N,16]
            // Kitchen.net:12:24   bn                                        [N,16], folded into dense1
            // Kitchen.net:12:27   sigmoid                                   [N,16], in one with dense1
            dense1.forward(flatten1Out, dense1Weight, dense1Bias, dense1Out, sigmoid1Out);
            // Kitchen.net:13:3    dense(4)                                  [N,16] -> [N,4]
            dense2.forward(sigmoid1Out, net.dense2.weight(), net.dense2.bias(), dense2Out);
            return dense2Out;
        }

        @Override
        protected void fold() {
            // bn1 into conv1
            folding().weight(BN1, net.bn1, net.conv1.weight(), conv1Weight);
            folding().bias(BN1, net.bn1, null, conv1Bias);
            // bn2 into dense1
            folding().weight(BN2, net.bn2, net.dense1.weight(), dense1Weight);
            folding().bias(BN2, net.bn2, net.dense1.bias(), dense1Bias);
        }
    }

    /** Inference with nothing folded, which shows what comes into each batch normalization. */
    public static final class Calibration extends CalibrationPass {
        private final Kitchen net;

        /** What computes each layer. */
        private final Conv2d.Kernel conv1 = kernel(CONV1);
        private final BatchNorm.Kernel bn1 = kernel(BN1);
        private final Activation.Kernel relu1 = kernel(RELU1);
        private final Conv2d.Kernel conv2 = kernel(CONV2);
        private final Activation.Kernel tanh1 = kernel(TANH1);
        private final Pool2d.Kernel maxpool1 = kernel(MAXPOOL1);
        private final Pool2d.Kernel avgpool1 = kernel(AVGPOOL1);
        private final Dense.Kernel dense1 = kernel(DENSE1);
        private final BatchNorm.Kernel bn2 = kernel(BN2);
        private final Activation.Kernel sigmoid1 = kernel(SIGMOID1);
        private final Dense.Kernel dense2 = kernel(DENSE2);

        /** The input and what each layer puts out, for the batch at hand. */
        private final Tensor input = tensor(2, 12, 10);
        private final Tensor conv1Out = output(CONV1.site(), 8, 6, 5);
        private final Tensor bn1Out = output(BN1.site(), 8, 6, 5);
        private final Tensor relu1Out = output(RELU1.site(), 8, 6, 5);
        private final Tensor conv2Out = output(CONV2.site(), 8, 6, 5);
        private final Tensor tanh1Out = output(TANH1.site(), 8, 6, 5);
        private final Tensor maxpool1Out = output(MAXPOOL1.site(), 8, 3, 3);
        private final Tensor avgpool1Out = output(AVGPOOL1.site(), 8, 2, 2);
        private final Tensor flatten1Out = reshape(FLATTEN1, avgpool1Out, 32);
        private final Tensor dense1Out = output(DENSE1.site(), 16);
        private final Tensor bn2Out = output(BN2.site(), 16);
        private final Tensor sigmoid1Out = output(SIGMOID1.site(), 16);
        private final Tensor dense2Out = output(DENSE2.site(), 4);

        /** What goes as one into a kernel. */
        private final BatchNorm.Affine bn1Affine;
        private final BatchNorm.Affine bn2Affine;

        private Calibration(Kitchen net) {
            super(net);
            this.net = net;
            bn1Affine = new BatchNorm.Affine(net.bn1.gamma(), net.bn1.beta());
            bn2Affine = new BatchNorm.Affine(net.bn2.gamma(), net.bn2.beta());
        }

        @Override
        protected Tensor runForward(INDArray x) {
            start(x, input);
            // Kitchen.net:8:3     conv(8, 3, stride=2, pad=2, dilation=2)   [N,2,12,10] -> [N,8,6,5]
            conv1.forward(input, net.conv1.weight(), null, conv1Out);
            // Kitchen.net:8:43    bn(eps=0.001, decay=0.99)                 [N,8,6,5]
            measure(bn1, net.bn1.statistics(), conv1Out);
            bn1.inference(conv1Out, bn1Affine, net.bn1.movingMean(), net.bn1.movingVariance(), bn1Out);
            // Kitchen.net:8:69    relu                                      [N,8,6,5]
            relu1.forward(bn1Out, relu1Out);
            // Kitchen.net:9:3     conv(8, 3, pad=1, groups=4, bias=false)   [N,8,6,5]
            conv2.forward(relu1Out, net.conv2.weight(), null, conv2Out);
            // Kitchen.net:9:43    tanh                                      [N,8,6,5]
            tanh1.forward(conv2Out, tanh1Out);
            // Kitchen.net:10:3    maxpool(3, stride=2, pad=1)               [N,8,6,5] -> [N,8,3,3]
            maxpool1.forward(tanh1Out, maxpool1Out);
            // Kitchen.net:10:34   avgpool(2, pad=1, count_pad=false)        [N,8,3,3] -> [N,8,2,2]
            avgpool1.forward(maxpool1Out, avgpool1Out);
            // Kitchen.net:11:3    flatten                                   [N,8,2,2] -> [N,32], the same memory
            // Kitchen.net:11:11   dropout(0.25)                             [N,32], nothing in inference
            // Kitchen.net:12:3    dense(16, bias=true)                      [N,32] -> [N,16]
            dense1.forward(flatten1Out, net.dense1.weight(), net.dense1.bias(), dense1Out);
            // Kitchen.net:12:24   bn                                        [N,16]
            measure(bn2, net.bn2.statistics(), dense1Out);
            bn2.inference(dense1Out, bn2Affine, net.bn2.movingMean(), net.bn2.movingVariance(), bn2Out);
            // Kitchen.net:12:27   sigmoid                                   [N,16]
            sigmoid1.forward(bn2Out, sigmoid1Out);
            // Kitchen.net:13:3    dense(4)                                  [N,16] -> [N,4]
            dense2.forward(sigmoid1Out, net.dense2.weight(), net.dense2.bias(), dense2Out);
            return dense2Out;
        }
    }
}

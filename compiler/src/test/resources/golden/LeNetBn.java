package org.netloom.models;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Activation;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchNormActivationPool;
import org.netloom.op.BatchStatistics;
import org.netloom.op.Conv2d;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
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
import org.netloom.runtime.init.XavierUniform;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.Estimator;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.weights.BatchNormWeights;
import org.netloom.runtime.weights.ConvWeights;
import org.netloom.runtime.weights.DenseWeights;

/**
 * LeNet with batch normalization before each activation (Dive into Deep Learning, section 8.5): the same depth as
 * LeNet, and a learning rate of 1.
 *
 * <pre>
 *  layer     output             parameters
 *  input     [N,1,28,28]                 0
 *  conv1     [N,6,24,24]               150
 *  bn1       [N,6,24,24]                12
 *  sigmoid1  [N,6,24,24]                 0
 *  maxpool1  [N,6,12,12]                 0
 *  conv2     [N,16,8,8]              2,400
 *  bn2       [N,16,8,8]                 32
 *  sigmoid2  [N,16,8,8]                  0
 *  maxpool2  [N,16,4,4]                  0
 *  flatten1  [N,256]                     0
 *  dense1    [N,120]                30,720
 *  bn3       [N,120]                   240
 *  sigmoid3  [N,120]                     0
 *  dense2    [N,84]                 10,080
 *  bn4       [N,84]                    168
 *  sigmoid4  [N,84]                      0
 *  dense3    [N,10]                    850
 *  total                            44,652
 * </pre>
 */
@Generated("org.netloom.compiler")
public final class LeNetBn extends Network {
    private static final int FORMAT = format(4, LeNetBn.class);
    private static final Conv2d CONV1 = Conv2d.of("conv1", "LeNetBn.net:9:3", 5, 5);
    private static final BatchNorm BN1 = BatchNorm.of("bn1", "LeNetBn.net:9:15", 1.0E-5);
    private static final Activation SIGMOID1 =
            Activation.of("sigmoid1", "LeNetBn.net:9:18", Activation.Function.SIGMOID);
    private static final Pool2d MAXPOOL1 = Pool2d.of("maxpool1", "LeNetBn.net:9:26", Pool2d.Kind.MAX, 2, 2);
    private static final Conv2d CONV2 = Conv2d.of("conv2", "LeNetBn.net:10:3", 5, 5);
    private static final BatchNorm BN2 = BatchNorm.of("bn2", "LeNetBn.net:10:15", 1.0E-5);
    private static final Activation SIGMOID2 =
            Activation.of("sigmoid2", "LeNetBn.net:10:18", Activation.Function.SIGMOID);
    private static final Pool2d MAXPOOL2 = Pool2d.of("maxpool2", "LeNetBn.net:10:26", Pool2d.Kind.MAX, 2, 2);
    private static final Site FLATTEN1 = new Site("flatten1", "LeNetBn.net:11:3");
    private static final Dense DENSE1 = Dense.of("dense1", "LeNetBn.net:12:3");
    private static final BatchNorm BN3 = BatchNorm.of("bn3", "LeNetBn.net:12:14", 1.0E-5);
    private static final Activation SIGMOID3 =
            Activation.of("sigmoid3", "LeNetBn.net:12:17", Activation.Function.SIGMOID);
    private static final Dense DENSE2 = Dense.of("dense2", "LeNetBn.net:13:3");
    private static final BatchNorm BN4 = BatchNorm.of("bn4", "LeNetBn.net:13:14", 1.0E-5);
    private static final Activation SIGMOID4 =
            Activation.of("sigmoid4", "LeNetBn.net:13:17", Activation.Function.SIGMOID);
    private static final Dense DENSE3 = Dense.of("dense3", "LeNetBn.net:14:3");

    private final ConvWeights conv1;
    private final BatchNormWeights bn1;
    private final ConvWeights conv2;
    private final BatchNormWeights bn2;
    private final DenseWeights dense1;
    private final BatchNormWeights bn3;
    private final DenseWeights dense2;
    private final BatchNormWeights bn4;
    private final DenseWeights dense3;

    /** The network on this engine, its weights drawn as {@link #trainConfig} says. */
    public LeNetBn(Engine engine) {
        super(engine);
        conv1 = new ConvWeights(parameter("conv1.weight", Role.WEIGHT, 6, 1, 5, 5), null);
        bn1 = new BatchNormWeights(
                parameter("bn1.weight", Role.GAMMA, 6),
                parameter("bn1.bias", Role.BETA, 6),
                movingStatistics("bn1", 6, Estimator.projected(0.9)
                        .through(CONV1, conv1.weight(), conv1.bias(), 1, 28, 28)));
        conv2 = new ConvWeights(parameter("conv2.weight", Role.WEIGHT, 16, 6, 5, 5), null);
        bn2 = new BatchNormWeights(
                parameter("bn2.weight", Role.GAMMA, 16),
                parameter("bn2.bias", Role.BETA, 16),
                movingStatistics("bn2", 16, Estimator.projected(0.9)
                        .through(CONV2, conv2.weight(), conv2.bias(), 6, 12, 12)));
        dense1 = new DenseWeights(parameter("dense1.weight", Role.WEIGHT, 120, 256), null);
        bn3 = new BatchNormWeights(
                parameter("bn3.weight", Role.GAMMA, 120),
                parameter("bn3.bias", Role.BETA, 120),
                movingStatistics("bn3", 120, Estimator.projected(0.9)
                        .through(DENSE1, dense1.weight(), dense1.bias(), 256)));
        dense2 = new DenseWeights(parameter("dense2.weight", Role.WEIGHT, 84, 120), null);
        bn4 = new BatchNormWeights(
                parameter("bn4.weight", Role.GAMMA, 84),
                parameter("bn4.bias", Role.BETA, 84),
                movingStatistics("bn4", 84, Estimator.projected(0.9)
                        .through(DENSE2, dense2.weight(), dense2.bias(), 120)));
        dense3 = new DenseWeights(
                parameter("dense3.weight", Role.WEIGHT, 10, 84), parameter("dense3.bias", Role.BIAS, 10));
        initialize(trainConfig().init(), trainConfig().seed());
    }

    @Override
    public String name() {
        return "LeNetBn";
    }

    @Override
    public List<Integer> inputShape() {
        return List.of(1, 28, 28);
    }

    @Override
    public List<Integer> outputShape() {
        return List.of(10);
    }

    /** What the train section in LeNetBn.net says; the rest are the runtime's defaults. */
    public static TrainConfig trainConfig() {
        return TrainConfig.builder()
                .data("fashion_mnist")
                .loss(CrossEntropy.of())
                .optimizer(SgdConfig.of(1.0))
                .init(XavierUniform.of())
                .batch(256)
                .epochs(10)
                .seed(42L)
                .build();
    }

    /** {@code conv(6, 5)} at LeNetBn.net:9:3. */
    public ConvWeights conv1() {
        return conv1;
    }

    /** {@code bn} at LeNetBn.net:9:15. */
    public BatchNormWeights bn1() {
        return bn1;
    }

    /** {@code conv(16, 5)} at LeNetBn.net:10:3. */
    public ConvWeights conv2() {
        return conv2;
    }

    /** {@code bn} at LeNetBn.net:10:15. */
    public BatchNormWeights bn2() {
        return bn2;
    }

    /** {@code dense(120)} at LeNetBn.net:12:3. */
    public DenseWeights dense1() {
        return dense1;
    }

    /** {@code bn} at LeNetBn.net:12:14. */
    public BatchNormWeights bn3() {
        return bn3;
    }

    /** {@code dense(84)} at LeNetBn.net:13:3. */
    public DenseWeights dense2() {
        return dense2;
    }

    /** {@code bn} at LeNetBn.net:13:14. */
    public BatchNormWeights bn4() {
        return bn4;
    }

    /** {@code dense(10)} at LeNetBn.net:14:3. */
    public DenseWeights dense3() {
        return dense3;
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
        private final LeNetBn net;

        /** What computes each layer. */
        private final Conv2d.Kernel conv1 = kernel(CONV1);
        private final InputMeans.Kernel conv1InputMeans = kernel(new InputMeans(CONV1));
        private final BatchNormActivationPool.Kernel bn1 = kernel(new BatchNormActivationPool(BN1, SIGMOID1, MAXPOOL1));
        private final Conv2d.Kernel conv2 = kernel(CONV2);
        private final InputMeans.Kernel conv2InputMeans = kernel(new InputMeans(CONV2));
        private final BatchNormActivationPool.Kernel bn2 = kernel(new BatchNormActivationPool(BN2, SIGMOID2, MAXPOOL2));
        private final Dense.Kernel dense1 = kernel(DENSE1);
        private final InputMeans.Kernel dense1InputMeans = kernel(new InputMeans(DENSE1));
        private final BatchNormActivation.Kernel bn3 = kernel(new BatchNormActivation(BN3, SIGMOID3));
        private final Dense.Kernel dense2 = kernel(DENSE2);
        private final InputMeans.Kernel dense2InputMeans = kernel(new InputMeans(DENSE2));
        private final BatchNormActivation.Kernel bn4 = kernel(new BatchNormActivation(BN4, SIGMOID4));
        private final Dense.Kernel dense3 = kernel(DENSE3);

        /** The input and what each layer puts out, for the batch at hand. */
        private final Tensor input = tensor(1, 28, 28);
        private final Tensor conv1Out = output(CONV1.site(), 6, 24, 24);
        private final Tensor bn1Out = output(BN1.site(), 6, 24, 24);
        private final Tensor sigmoid1Out = output(SIGMOID1.site(), 6, 24, 24);
        private final Tensor maxpool1Out = output(MAXPOOL1.site(), 6, 12, 12);
        private final Tensor conv2Out = output(CONV2.site(), shared(1, 16, 8, 8));
        private final Tensor bn2Out = output(BN2.site(), shared(2, 16, 8, 8));
        private final Tensor sigmoid2Out = output(SIGMOID2.site(), shared(3, 16, 8, 8));
        private final Tensor maxpool2Out = output(MAXPOOL2.site(), shared(4, 16, 4, 4));
        private final Tensor flatten1Out = reshape(FLATTEN1, maxpool2Out, 256);
        private final Tensor dense1Out = output(DENSE1.site(), shared(5, 120));
        private final Tensor bn3Out = output(BN3.site(), shared(6, 120));
        private final Tensor sigmoid3Out = output(SIGMOID3.site(), shared(7, 120));
        private final Tensor dense2Out = output(DENSE2.site(), shared(8, 84));
        private final Tensor bn4Out = output(BN4.site(), shared(9, 84));
        private final Tensor sigmoid4Out = output(SIGMOID4.site(), shared(10, 84));
        private final Tensor dense3Out = output(DENSE3.site(), 10);

        /** What the forward pass keeps for the backward pass. */
        private final BatchStatistics bn1Batch;
        private final BatchStatistics bn2Batch;
        private final BatchStatistics bn3Batch;
        private final BatchStatistics bn4Batch;

        /** The gradient of the loss by each of them. */
        private final Tensor dConv1 = shared(1, 6, 24, 24);
        private final Tensor dBn1 = shared(2, 6, 24, 24);
        private final Tensor dSigmoid1 = shared(3, 6, 24, 24);
        private final Tensor dMaxpool1 = shared(4, 6, 12, 12);
        private final Tensor dConv2 = shared(7, 16, 8, 8);
        private final Tensor dBn2 = shared(6, 16, 8, 8);
        private final Tensor dSigmoid2 = shared(9, 16, 8, 8);
        private final Tensor dMaxpool2 = shared(5, 16, 4, 4);
        private final Tensor dFlatten1 = reshape(dMaxpool2, 256);
        private final Tensor dDense1 = shared(8, 120);
        private final Tensor dBn3 = shared(9, 120);
        private final Tensor dSigmoid3 = shared(10, 120);
        private final Tensor dDense2 = tensor(84);
        private final Tensor dBn4 = tensor(84);
        private final Tensor dSigmoid4 = tensor(84);
        private final Tensor dDense3 = tensor(10);

        /** The gradient of the loss by each trained weight. */
        private final NdArray dConv1Weight;
        private final NdArray dBn1Gamma;
        private final NdArray dBn1Beta;
        private final NdArray dConv2Weight;
        private final NdArray dBn2Gamma;
        private final NdArray dBn2Beta;
        private final NdArray dDense1Weight;
        private final NdArray dBn3Gamma;
        private final NdArray dBn3Beta;
        private final NdArray dDense2Weight;
        private final NdArray dBn4Gamma;
        private final NdArray dBn4Beta;
        private final NdArray dDense3Weight;
        private final NdArray dDense3Bias;

        /** What goes as one into a kernel. */
        private final BatchNorm.Affine bn1Affine;
        private final BatchNormActivationPool.Between bn1Between =
                new BatchNormActivationPool.Between(bn1Out, sigmoid1Out, dSigmoid1, dBn1);
        private final BatchNorm.Affine bn2Affine;
        private final BatchNormActivationPool.Between bn2Between =
                new BatchNormActivationPool.Between(bn2Out, sigmoid2Out, dSigmoid2, dBn2);
        private final BatchNorm.Affine bn3Affine;
        private final BatchNormActivation.Between bn3Between = new BatchNormActivation.Between(bn3Out, dBn3);
        private final BatchNorm.Affine bn4Affine;
        private final BatchNormActivation.Between bn4Between = new BatchNormActivation.Between(bn4Out, dBn4);
        private final BatchNorm.Affine dBn4Affine;
        private final BatchNorm.Affine dBn3Affine;
        private final BatchNorm.Affine dBn2Affine;
        private final BatchNorm.Affine dBn1Affine;

        private Training(LeNetBn net) {
            super(net);
            this.net = net;
            bn1Batch = batchStatistics(BN1, 576, net.bn1.statistics());
            bn2Batch = batchStatistics(BN2, 64, net.bn2.statistics());
            bn3Batch = batchStatistics(BN3, 1, net.bn3.statistics());
            bn4Batch = batchStatistics(BN4, 1, net.bn4.statistics());
            dConv1Weight = gradient(net.conv1.weight());
            dBn1Gamma = gradient(net.bn1.gamma());
            dBn1Beta = gradient(net.bn1.beta());
            dConv2Weight = gradient(net.conv2.weight());
            dBn2Gamma = gradient(net.bn2.gamma());
            dBn2Beta = gradient(net.bn2.beta());
            dDense1Weight = gradient(net.dense1.weight());
            dBn3Gamma = gradient(net.bn3.gamma());
            dBn3Beta = gradient(net.bn3.beta());
            dDense2Weight = gradient(net.dense2.weight());
            dBn4Gamma = gradient(net.bn4.gamma());
            dBn4Beta = gradient(net.bn4.beta());
            dDense3Weight = gradient(net.dense3.weight());
            dDense3Bias = gradient(net.dense3.bias());
            bn1Affine = new BatchNorm.Affine(net.bn1.gamma(), net.bn1.beta());
            bn2Affine = new BatchNorm.Affine(net.bn2.gamma(), net.bn2.beta());
            bn3Affine = new BatchNorm.Affine(net.bn3.gamma(), net.bn3.beta());
            bn4Affine = new BatchNorm.Affine(net.bn4.gamma(), net.bn4.beta());
            dBn4Affine = new BatchNorm.Affine(dBn4Gamma, dBn4Beta);
            dBn3Affine = new BatchNorm.Affine(dBn3Gamma, dBn3Beta);
            dBn2Affine = new BatchNorm.Affine(dBn2Gamma, dBn2Beta);
            dBn1Affine = new BatchNorm.Affine(dBn1Gamma, dBn1Beta);
        }

        @Override
        protected Tensor runForward(INDArray x) {
            nextStep();
            start(x, input);
            // LeNetBn.net:9:3     conv(6, 5)    [N,1,28,28] -> [N,6,24,24]
            conv1.forward(input, net.conv1.weight(), null, conv1Out);
            conv1InputMeans.compute(input, bn1Batch);
            // LeNetBn.net:9:15    bn            [N,6,24,24]
            // LeNetBn.net:9:18    sigmoid       [N,6,24,24]
            // LeNetBn.net:9:26    maxpool(2)    [N,6,24,24] -> [N,6,12,12], in one with bn1 and sigmoid1
            bn1.forward(conv1Out, bn1Affine, bn1Batch, bn1Between, maxpool1Out);
            net.bn1.statistics().update(bn1Batch);
            // LeNetBn.net:10:3    conv(16, 5)   [N,6,12,12] -> [N,16,8,8]
            conv2.forward(maxpool1Out, net.conv2.weight(), null, conv2Out);
            conv2InputMeans.compute(maxpool1Out, bn2Batch);
            // LeNetBn.net:10:15   bn            [N,16,8,8]
            // LeNetBn.net:10:18   sigmoid       [N,16,8,8]
            // LeNetBn.net:10:26   maxpool(2)    [N,16,8,8] -> [N,16,4,4], in one with bn2 and sigmoid2
            bn2.forward(conv2Out, bn2Affine, bn2Batch, bn2Between, maxpool2Out);
            net.bn2.statistics().update(bn2Batch);
            // LeNetBn.net:11:3    flatten       [N,16,4,4] -> [N,256], the same memory
            // LeNetBn.net:12:3    dense(120)    [N,256] -> [N,120]
            dense1.forward(flatten1Out, net.dense1.weight(), null, dense1Out);
            dense1InputMeans.compute(flatten1Out, bn3Batch);
            // LeNetBn.net:12:14   bn            [N,120]
            // LeNetBn.net:12:17   sigmoid       [N,120], in one with bn3
            bn3.forward(dense1Out, bn3Affine, bn3Batch, bn3Between, sigmoid3Out);
            net.bn3.statistics().update(bn3Batch);
            // LeNetBn.net:13:3    dense(84)     [N,120] -> [N,84]
            dense2.forward(sigmoid3Out, net.dense2.weight(), null, dense2Out);
            dense2InputMeans.compute(sigmoid3Out, bn4Batch);
            // LeNetBn.net:13:14   bn            [N,84]
            // LeNetBn.net:13:17   sigmoid       [N,84], in one with bn4
            bn4.forward(dense2Out, bn4Affine, bn4Batch, bn4Between, sigmoid4Out);
            net.bn4.statistics().update(bn4Batch);
            // LeNetBn.net:14:3    dense(10)     [N,84] -> [N,10]
            dense3.forward(sigmoid4Out, net.dense3.weight(), net.dense3.bias(), dense3Out);
            return dense3Out;
        }

        @Override
        public Tensor outputGradient() {
            return dDense3;
        }

        @Override
        protected void runBackward() {
            // dense(10)
            dense3.backward(sigmoid4Out, net.dense3.weight(), dDense3, dSigmoid4, dDense3Weight, dDense3Bias);
            ready(dDense3Weight, dDense3Bias);
            // sigmoid
            // bn, in one with sigmoid4
            bn4.backward(dense2Out, bn4Affine, bn4Batch, bn4Between, sigmoid4Out, dSigmoid4, dDense2, dBn4Affine);
            ready(dBn4Gamma, dBn4Beta);
            // dense(84)
            dense2.backward(sigmoid3Out, net.dense2.weight(), dDense2, dSigmoid3, dDense2Weight, null);
            ready(dDense2Weight);
            // sigmoid
            // bn, in one with sigmoid3
            bn3.backward(dense1Out, bn3Affine, bn3Batch, bn3Between, sigmoid3Out, dSigmoid3, dDense1, dBn3Affine);
            ready(dBn3Gamma, dBn3Beta);
            // dense(120)
            dense1.backward(flatten1Out, net.dense1.weight(), dDense1, dFlatten1, dDense1Weight, null);
            ready(dDense1Weight);
            // flatten: dFlatten1 is the memory of dMaxpool2
            // maxpool(2)
            // sigmoid
            // bn, in one with sigmoid2 and maxpool2
            bn2.backward(conv2Out, bn2Affine, bn2Batch, bn2Between, maxpool2Out, dMaxpool2, dConv2, dBn2Affine);
            ready(dBn2Gamma, dBn2Beta);
            // conv(16, 5)
            conv2.backward(maxpool1Out, net.conv2.weight(), dConv2, dMaxpool1, dConv2Weight, null);
            ready(dConv2Weight);
            // maxpool(2)
            // sigmoid
            // bn, in one with sigmoid1 and maxpool1
            bn1.backward(conv1Out, bn1Affine, bn1Batch, bn1Between, maxpool1Out, dMaxpool1, dConv1, dBn1Affine);
            ready(dBn1Gamma, dBn1Beta);
            // conv(6, 5): nobody needs the gradient by its input
            conv1.backward(input, net.conv1.weight(), dConv1, null, dConv1Weight, null);
            ready(dConv1Weight);
        }
    }

    /** Forward only, with the moving statistics. */
    public static final class Inference extends InferencePass {
        private final LeNetBn net;

        /** What computes each layer. */
        private final Conv2d.Kernel conv1 = kernel(CONV1);
        private final Pool2d.Kernel maxpool1 = kernel(MAXPOOL1);
        private final Activation.Kernel sigmoid1 = kernel(SIGMOID1);
        private final Conv2d.Kernel conv2 = kernel(CONV2);
        private final Pool2d.Kernel maxpool2 = kernel(MAXPOOL2);
        private final Activation.Kernel sigmoid2 = kernel(SIGMOID2);
        private final DenseActivation.Kernel dense1 = kernel(new DenseActivation(DENSE1, SIGMOID3));
        private final DenseActivation.Kernel dense2 = kernel(new DenseActivation(DENSE2, SIGMOID4));
        private final Dense.Kernel dense3 = kernel(DENSE3);

        /** The input and what each layer puts out, for the batch at hand. */
        private final Tensor input = shared(1, 1, 28, 28);
        private final Tensor conv1Out = shared(2, 6, 24, 24);
        private final Tensor maxpool1Out = shared(1, 6, 12, 12);
        private final Tensor sigmoid1Out = shared(3, 6, 12, 12);
        private final Tensor conv2Out = shared(2, 16, 8, 8);
        private final Tensor maxpool2Out = shared(1, 16, 4, 4);
        private final Tensor sigmoid2Out = shared(3, 16, 4, 4);
        private final Tensor flatten1Out = reshape(sigmoid2Out, 256);
        private final Tensor dense1Out = shared(4, 120);
        private final Tensor sigmoid3Out = shared(1, 120);
        private final Tensor dense2Out = shared(4, 84);
        private final Tensor sigmoid4Out = shared(3, 84);
        private final Tensor dense3Out = shared(1, 10);

        /** Weights with the scale and shift of a batch normalization in them. */
        private final NdArray conv1Weight = folded(6, 1, 5, 5);
        private final NdArray conv1Bias = folded(6);
        private final NdArray conv2Weight = folded(16, 6, 5, 5);
        private final NdArray conv2Bias = folded(16);
        private final NdArray dense1Weight = folded(120, 256);
        private final NdArray dense1Bias = folded(120);
        private final NdArray dense2Weight = folded(84, 120);
        private final NdArray dense2Bias = folded(84);

        private Inference(LeNetBn net) {
            super(net);
            this.net = net;
        }

        @Override
        protected Tensor runForward(INDArray x) {
            if (!foldIfChanged()) {
                return unfolded(x);
            }
            start(x, input);
            // LeNetBn.net:9:3     conv(6, 5)    [N,1,28,28] -> [N,6,24,24]
            conv1.forward(input, conv1Weight, conv1Bias, conv1Out);
            // LeNetBn.net:9:15    bn            [N,6,24,24], folded into conv1
            // LeNetBn.net:9:26    maxpool(2)    [N,6,24,24] -> [N,6,12,12]
            maxpool1.forward(conv1Out, maxpool1Out);
            // LeNetBn.net:9:18    sigmoid       [N,6,12,12]
            sigmoid1.forward(maxpool1Out, sigmoid1Out);
            // LeNetBn.net:10:3    conv(16, 5)   [N,6,12,12] -> [N,16,8,8]
            conv2.forward(sigmoid1Out, conv2Weight, conv2Bias, conv2Out);
            // LeNetBn.net:10:15   bn            [N,16,8,8], folded into conv2
            // LeNetBn.net:10:26   maxpool(2)    [N,16,8,8] -> [N,16,4,4]
            maxpool2.forward(conv2Out, maxpool2Out);
            // LeNetBn.net:10:18   sigmoid       [N,16,4,4]
            sigmoid2.forward(maxpool2Out, sigmoid2Out);
            // LeNetBn.net:11:3    flatten       [N,16,4,4] -> [N,256], the same memory
            // LeNetBn.net:12:3    dense(120)    [N,256] -> [N,120]
            // LeNetBn.net:12:14   bn            [N,120], folded into dense1
            // LeNetBn.net:12:17   sigmoid       [N,120], in one with dense1
            dense1.forward(flatten1Out, dense1Weight, dense1Bias, dense1Out, sigmoid3Out);
            // LeNetBn.net:13:3    dense(84)     [N,120] -> [N,84]
            // LeNetBn.net:13:14   bn            [N,84], folded into dense2
            // LeNetBn.net:13:17   sigmoid       [N,84], in one with dense2
            dense2.forward(sigmoid3Out, dense2Weight, dense2Bias, dense2Out, sigmoid4Out);
            // LeNetBn.net:14:3    dense(10)     [N,84] -> [N,10]
            dense3.forward(sigmoid4Out, net.dense3.weight(), net.dense3.bias(), dense3Out);
            return dense3Out;
        }

        @Override
        protected void fold() {
            // bn1 into conv1
            folding().weight(BN1, net.bn1, net.conv1.weight(), conv1Weight);
            folding().bias(BN1, net.bn1, null, conv1Bias);
            // bn2 into conv2
            folding().weight(BN2, net.bn2, net.conv2.weight(), conv2Weight);
            folding().bias(BN2, net.bn2, null, conv2Bias);
            // bn3 into dense1
            folding().weight(BN3, net.bn3, net.dense1.weight(), dense1Weight);
            folding().bias(BN3, net.bn3, null, dense1Bias);
            // bn4 into dense2
            folding().weight(BN4, net.bn4, net.dense2.weight(), dense2Weight);
            folding().bias(BN4, net.bn4, null, dense2Bias);
        }
    }

    /** Inference with nothing folded, which shows what comes into each batch normalization. */
    public static final class Calibration extends CalibrationPass {
        private final LeNetBn net;

        /** What computes each layer. */
        private final Conv2d.Kernel conv1 = kernel(CONV1);
        private final BatchNorm.Kernel bn1 = kernel(BN1);
        private final Activation.Kernel sigmoid1 = kernel(SIGMOID1);
        private final Pool2d.Kernel maxpool1 = kernel(MAXPOOL1);
        private final Conv2d.Kernel conv2 = kernel(CONV2);
        private final BatchNorm.Kernel bn2 = kernel(BN2);
        private final Activation.Kernel sigmoid2 = kernel(SIGMOID2);
        private final Pool2d.Kernel maxpool2 = kernel(MAXPOOL2);
        private final Dense.Kernel dense1 = kernel(DENSE1);
        private final BatchNorm.Kernel bn3 = kernel(BN3);
        private final Activation.Kernel sigmoid3 = kernel(SIGMOID3);
        private final Dense.Kernel dense2 = kernel(DENSE2);
        private final BatchNorm.Kernel bn4 = kernel(BN4);
        private final Activation.Kernel sigmoid4 = kernel(SIGMOID4);
        private final Dense.Kernel dense3 = kernel(DENSE3);

        /** The input and what each layer puts out, for the batch at hand. */
        private final Tensor input = tensor(1, 28, 28);
        private final Tensor conv1Out = output(CONV1.site(), 6, 24, 24);
        private final Tensor bn1Out = output(BN1.site(), 6, 24, 24);
        private final Tensor sigmoid1Out = output(SIGMOID1.site(), 6, 24, 24);
        private final Tensor maxpool1Out = output(MAXPOOL1.site(), 6, 12, 12);
        private final Tensor conv2Out = output(CONV2.site(), 16, 8, 8);
        private final Tensor bn2Out = output(BN2.site(), 16, 8, 8);
        private final Tensor sigmoid2Out = output(SIGMOID2.site(), 16, 8, 8);
        private final Tensor maxpool2Out = output(MAXPOOL2.site(), 16, 4, 4);
        private final Tensor flatten1Out = reshape(FLATTEN1, maxpool2Out, 256);
        private final Tensor dense1Out = output(DENSE1.site(), 120);
        private final Tensor bn3Out = output(BN3.site(), 120);
        private final Tensor sigmoid3Out = output(SIGMOID3.site(), 120);
        private final Tensor dense2Out = output(DENSE2.site(), 84);
        private final Tensor bn4Out = output(BN4.site(), 84);
        private final Tensor sigmoid4Out = output(SIGMOID4.site(), 84);
        private final Tensor dense3Out = output(DENSE3.site(), 10);

        /** What goes as one into a kernel. */
        private final BatchNorm.Affine bn1Affine;
        private final BatchNorm.Affine bn2Affine;
        private final BatchNorm.Affine bn3Affine;
        private final BatchNorm.Affine bn4Affine;

        private Calibration(LeNetBn net) {
            super(net);
            this.net = net;
            bn1Affine = new BatchNorm.Affine(net.bn1.gamma(), net.bn1.beta());
            bn2Affine = new BatchNorm.Affine(net.bn2.gamma(), net.bn2.beta());
            bn3Affine = new BatchNorm.Affine(net.bn3.gamma(), net.bn3.beta());
            bn4Affine = new BatchNorm.Affine(net.bn4.gamma(), net.bn4.beta());
        }

        @Override
        protected Tensor runForward(INDArray x) {
            start(x, input);
            // LeNetBn.net:9:3     conv(6, 5)    [N,1,28,28] -> [N,6,24,24]
            conv1.forward(input, net.conv1.weight(), null, conv1Out);
            // LeNetBn.net:9:15    bn            [N,6,24,24]
            measure(bn1, net.bn1.statistics(), conv1Out);
            bn1.inference(conv1Out, bn1Affine, net.bn1.movingMean(), net.bn1.movingVariance(), bn1Out);
            // LeNetBn.net:9:18    sigmoid       [N,6,24,24]
            sigmoid1.forward(bn1Out, sigmoid1Out);
            // LeNetBn.net:9:26    maxpool(2)    [N,6,24,24] -> [N,6,12,12]
            maxpool1.forward(sigmoid1Out, maxpool1Out);
            // LeNetBn.net:10:3    conv(16, 5)   [N,6,12,12] -> [N,16,8,8]
            conv2.forward(maxpool1Out, net.conv2.weight(), null, conv2Out);
            // LeNetBn.net:10:15   bn            [N,16,8,8]
            measure(bn2, net.bn2.statistics(), conv2Out);
            bn2.inference(conv2Out, bn2Affine, net.bn2.movingMean(), net.bn2.movingVariance(), bn2Out);
            // LeNetBn.net:10:18   sigmoid       [N,16,8,8]
            sigmoid2.forward(bn2Out, sigmoid2Out);
            // LeNetBn.net:10:26   maxpool(2)    [N,16,8,8] -> [N,16,4,4]
            maxpool2.forward(sigmoid2Out, maxpool2Out);
            // LeNetBn.net:11:3    flatten       [N,16,4,4] -> [N,256], the same memory
            // LeNetBn.net:12:3    dense(120)    [N,256] -> [N,120]
            dense1.forward(flatten1Out, net.dense1.weight(), null, dense1Out);
            // LeNetBn.net:12:14   bn            [N,120]
            measure(bn3, net.bn3.statistics(), dense1Out);
            bn3.inference(dense1Out, bn3Affine, net.bn3.movingMean(), net.bn3.movingVariance(), bn3Out);
            // LeNetBn.net:12:17   sigmoid       [N,120]
            sigmoid3.forward(bn3Out, sigmoid3Out);
            // LeNetBn.net:13:3    dense(84)     [N,120] -> [N,84]
            dense2.forward(sigmoid3Out, net.dense2.weight(), null, dense2Out);
            // LeNetBn.net:13:14   bn            [N,84]
            measure(bn4, net.bn4.statistics(), dense2Out);
            bn4.inference(dense2Out, bn4Affine, net.bn4.movingMean(), net.bn4.movingVariance(), bn4Out);
            // LeNetBn.net:13:17   sigmoid       [N,84]
            sigmoid4.forward(bn4Out, sigmoid4Out);
            // LeNetBn.net:14:3    dense(10)     [N,84] -> [N,10]
            dense3.forward(sigmoid4Out, net.dense3.weight(), net.dense3.bias(), dense3Out);
            return dense3Out;
        }
    }
}

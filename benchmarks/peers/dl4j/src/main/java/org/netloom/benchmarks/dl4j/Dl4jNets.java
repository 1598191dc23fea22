package org.netloom.benchmarks.dl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.netloom.benchmarks.measuring.Net;

/** Each network of {@code models/} in DL4J's layers, layer for layer. */
final class Dl4jNets {
    private final GraphBuilder graph;

    /** The vertex that was added last, and how many there are. */
    private String last = "input";

    private int vertices;

    private Dl4jNets(Net net, double learningRate) {
        graph = new NeuralNetConfiguration.Builder()
                .seed(42)
                .updater(new Sgd(learningRate))
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(net.size(), net.size(), net.channels()));
    }

    static ComputationGraphConfiguration of(Net net, double learningRate) {
        Dl4jNets made = new Dl4jNets(net, learningRate);
        switch (net) {
            case LENET_BN -> made.lenetBn();
            case RESNET18 -> made.resnet18();
            case VGG11 -> made.vgg11();
            case MOBILENET_V2 -> made.mobilenetV2();
            case MLP -> made.dense(256, true).activation(Activation.RELU);
        }
        return made.output(net.classes());
    }

    private void lenetBn() {
        for (int channels : new int[] {6, 16}) {
            conv(channels, 5, 1, 0, false).bn().activation(Activation.SIGMOID).maxPool(2, 2, 0);
        }
        for (int units : new int[] {120, 84}) {
            dense(units, false).bn().activation(Activation.SIGMOID);
        }
    }

    private void resnet18() {
        conv(64, 7, 2, 3, false).bn().activation(Activation.RELU).maxPool(3, 2, 1);
        residual(64, 1, false).residual(64, 1, false);
        for (int channels : new int[] {128, 256, 512}) {
            residual(channels, 2, true).residual(channels, 1, false);
        }
        add(new GlobalPoolingLayer(PoolingType.AVG));
    }

    private Dl4jNets residual(int channels, int stride, boolean projected) {
        String start = last;
        conv(channels, 3, stride, 1, false).bn().activation(Activation.RELU);
        conv(channels, 3, 1, 1, false).bn();
        String way = last;
        last = start;
        if (projected) {
            conv(channels, 1, stride, 0, true);
        }
        return sum(way, last).activation(Activation.RELU);
    }

    private void vgg11() {
        int[][] stages = {{64}, {128}, {256, 256}, {512, 512}, {512, 512}};
        for (int[] stage : stages) {
            for (int channels : stage) {
                conv(channels, 3, 1, 1, true).activation(Activation.RELU);
            }
            maxPool(2, 2, 0);
        }
        for (int i = 0; i < 2; i++) {
            // DL4J's number is the share that stays.
            dense(4096, true).activation(Activation.RELU).add(new DropoutLayer(0.5));
        }
    }

    private void mobilenetV2() {
        conv(32, 3, 2, 1, false).bn().activation(Activation.RELU6);
        int in = 32;
        // Channels, how much wider inside, units, and the stride of the first of them.
        int[][] stages = {
            {16, 1, 1, 1}, {24, 6, 2, 2}, {32, 6, 3, 2}, {64, 6, 4, 2}, {96, 6, 3, 1}, {160, 6, 3, 2}, {320, 6, 1, 1}
        };
        for (int[] stage : stages) {
            for (int i = 0; i < stage[2]; i++) {
                int stride = i == 0 ? stage[3] : 1;
                String start = last;
                inverted(in, stage[0], stage[1], stride);
                if (stride == 1 && in == stage[0]) {
                    sum(last, start);
                }
                in = stage[0];
            }
        }
        conv(1280, 1, 1, 0, false).bn().activation(Activation.RELU6);
        add(new GlobalPoolingLayer(PoolingType.AVG)).add(new DropoutLayer(0.8));
    }

    private void inverted(int in, int out, int expand, int stride) {
        if (expand != 1) {
            conv(in * expand, 1, 1, 0, false).bn().activation(Activation.RELU6);
        }
        add(new DepthwiseConvolution2D.Builder(3, 3)
                .depthMultiplier(1)
                .stride(stride, stride)
                .padding(1, 1)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build());
        bn().activation(Activation.RELU6);
        conv(out, 1, 1, 0, false).bn();
    }

    private ComputationGraphConfiguration output(int classes) {
        add(new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build());
        return graph.setOutputs(last).build();
    }

    private Dl4jNets conv(int channels, int kernel, int stride, int pad, boolean bias) {
        return add(new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(channels)
                .stride(stride, stride)
                .padding(pad, pad)
                .hasBias(bias)
                .activation(Activation.IDENTITY)
                .build());
    }

    private Dl4jNets dense(int units, boolean bias) {
        return add(new DenseLayer.Builder()
                .nOut(units)
                .hasBias(bias)
                .activation(Activation.IDENTITY)
                .build());
    }

    private Dl4jNets bn() {
        return add(new BatchNormalization.Builder().build());
    }

    private Dl4jNets activation(Activation function) {
        return add(new ActivationLayer(function));
    }

    private Dl4jNets maxPool(int size, int stride, int pad) {
        return add(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(size, size)
                .stride(stride, stride)
                .padding(pad, pad)
                .build());
    }

    private Dl4jNets sum(String one, String other) {
        String name = "v" + ++vertices;
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), one, other);
        last = name;
        return this;
    }

    private Dl4jNets add(Layer layer) {
        String name = "v" + ++vertices;
        graph.addLayer(name, layer, last);
        last = name;
        return this;
    }
}

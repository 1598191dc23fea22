package org.netloom.benchmarks.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import org.netloom.benchmarks.measuring.Net;

/** Each network of {@code models/} in DJL's blocks, layer for layer. */
final class DjlNets {
    private DjlNets() {}

    static Block of(Net net) {
        return switch (net) {
            case LENET_BN -> lenetBn();
            case RESNET18 -> resnet18();
            case VGG11 -> vgg11();
            case MOBILENET_V2 -> mobilenetV2(net.classes());
            case MLP ->
                new SequentialBlock()
                        .add(Blocks.batchFlattenBlock())
                        .add(dense(256))
                        .add(Activation::relu)
                        .add(dense(10));
        };
    }

    private static Block lenetBn() {
        SequentialBlock net = new SequentialBlock();
        for (int channels : new int[] {6, 16}) {
            net.add(conv(channels, 5, 1, 0, 1, false)).add(bn()).add(Activation::sigmoid);
            net.add(maxPool(2, 2, 0));
        }
        net.add(Blocks.batchFlattenBlock());
        for (int units : new int[] {120, 84}) {
            net.add(Linear.builder().setUnits(units).optBias(false).build()).add(bn());
            net.add(Activation::sigmoid);
        }
        return net.add(dense(10));
    }

    private static Block resnet18() {
        SequentialBlock net = new SequentialBlock();
        net.add(conv(64, 7, 2, 3, 1, false)).add(bn()).add(Activation::relu).add(maxPool(3, 2, 1));
        net.add(residual(64, 1, false)).add(residual(64, 1, false));
        for (int channels : new int[] {128, 256, 512}) {
            net.add(residual(channels, 2, true)).add(residual(channels, 1, false));
        }
        return net.add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(dense(10));
    }

    private static Block residual(int channels, int stride, boolean projected) {
        SequentialBlock way = new SequentialBlock()
                .add(conv(channels, 3, stride, 1, 1, false))
                .add(bn())
                .add(Activation::relu)
                .add(conv(channels, 3, 1, 1, 1, false))
                .add(bn());
        Block around = projected ? conv(channels, 1, stride, 0, 1, true) : Blocks.identityBlock();
        return new SequentialBlock().add(sum(way, around)).add(Activation::relu);
    }

    private static Block vgg11() {
        SequentialBlock net = new SequentialBlock();
        int[][] stages = {{64}, {128}, {256, 256}, {512, 512}, {512, 512}};
        for (int[] stage : stages) {
            for (int channels : stage) {
                net.add(conv(channels, 3, 1, 1, 1, true)).add(Activation::relu);
            }
            net.add(maxPool(2, 2, 0));
        }
        net.add(Blocks.batchFlattenBlock());
        for (int i = 0; i < 2; i++) {
            net.add(dense(4096)).add(Activation::relu).add(dropout(0.5f));
        }
        return net.add(dense(10));
    }

    private static Block mobilenetV2(int classes) {
        SequentialBlock net = new SequentialBlock();
        net.add(conv(32, 3, 2, 1, 1, false)).add(bn()).add(Activation::relu6);
        int in = 32;
        // Channels, how much wider inside, units, and the stride of the first of them.
        int[][] stages = {
            {16, 1, 1, 1}, {24, 6, 2, 2}, {32, 6, 3, 2}, {64, 6, 4, 2}, {96, 6, 3, 1}, {160, 6, 3, 2}, {320, 6, 1, 1}
        };
        for (int[] stage : stages) {
            for (int i = 0; i < stage[2]; i++) {
                int stride = i == 0 ? stage[3] : 1;
                Block way = inverted(in, stage[0], stage[1], stride);
                net.add(stride == 1 && in == stage[0] ? sum(way, Blocks.identityBlock()) : way);
                in = stage[0];
            }
        }
        net.add(conv(1280, 1, 1, 0, 1, false)).add(bn()).add(Activation::relu6);
        return net.add(Pool.globalAvgPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(dropout(0.2f))
                .add(dense(classes));
    }

    private static Block inverted(int in, int out, int expand, int stride) {
        int inside = in * expand;
        SequentialBlock way = new SequentialBlock();
        if (expand != 1) {
            way.add(conv(inside, 1, 1, 0, 1, false)).add(bn()).add(Activation::relu6);
        }
        way.add(conv(inside, 3, stride, 1, inside, false)).add(bn()).add(Activation::relu6);
        return way.add(conv(out, 1, 1, 0, 1, false)).add(bn());
    }

    private static Block sum(Block way, Block around) {
        return new ParallelBlock(
                results -> new NDList(results.get(0).head().add(results.get(1).head())), List.of(way, around));
    }

    private static Conv2d conv(int channels, int kernel, int stride, int pad, int groups, boolean bias) {
        return Conv2d.builder()
                .setKernelShape(new Shape(kernel, kernel))
                .setFilters(channels)
                .optStride(new Shape(stride, stride))
                .optPadding(new Shape(pad, pad))
                .optGroups(groups)
                .optBias(bias)
                .build();
    }

    private static Block bn() {
        return BatchNorm.builder().build();
    }

    private static Block dense(int units) {
        return Linear.builder().setUnits(units).build();
    }

    private static Block dropout(float rate) {
        return Dropout.builder().optRate(rate).build();
    }

    private static Block maxPool(int size, int stride, int pad) {
        return Pool.maxPool2dBlock(new Shape(size, size), new Shape(stride, stride), new Shape(pad, pad));
    }
}

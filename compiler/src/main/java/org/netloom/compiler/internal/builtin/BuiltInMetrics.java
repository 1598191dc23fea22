package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.integer;

import java.util.List;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.train.Component;
import org.netloom.compiler.train.Component.Kind;

/** The metrics that a training can tell of, each listed once. */
final class BuiltInMetrics {
    private static final Component ACCURACY = metric(
            Signature.of("accuracy", "The share of the examples whose class has the largest output, or of all labels.")
                    .example("accuracy")
                    .alsoCalled("acc", "categorical_accuracy"),
            "Accuracy");

    private static final Component TOP = metric(
            Signature.of("top", "The share of the examples whose class is among the k largest outputs.")
                    .parameters(integer("k", "how many").atLeast(1))
                    .example("top(5)")
                    .alsoCalled("top_k", "topk", "top_k_accuracy"),
            "TopK");

    private static final Component PRECISION = metric(
            Signature.of(
                            "precision",
                            "Of those that are said to be of a class, the share that is; the mean over all classes.")
                    .example("precision"),
            "Precision");

    private static final Component RECALL = metric(
            Signature.of(
                            "recall",
                            "Of those that are of a class, the share that is said to be; the mean over all classes.")
                    .example("recall")
                    .alsoCalled("sensitivity"),
            "Recall");

    private static final Component F1 = metric(
            Signature.of("f1", "The harmonic mean of precision and recall; the mean over all classes.")
                    .example("f1")
                    .alsoCalled("f1_score", "fscore"),
            "F1");

    private static final Component ROC_AUC = metric(
            Signature.of(
                            "roc_auc",
                            "The area under the receiver operating characteristic; the mean over all classes against the rest.")
                    .example("roc_auc")
                    .alsoCalled("auc", "auroc"),
            "RocAuc");

    private static final Component PERPLEXITY = metric(
            Signature.of("perplexity", "Among how many equally likely classes the net chooses, as it were.")
                    .formula("exp(mean of -ln p)", "")
                    .example("perplexity")
                    .alsoCalled("ppl"),
            "Perplexity");

    private static final Component CONFUSION = metric(
            Signature.of("confusion", "How often a class was taken for which, as a table at the end.")
                    .example("confusion")
                    .alsoCalled("confusion_matrix"),
            "ConfusionMatrix");

    private static final Component RMSE = metric(
            Signature.of("rmse", "The root of the mean of the squared differences.")
                    .example("rmse")
                    .alsoCalled("root_mean_squared_error"),
            "RootMeanSquaredError");

    private static final Component MAE = metric(
            Signature.of("mae", "The mean of the absolute differences.")
                    .example("mae")
                    .alsoCalled("mean_absolute_error"),
            "MeanAbsoluteError");

    private static final Component R2 = metric(
            Signature.of("r2", "How much of the variance of the targets the outputs explain.")
                    .formula("1 - Σ (y - t)² / Σ (t - mean t)²", "")
                    .example("r2")
                    .alsoCalled("r2_score", "r_squared"),
            "RSquared");

    static final List<Component> ALL =
            List.of(ACCURACY, TOP, PRECISION, RECALL, F1, ROC_AUC, PERPLEXITY, CONFUSION, RMSE, MAE, R2);

    private BuiltInMetrics() {}

    private static Component metric(Signature signature, String type) {
        return Component.of(Kind.METRIC, signature, RuntimeNames.metric(type));
    }
}

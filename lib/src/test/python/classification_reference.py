"""Reference values for JudgementTest, from scikit-learn.

    pip install scikit-learn==1.9.1 torch && python classification_reference.py

Labels and scores follow from the formula of resnet_reference.py. Expected calibration error is
computed here by its definition in Guo et al. 2017, since scikit-learn has none.
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn import metrics

sys.path.insert(0, str(Path(__file__).parent))
from resnet_reference import uniform  # noqa: E402

OUT = Path(__file__).parent.parent / "resources" / "lungo" / "metrics"
N, C = 400, 4


def numbers(count: int, stream: int) -> np.ndarray:
    return uniform(count, stream).numpy().astype(np.float64)


def calibration_error(probabilities, labels, bins=15) -> float:
    confidence, predicted = probabilities.max(1), probabilities.argmax(1)
    error = 0.0
    for i in range(bins):
        inside = (confidence > i / bins) & (confidence <= (i + 1) / bins)
        if inside.any():
            gap = abs(confidence[inside].mean() - (predicted[inside] == labels[inside]).mean())
            error += inside.mean() * gap
    return error


def main() -> None:
    labels = np.floor((numbers(N, 1) + 1) / 2 * C).astype(int)
    logits = 1.5 * numbers(N * C, 2).reshape(N, C)
    logits[np.arange(N), labels] += 1
    probabilities = (np.exp(logits) / np.exp(logits).sum(1, keepdims=True)).astype(np.float32)
    predicted = probabilities.argmax(1)
    shares = probabilities.astype(np.float64)
    shares /= shares.sum(1, keepdims=True)  # scikit-learn wants sums of 1 in double precision
    reference = {
        "f2": metrics.fbeta_score(labels, predicted, beta=2, average="macro"),
        "f0.5": metrics.fbeta_score(labels, predicted, beta=0.5, average="macro"),
        "f2_micro": metrics.fbeta_score(labels, predicted, beta=2, average="micro"),
        "f2_weighted": metrics.fbeta_score(labels, predicted, beta=2, average="weighted"),
        "log_loss": metrics.log_loss(labels, shares),
        "log_loss of a certain mistake": metrics.log_loss([0, 1], [[1.0, 0.0], [1.0, 0.0]]),
        "roc_auc": metrics.roc_auc_score(labels, shares, multi_class="ovr", average="macro"),
        "average_precision": metrics.average_precision_score(
            np.eye(C)[labels], shares, average="macro"
        ),
        "balanced_accuracy": metrics.balanced_accuracy_score(labels, predicted),
        "cohens_kappa": metrics.cohen_kappa_score(labels, predicted),
        "matthews_correlation": metrics.matthews_corrcoef(labels, predicted),
        "top2": metrics.top_k_accuracy_score(labels, probabilities, k=2),
        "calibration_error": calibration_error(probabilities.astype(np.float64), labels),
    }
    for c in range(C):
        positive = labels == c
        scores = np.round(probabilities[:, c].astype(np.float64), 2)  # with equal ones
        fpr, tpr, _ = metrics.roc_curve(positive, scores, drop_intermediate=False)
        precision, recall, _ = metrics.precision_recall_curve(positive, scores)
        reference[f"class {c}"] = {
            "roc_auc": metrics.roc_auc_score(positive, scores),
            "average_precision": metrics.average_precision_score(positive, scores),
            "fpr": fpr.tolist(),
            "tpr": tpr.tolist(),
            "precision": precision[::-1].tolist(),
            "recall": recall[::-1].tolist(),
        }
    actual, said = 3 + 2 * numbers(N, 3), 3 + 2 * numbers(N, 3) + numbers(N, 4)
    reference["regression"] = {
        "mae": metrics.mean_absolute_error(actual, said),
        "mse": metrics.mean_squared_error(actual, said),
        "r2": metrics.r2_score(actual, said),
    }
    (OUT / "classification.json").write_text(json.dumps(reference).replace(', "', ',\n"') + "\n")


if __name__ == "__main__":
    main()

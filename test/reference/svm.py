"""Writes svm.json: scikit-learn's answers that the SVM, its folds and the faithful fit are tested against.

usage: OPENBLAS_NUM_THREADS=1 python3 svm.py      (scikit-learn 1.2.1, NumPy 1.24.2)
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.svm import SVC

warnings.filterwarnings("ignore")
GRIDS = {
    "logspace": [1e-6, 9.999999999999999e-6, 9.999999999999999e-5, 1e-3, 1e-2, 0.09999999999999999, 1.0],
    "decimal": [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0],
}


def embeddings(rng, n, d, shift, errors):
    """Rows round a common mean; the wrong ones, spread over the order, are shifted along the first feature."""
    correct = np.ones(n, dtype=int)
    correct[rng.choice(n, errors, replace=False)] = 0
    x = 3 * rng.normal(size=d) + rng.normal(size=(n, d))
    x[:, 0] -= shift * (1 - correct)
    return np.round(x, 3).astype(np.float32), correct


def unit_rows(x):
    x = x.astype(np.float64)
    z = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    return z / np.linalg.norm(z, axis=1, keepdims=True)


def svc(C):
    return SVC(kernel="linear", C=C, class_weight="balanced", gamma="auto")


def answer(z, correct, C):
    model = svc(C).fit(z, correct)
    duals = np.zeros(len(z))
    duals[model.support_] = np.abs(model.dual_coef_[0])
    return {
        "C": C,
        "iterations": int(model.n_iter_[0]),
        "bias": model.intercept_[0],
        "duals": duals.tolist(),
    }


def faithful(z, correct, grid):
    scores = [
        cross_val_score(svc(C), z, correct, cv=2, scoring="balanced_accuracy").mean() for C in grid
    ]
    C = grid[int(np.argmax(scores))]
    model = svc(C).fit(z, correct)
    return {
        "C": C,
        "balancedAccuracyByC": scores,
        "weights": model.coef_[0].tolist(),
        "decisionValues": model.decision_function(z).tolist(),
    }


def case(name, x, correct):
    z = unit_rows(x)
    return {
        "name": name,
        "cols": x.shape[1],
        "x": [float(str(value)) for value in x.ravel()],
        "correct": correct.tolist(),
        "firstUnitRow": z[0].tolist(),
        "solutions": [answer(z, correct, C) for C in GRIDS["logspace"] + [10.0]],
        "faithful": [{"grid": grid, **faithful(z, correct, grid)} for grid in GRIDS.values()],
    }


def cases():
    # With fewer columns, many rows are free and meet at scores that are equal up to rounding; which of them moves next is
    # then a matter of the BLAS of the machine.
    rng = np.random.default_rng(0)
    yield case("errors that cannot be separated", *embeddings(rng, 60, 16, 0.5, 20))
    yield case("errors that can be separated", *embeddings(rng, 40, 16, 20, 12))
    x, correct = embeddings(rng, 40, 12, 1, 15)
    x[::4] = x[1::4]
    yield case("rows that occur twice", x, correct)
    yield case("three errors in seventy", *embeddings(rng, 70, 12, 1, 3))
    yield case("more columns than rows", *embeddings(rng, 14, 30, 1, 5))
    x, correct = embeddings(rng, 60, 12, 2, 25)
    order = np.argsort(x[:, 0], kind="stable")
    yield case("rows in blocks", x[order], correct[order])
    yield case("as many errors as correct rows", *embeddings(rng, 30, 12, 1, 15))


def folds():
    rng = np.random.default_rng(1)
    for _ in range(30):
        n, k, splits = rng.integers(8, 40), rng.integers(2, 5), int(rng.integers(2, 6))
        labels = rng.integers(0, k, size=n)
        if np.bincount(labels).max() < splits:
            continue
        fold = np.zeros(n, dtype=int)
        for f, (_, test) in enumerate(StratifiedKFold(splits).split(labels, labels)):
            fold[test] = f
        yield {"folds": splits, "labels": labels.tolist(), "foldOfRow": fold.tolist()}


def accuracies():
    rng = np.random.default_rng(2)
    truths = [rng.integers(0, 2, size=9) for _ in range(5)] + [np.ones(4, int), np.zeros(3, int)]
    for truth in truths:
        predicted = rng.integers(0, 2, size=len(truth))
        yield {
            "truth": truth.tolist(),
            "predicted": predicted.tolist(),
            "balancedAccuracy": balanced_accuracy_score(truth, predicted),
        }


reference = {
    "script": "test/reference/svm.py",
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "tolerance": "iterations equal; everything else to 1e-9, since both walk the same path and differ in the order "
    "of sums over columns only",
    "cases": list(cases()),
    "folds": list(folds()),
    "accuracies": list(accuracies()),
}
text = json.dumps(reference, separators=(",", ":")).replace('{"', '\n{"')
Path(__file__).with_suffix(".json").write_text(text.lstrip() + "\n")

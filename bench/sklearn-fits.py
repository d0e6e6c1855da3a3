"""The paper's fit of every class of every problem in a folder, by scikit-learn, timed.

usage: sklearn-fits.py FOLDER     reads FOLDER/problems.json, writes FOLDER/answers.json
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import cross_val_score
from sklearn.svm import SVC

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1])
GRID = np.logspace(-6, 0, 7)


def unit_rows(x):
    x = x.astype(np.float64)
    z = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    return z / np.linalg.norm(z, axis=1, keepdims=True)


def fit_class(z, correct):
    best = None
    scores = []
    for C in GRID:
        svc = SVC(kernel="linear", C=C, class_weight="balanced", gamma="auto")
        score = cross_val_score(svc, z, correct, cv=2, scoring="balanced_accuracy").mean()
        svc.fit(z, correct)
        scores.append(score)
        if best is None or score > best[0]:
            best = (score, C, svc)
    return best, scores


def answer(problem):
    shape = (problem["rows"], problem["cols"])
    x = np.fromfile(folder / problem["file"], dtype=np.float32).reshape(shape)
    z = unit_rows(x)
    label = np.array(problem["label"])
    correct = np.array(problem["correct"])
    classes = []
    start, start_cpu = time.perf_counter(), time.process_time()
    fits = [(c, fit_class(z[label == c], correct[label == c])) for c in range(problem["classes"])]
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - start_cpu
    for c, ((score, C, svc), scores) in fits:
        classes.append(
            {
                "C": C,
                "balancedAccuracy": score,
                "balancedAccuracyByC": scores,
                "weights": svc.coef_[0].tolist(),
                "decisionValues": svc.decision_function(z[label == c]).tolist(),
                "predictions": svc.predict(z[label == c]).tolist(),
            }
        )
    return {"seconds": seconds, "cpuSeconds": cpu_seconds, "classes": classes}


problems = json.loads((folder / "problems.json").read_text())
answers = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "grid": GRID.tolist(),
    "problems": [answer(problem) for problem in problems],
}
(folder / "answers.json").write_text(json.dumps(answers))

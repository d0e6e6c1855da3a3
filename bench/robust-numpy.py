"""The soft ridge of every class in NumPy: features, closed form, leave-one-out, 199 permutations. Prints seconds.

usage: robust-numpy.py FOLDER     with problem.json and x.f32
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
problem = json.loads((folder / "problem.json").read_text())
x = np.fromfile(folder / "x.f32", dtype=np.float32).reshape(problem["rows"], problem["cols"])
label = np.array(problem["label"])
wrong = 1.0 - np.array(problem["correct"])
random = np.random.default_rng(0)


def fit_class(u, t):
    n, d = u.shape
    z = u - u.mean(axis=0)
    y = t - t.mean()
    penalty = 30 * (z * z).sum() / (n - 1)
    if n > d:
        inverse = np.linalg.inv(z.T @ z + penalty * np.eye(d))
        half = z @ np.linalg.cholesky(inverse)
        hat = (half * half).sum(axis=1)
    else:
        smoother = np.eye(n) - penalty * np.linalg.inv(z @ z.T + penalty * np.eye(n))
        hat = np.diag(smoother)
    weight = 1 / (1 - hat - 1 / n)
    targets = np.stack([y] + [random.permutation(y) for _ in range(199)], axis=1)
    fitted = half @ (half.T @ targets) if n > d else smoother @ targets
    own = targets * hat[:, None] * n / (n - 1)
    q = (targets * (fitted - own) * weight[:, None]).sum(axis=0)
    return (1 + (q[1:] >= q[0]).sum()) / 200


start = time.perf_counter()
x = x.astype(np.float64)
mean, deviation = x.mean(axis=0), x.std(axis=0, ddof=1)
covariance = np.cov(x, rowvar=False)
power = (1 - (np.diag(covariance) ** 2).sum() / (covariance**2).sum()) / 2
u = (x - mean) / deviation**power
u /= np.linalg.norm(u, axis=1, keepdims=True)
for c in range(problem["classes"]):
    fit_class(u[label == c], wrong[label == c])
print(time.perf_counter() - start)

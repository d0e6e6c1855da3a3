"""Writes gaussian-mixture.json: a diagonal Gaussian mixture fitted by scikit-learn from a given start.

    python gaussian-mixture.py > gaussian-mixture.json
"""

import json

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

rng = np.random.default_rng(7)
K, N, D = 4, 120, 3
centres = rng.normal(0, 2, (K, D))
x = centres[rng.integers(0, K, N)] + rng.normal(0, 1, (N, D)) * rng.uniform(0.5, 1.5, D)
start = rng.dirichlet(np.ones(K) * 0.5, N)

# scikit-learn starts from parameters: those that the M-step takes from the start.
mass = start.sum(0)
means = start.T @ x / mass[:, None]
variances = np.stack([(start[:, s] / mass[s]) @ (x - means[s]) ** 2 for s in range(K)]) + 1e-6
mixture = GaussianMixture(
    K, covariance_type="diag", tol=1e-12, max_iter=3000, reg_covar=1e-6,
    weights_init=mass / N, means_init=means, precisions_init=1 / variances,
).fit(x)
assert mixture.converged_

print(json.dumps({
    "made by": f"gaussian-mixture.py, scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    "tolerance": "1e-6: both stop when a round gains less than 1e-12 in mean log-likelihood",
    "x": x.ravel().tolist(), "start": start.ravel().tolist(),
    "rows": N, "cols": D, "components": K,
    "weights": mixture.weights_.tolist(), "means": mixture.means_.ravel().tolist(),
    "variances": mixture.covariances_.ravel().tolist(),
    "responsibilities": mixture.predict_proba(x).ravel().tolist(),
    "logLikelihood": mixture.score(x),
}))

"""Scores a folder of .npy parts by the directions of a run, the way one does it in NumPy: chunk by chunk. Prints what it found.

usage: scale-numpy.py RUN PARTS OUT     OUT gets scores_K.npy of each part and hardest.json
"""

import json
import re
import sys
from pathlib import Path

import numpy as np

CHUNK, KEEP = 4096, 1000
run, parts, out = map(Path, sys.argv[1:])
classes = json.loads((run / "directions.json").read_text())["classes"]
found = [d for c in classes if c["state"] == "ok" for d in c["directions"]]
normals = np.load(run / "directions.npy")
standardizer = np.load(run / "standardizer.npz")
mean = standardizer["mean"].astype(np.float32)
deviation = standardizer["deviation"].astype(np.float32)
weights = np.stack([d["norm"] * normals[d["row"]] for d in found], 1).astype(np.float32)
bias = np.array([d["bias"] for d in found], np.float32)

out.mkdir(exist_ok=True)
flagged = np.zeros(len(found), int)
hardest = [(np.empty(0, int), np.empty(0, np.float32)) for _ in found]
first = 0
files = sorted((parts / "img_emb").glob("*.npy"), key=lambda f: int(re.sub(r"\D", "", f.stem)))
for number, file in enumerate(files):
    vectors = np.load(file, mmap_mode="r")
    scores = np.empty((len(vectors), len(found)), np.float32)
    for at in range(0, len(vectors), CHUNK):
        u = vectors[at : at + CHUNK] - mean
        u /= deviation
        u /= np.linalg.norm(u, axis=1, keepdims=True)
        scores[at : at + CHUNK] = u @ weights + bias
    np.save(out / f"scores_{number:05}.npy", scores)
    flagged += (scores <= 0).sum(0)
    for i in range(len(found)):
        rows = np.argpartition(scores[:, i], min(KEEP, len(scores) - 1))[:KEEP]
        all_rows = np.concatenate([hardest[i][0], first + rows])
        values = np.concatenate([hardest[i][1], scores[rows, i]])
        order = np.argsort(values, kind="stable")[:KEEP]
        hardest[i] = (all_rows[order], values[order])
    first += len(vectors)
(out / "hardest.json").write_text(json.dumps([[r.tolist(), v.tolist()] for r, v in hardest]))
print(json.dumps({"rows": first, "flagged": flagged.tolist(), "first": [float(v[0]) for _, v in hardest]}))

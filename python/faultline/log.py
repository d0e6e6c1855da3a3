"""Predictions of a training or evaluation loop, written down as they come."""
from __future__ import annotations

import json
import os
from typing import Any

from .arrays import array, plain


def log_predictions(
    file: str | os.PathLike[str], images: Any, labels: Any, predictions: Any = None, probabilities: Any = None, split: str | None = None
) -> None:
    """Appends a batch to a JSON Lines file that `faultline init DATA --predictions FILE` reads.

    images: paths or ids, n of them. labels: names or indices, n. predictions: likewise; without them, the greatest
    probability. probabilities: float[n, k]. split: one name for the whole batch.
    """
    columns = {"file_name": [os.fspath(image) for image in images], "label": plain(labels)}
    if probabilities is not None:
        probabilities = array(probabilities)
        if probabilities.ndim != 2:
            raise ValueError(f"Cannot log: probabilities of shape {probabilities.shape}, expected (n, k)")
        columns["probabilities"] = probabilities.astype(float).tolist()
        if predictions is None:
            predictions = probabilities.argmax(axis=1)
    if predictions is None:
        raise ValueError("Cannot log: neither predictions nor probabilities")
    columns["prediction"] = plain(predictions)
    if split is not None:
        columns["split"] = [split] * len(columns["label"])
    with open(file, "a", encoding="utf-8") as out:
        out.write(json_lines(columns))


def json_lines(columns):
    """Columns of equal length as JSON Lines."""
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"Cannot write a table: columns of {lengths} rows, expected equal lengths")
    rows = (dict(zip(columns, row)) for row in zip(*columns.values()))
    return "".join(json.dumps(row, allow_nan=False) + "\n" for row in rows)

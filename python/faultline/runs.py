"""Finished runs, opened from their folders."""
from __future__ import annotations

import json
import os
import tempfile
import warnings
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .arrays import array, plain
from .command import FaultlineError, call
from .checks import did_you_mean

if TYPE_CHECKING:
    import pandas
    from torch.utils.data import WeightedRandomSampler

NUMBERS = ("confidence", "decisionValue", "combinedValue", "mode")


class Run:
    """A finished run, opened from its folder, whoever made it: Run("runs/mine").

    It prints as the classes that have a failure mode. Its examples are those of faultline.run, with what was found of each:
    decisionValue (negative = hard, like the errors of its class), flagged, mode (which of several failure modes), correct.
    """

    def __init__(self, folder: str | os.PathLike[str]):
        self.folder = Path(folder)
        if not (self.folder / "run.json").is_file():
            raise FaultlineError(f'Cannot open run "{folder}": no run.json, expected a finished run')

    def __repr__(self):
        found = [each["class"] for each in self._found["classes"] if each["state"] == "ok"]
        return f"Run({str(self.folder)!r}, failure modes in: {', '.join(found) or 'no class'})"

    @cached_property
    def classes(self) -> list[str]:
        """Names of the classes, in the order of their indices."""
        return json.loads((self.folder / "run.json").read_text(encoding="utf-8"))["classes"]

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """Everything known of the examples: arrays of n values by column, in the order of the embeddings."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "examples.jsonl"
            call("export", self.folder, "--to", "jsonl", "--all", "--out", file, quiet=True)
            rows = [json.loads(line) for line in file.read_bytes().split(b"\n") if line]
        names = list(rows[0]) if rows else []
        return {name: _column([row[name] for row in rows], name in NUMBERS) for name in names}

    @property
    def examples(self) -> pandas.DataFrame | dict[str, np.ndarray]:
        """The same as a pandas DataFrame; the dict of arrays where pandas is missing."""
        try:
            import pandas
        except ImportError:
            return self.columns
        return pandas.DataFrame(self.columns)

    def flagged(self, class_: str | int | None = None, split: str | None = None) -> pandas.DataFrame | dict[str, np.ndarray]:
        """Flagged examples, of one class and split if they are named, hardest first; none of a class without a failure mode."""
        columns = self.columns
        keep = np.array([flag is True for flag in columns["flagged"].tolist()], dtype=bool)
        if class_ is not None:
            if isinstance(class_, (int, np.integer)) and 0 <= class_ < len(self.classes):
                class_ = self.classes[class_]
            if class_ not in self.classes:
                raise ValueError(f"Cannot show class {class_!r}: no class of the run{did_you_mean(class_, self.classes)}")
            keep &= columns["label"] == class_
        if split is not None:
            keep &= columns["split"] == split
        rows = np.flatnonzero(keep)
        rows = rows[np.argsort(columns["decisionValue"][rows], kind="stable")]
        examples = self.examples
        if isinstance(examples, dict):
            return {name: values[rows] for name, values in examples.items()}
        return examples.iloc[rows]

    @property
    def directions(self) -> list[dict]:
        """What was found of each class that has a direction, in the order of the columns of `score`."""
        found = (each for each in self._found["classes"] if each["state"] == "ok")
        return [{"class": each["class"], **direction} for each in found for direction in each["directions"]]

    def score(self, embeddings: Any, predictions: Any = None) -> np.ndarray:
        """Decision values of embeddings, float[n, d]; negative = hard, flagged at 0 or below.

        With predictions (names or indices, n): float64[n] by the first direction of each row's class, NaN where it has none.
        Without: float64[n, m], a column for each of `directions`.
        """
        x = array(embeddings).astype(np.float64)
        with np.load(self.folder / "standardizer.npz") as stored:
            mean, deviation = stored["mean"].astype(float), stored["deviation"].astype(float)
        if x.ndim != 2 or x.shape[1] != len(mean):
            raise ValueError(f"Cannot score: embeddings of shape {x.shape}, expected (n, {len(mean)})")
        u = (x - mean) * np.divide(1.0, deviation, out=np.zeros_like(deviation), where=deviation > 0)
        norm = np.sqrt((u * u).sum(axis=1, keepdims=True))
        u /= np.where(norm > 0, norm, 1.0)
        directions = self.directions
        rows = [direction["row"] for direction in directions]
        normals = np.load(self.folder / "directions.npy")[rows] if rows else np.zeros((0, len(mean)))
        norms = np.array([direction["norm"] for direction in directions])
        biases = np.array([direction["bias"] for direction in directions])
        values = u @ (normals * norms[:, None]).T + biases
        if predictions is None:
            return values
        names = [self.classes[p] if isinstance(p, int) else p for p in plain(predictions)]
        unknown = set(names) - set(self.classes) - {None}
        if unknown or len(names) != len(x):
            raise ValueError(f"Cannot score: {len(names)} predictions for {len(x)} rows, unknown classes {sorted(unknown)}")
        first = {}
        for column, direction in enumerate(directions):
            first.setdefault(direction["class"], column)
        return np.array([values[row, first[name]] if name in first else np.nan for row, name in enumerate(names)])

    def weights(self, rule: str = "times-two", split: str = "train") -> np.ndarray:
        """Loss weights of a split by a rule of `faultline intervene`, float64[n] in the order of `examples`; -1 outside the split.

        The rule "times-two": 2 for flagged examples, 1 for the others. Warns if nothing is flagged.
        """
        if split not in self.columns["split"]:
            there = ", ".join(sorted(set(self.columns["split"])))
            raise ValueError(
                f"Cannot weigh: no examples of split {split!r}, only of {there}; "
                f"give faultline.run the {split} images too, with splits=, or name another split here"
            )
        name = f"python-{rule}-{split}"
        call("intervene", self.folder, "weights", "--rule", rule, "--name", name, "--split", split, quiet=True)
        weights = np.load(self.folder / "interventions" / name / "weights.npy")
        if len(set(weights[weights >= 0])) == 1:
            warnings.warn(f"No example of split {split!r} is flagged: all weights are the same", stacklevel=2)
        return weights

    def sampler(self, rule: str = "times-two", split: str = "train", order: list[str] | None = None) -> WeightedRandomSampler:
        """A PyTorch WeightedRandomSampler by these weights, for `DataLoader(training_set, sampler=...)`.

        order: ids in the order of your training set; without, it is the order of `examples` of the split.
        """
        from torch.utils.data import WeightedRandomSampler

        weights = self.weights(rule, split)
        if order is None:
            chosen = weights[weights >= 0]
        else:
            weight_of = dict(zip(self.columns["id"].tolist(), weights.tolist()))
            chosen = np.array([weight_of.get(id_, -1.0) for id_ in order])
            if (chosen < 0).any():
                lost = [id_ for id_, weight in zip(order, chosen) if weight < 0]
                raise ValueError(f"Cannot sample: {len(lost)} of {len(chosen)} ids are not in split {split!r}, {lost[0]!r} first")
        return WeightedRandomSampler(chosen.tolist(), num_samples=len(chosen))

    def show(self, height: int = 700) -> Page:
        """The report, in a notebook: everything is in it, and nothing is asked of the network."""
        report = self.folder / "report.html"
        call("report", self.folder, "--out", report, quiet=True)
        return Page(report, height)

    @cached_property
    def _found(self):
        return json.loads((self.folder / "directions.json").read_text(encoding="utf-8"))


class Page:
    """A page that a notebook shows as a frame of its own."""

    def __init__(self, file, height):
        self.file, self.height = file, height

    def __repr__(self):
        return f"Page({str(self.file)!r})"

    def _repr_html_(self):
        # Without a base of its own the page's links would be taken for links of the notebook.
        page = self.file.read_text(encoding="utf-8").replace("<head>", '<head><base href="about:srcdoc">', 1)
        style = f"width:100%;height:{int(self.height)}px;border:0"
        return f'<iframe sandbox="allow-scripts" style="{style}" srcdoc="{escape(page, quote=True)}"></iframe>'


def _column(values, is_number):
    """float64 with NaN for numbers, bool where all are known, else objects with None."""
    known = [value for value in values if value is not None]
    if is_number or known and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in known):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if len(known) == len(values) and all(isinstance(value, bool) for value in values):
        return np.array(values, dtype=bool)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column

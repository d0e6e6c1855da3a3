"""Runs: made from arrays in memory, opened from a folder, read back."""
import json
import os
import tempfile
from functools import cached_property
from html import escape
from pathlib import Path

import numpy as np

from .arrays import array, plain
from .command import FaultlineError, call
from .log import json_lines

NUMBERS = ("confidence", "decisionValue", "combinedValue", "mode")


def run(
    images,
    labels=None,
    predictions=None,
    probabilities=None,
    confidences=None,
    embeddings=None,
    encoder=None,
    classifier=None,
    splits=None,
    ids=None,
    classes=None,
    metadata=None,
    out=None,
    quiet=False,
    **config,
):
    """Finds the failure modes of a classifier and gives the Run.

    images: a folder of images in class folders, with or without split folders, or the paths of n images, or None with
        embeddings alone.
    labels, predictions: names or indices, n. probabilities: float[n, k]. confidences: of the true label, float[n].
    embeddings: float[n, d]. encoder: a model of the Hugging Face Hub, a local folder, or an .onnx file, in place of them.
    classifier: an .onnx file, or its config, in place of predictions.
    splits: train, val, test or pool, n; without, labelled rows are divided into val and test.
    ids: n texts; without, the paths, or row numbers. metadata: columns by name, n values each.
    out: folder of the run; without, a temporary one that stays until the system clears it.
    config: other keys of the config: captions, method, groups, seed, name.

    Raises FaultlineError with the command's own message if it refuses.
    """
    out = Path(out) if out is not None else Path(tempfile.mkdtemp(prefix="faultline-")) / "run"
    inputs = out.parent / f"{out.name}-inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    dataset = {} if classes is None else {"classes": list(classes)}
    columns = {}
    if isinstance(images, (str, os.PathLike)):
        dataset["images"] = _beside(inputs, images)
    elif images is not None:
        paths = [os.path.abspath(image) for image in images]
        root = os.path.commonpath([os.path.dirname(path) for path in paths])
        dataset["images"] = _beside(inputs, root)
        columns["file_name"] = [os.path.relpath(path, root).replace(os.sep, "/") for path in paths]
    given = {
        "id": ids,
        "label": labels,
        "prediction": predictions,
        "confidence": confidences,
        "split": splits,
        **(metadata or {}),
    }
    columns.update({name: plain(values) for name, values in given.items() if values is not None})
    if probabilities is not None:
        columns["probabilities"] = array(probabilities).astype(float).tolist()
    if columns:
        if "id" not in columns and "file_name" not in columns:
            if "images" in dataset:
                raise ValueError("Cannot run: arrays and a folder, expected the path of each row as images, or ids")
            rows = len(next(iter(columns.values())))
            columns["id"] = [str(row) for row in range(rows)]
        (inputs / "examples.jsonl").write_text(json_lines(columns), encoding="utf-8")
        dataset["table"] = "examples.jsonl"
    settings = {"dataset": dataset, **config}
    if embeddings is not None:
        np.save(inputs / "embeddings.npy", array(embeddings).astype(np.float32))
        settings["embeddings"] = {"file": "embeddings.npy"}
    for key, model in (("encoder", encoder), ("classifier", classifier)):
        if model is not None:
            settings[key] = _model(model, inputs)
    (inputs / "faultline.json").write_text(json.dumps(settings, indent=2), encoding="utf-8")
    call("run", inputs / "faultline.json", "--out", out, quiet=quiet)
    return Run(out)


def _model(model, inputs):
    if isinstance(model, dict):
        return model
    model = os.fspath(model)
    if model.endswith(".onnx"):
        return {"onnx": _beside(inputs, model)}
    return {"model": _beside(inputs, model) if os.path.isdir(model) else model}


def _beside(folder, path):
    """A path as seen from a folder; whole where there is no way, as between two drives."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return os.path.abspath(path)


class Run:
    """A finished run, opened from its folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        if not (self.folder / "run.json").is_file():
            raise FaultlineError(f'Cannot open run "{folder}": no run.json, expected a finished run')

    def __repr__(self):
        found = [each["class"] for each in self._found["classes"] if each["state"] == "ok"]
        return f"Run({str(self.folder)!r}, failure modes in: {', '.join(found) or 'no class'})"

    @cached_property
    def classes(self):
        """Names of the classes, in the order of their indices."""
        return json.loads((self.folder / "run.json").read_text(encoding="utf-8"))["classes"]

    @cached_property
    def columns(self):
        """Everything known of the examples: arrays of n values by column, in the order of the embeddings."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "examples.jsonl"
            call("export", self.folder, "--to", "jsonl", "--all", "--out", file, quiet=True)
            rows = [json.loads(line) for line in file.read_bytes().split(b"\n") if line]
        names = list(rows[0]) if rows else []
        return {name: _column([row[name] for row in rows], name in NUMBERS) for name in names}

    @property
    def examples(self):
        """The same as a pandas DataFrame; the dict of arrays where pandas is missing."""
        try:
            import pandas
        except ImportError:
            return self.columns
        return pandas.DataFrame(self.columns)

    def flagged(self, class_=None, split=None):
        """Flagged examples, of one class and split if they are named, hardest first; as `examples` has them."""
        columns = self.columns
        keep = np.array([flag is True for flag in columns["flagged"].tolist()], dtype=bool)
        if class_ is not None:
            if class_ not in self.classes:
                raise KeyError(f"Cannot show class {class_!r}: expected one of {', '.join(self.classes)}")
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
    def directions(self):
        """What was found of each class that has a direction, in the order of the columns of `score`."""
        found = (each for each in self._found["classes"] if each["state"] == "ok")
        return [{"class": each["class"], **direction} for each in found for direction in each["directions"]]

    def score(self, embeddings, predictions=None):
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

    def weights(self, rule="times-two", split=None):
        """Loss weights by a rule of `faultline intervene`, float64[n] in the order of `examples`, -1 outside the split."""
        name = f"python-{rule}" if split is None else f"python-{rule}-{split}"
        flags = [] if split is None else ["--split", split]
        call("intervene", self.folder, "weights", "--rule", rule, "--name", name, *flags, quiet=True)
        return np.load(self.folder / "interventions" / name / "weights.npy")

    def sampler(self, rule="times-two", split=None, order=None):
        """A PyTorch WeightedRandomSampler over the training split.

        order: ids in the order of your training dataset; without, it is the order of `examples`.
        """
        from torch.utils.data import WeightedRandomSampler

        weights = self.weights(rule, split)
        if order is None:
            chosen = weights[weights >= 0]
        else:
            weight_of = dict(zip(self.columns["id"].tolist(), weights.tolist()))
            chosen = np.array([weight_of.get(id_, -1.0) for id_ in order])
            if (chosen < 0).any():
                raise KeyError(f"Cannot sample: {(chosen < 0).sum()} of {len(chosen)} ids are not in the split")
        return WeightedRandomSampler(chosen.tolist(), num_samples=len(chosen))

    def show(self, height=700):
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

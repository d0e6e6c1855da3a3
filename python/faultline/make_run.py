"""From arrays in memory to a run: checks them, writes them down, calls the command."""
from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any, Union

import numpy as np

from .arrays import plain
from .checks import class_names, names_or_indices, rows_of_probabilities, same_length, vectors
from .command import call
from .images import common_folder, folder_files, image_files
from .log import json_lines
from .runs import Run

File = Union[str, "os.PathLike[str]"]
Values = Any  # a list, a NumPy array, a tensor or a column of pandas

# Column of each role, as the command calls them.
COLUMNS = {
    "id": "id",
    "image": "file_name",
    "label": "label",
    "prediction": "prediction",
    "confidence": "confidence",
    "probabilities": "probabilities",
    "split": "split",
}


def run(
    images: File | Values | None = None,
    labels: Values | None = None,
    predictions: Values | None = None,
    *,
    embeddings: Values | None = None,
    encoder: File | dict | None = None,
    probabilities: Values | None = None,
    confidences: Values | None = None,
    splits: Values | None = None,
    classes: Values | None = None,
    ids: Values | None = None,
    metadata: dict[str, Values] | None = None,
    classifier: File | dict | None = None,
    groups: list[str] | None = None,
    captions: dict | str | None = None,
    method: dict | None = None,
    name: str | None = None,
    seed: int = 0,
    out: File | None = None,
    quiet: bool = False,
) -> Run:
    """Finds the kinds of image on which a classifier fails consistently, and gives the Run.

    Give what your evaluation loop has, one value an image, in one order: lists, NumPy arrays, tensors or columns of pandas.

        run = faultline.run(
            images=df["path"], labels=df["label"], predictions=df["prediction"], splits=df["split"],
            embeddings=features,            # or encoder="encoder.onnx", or encoder="Xenova/clip-vit-base-patch32"
        )
        print(run)                          # the classes with a failure mode
        run.flagged("cat")                  # the cats that are of it, hardest first
        run.sampler()                       # for a DataLoader: flagged training images twice as often

    What is looked at
        images: n paths; or n pictures: uint8[n, height, width, 3], or a list of such arrays or of Pillow images; or a folder
            of class folders, whose order (torchvision's ImageFolder) the labels must bear out, or without arrays at all.
            None with embeddings alone.
        labels: the true class, n names or indices. Without, those of the class folders.
        predictions: what the model says, n names or indices. Or `probabilities`, or `classifier`.
        probabilities: float[n, k] whose rows sum to 1, columns in the order of `classes`. They make the findings sharper.
        confidences: the model's probability of the TRUE label, float[n], in place of them.
        classes: names of the classes in the order of the indices. Without: the names in alphabetical order, as ImageFolder has
            them.
        splits: "train", "val", "test" or "pool", n. The errors of val are explained, the findings are proven on test, weights and
            sampler are for train. Without: the rows are divided at random, within each class, into halves val and test.
        ids: n texts; without, the paths, or row numbers.
        metadata: further columns by name, n values each. groups: names of those that are known groups of images.

    What the images look like, best to a model that was not trained on these labels: one of
        embeddings: float[n, d], of CLIP or DINO, or else of the layer before the last of your own model.
        encoder: an .onnx file, a folder in the layout of the Hugging Face Hub, or the id of a model there, which is downloaded once.
            A dict gives more: {"onnx": "encoder.onnx", "output": "embedding", "input": {"size": 32, "mean": [0.5], "std": [0.5]}}.

    The rest
        classifier: an .onnx file (or such a dict) of the model itself, in place of predictions.
        captions, method, name, seed: keys of the config, as docs/formats.md has them.
        out: folder of the run; without, a temporary one that stays until the system clears it. The arrays are written beside it.
        quiet: print warnings only, and not what was concluded, how accurate the model is, and what was found.

    Returns a Run: `print(run)`, `.examples`, `.flagged(class)`, `.directions`, `.score(embeddings)`, `.weights()`, `.sampler()`, `.show()`.

    Raises ValueError if the arguments do not fit together, FaultlineError with the command's own words if it refuses them,
    among them labels and predictions that cannot be right.
    """
    folder = images if isinstance(images, (str, os.PathLike)) else None
    images = None if folder is not None or images is None else list(images)
    classes = class_names(classes)
    labels = names_or_indices("labels", labels, classes)
    p = None if probabilities is None else rows_of_probabilities(probabilities, classes)
    said = p.argmax(axis=1) if predictions is None and p is not None else predictions
    x = None if embeddings is None else vectors(embeddings)
    given = {
        "id": None if ids is None else [str(id_) for id_ in plain(ids)],
        "label": labels,
        "prediction": names_or_indices("predictions", said, classes),
        "confidence": None if confidences is None else plain(confidences),
        "probabilities": None if p is None else p.tolist(),
        "split": None if splits is None else plain(splits),
        **{key: plain(values) for key, values in (metadata or {}).items()},
    }
    columns = {key: values for key, values in given.items() if values is not None}
    same_length({"images": images, "embeddings": x if columns else None, **columns})
    _refuse(folder, embeddings, encoder, metadata, labels, columns.get("prediction", classifier))

    out = Path(out if out is not None else tempfile.mkdtemp(prefix="faultline-") + "/run")
    inputs = out.parent / f"{out.name}-inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    if columns and folder is not None:
        images, classes = folder_files(folder, labels, classes)
    words = [] if columns else [folder]
    if images is not None:
        paths = image_files(images, inputs / "images")
        root = common_folder(paths)
        words += ["--images", root]
        columns["file_name"] = [os.path.relpath(path, root).replace(os.sep, "/") for path in paths]
    elif columns and "id" not in columns:
        columns["id"] = [str(row) for row in range(len(labels))]
    if columns:
        (inputs / "examples.jsonl").write_text(json_lines(columns), encoding="utf-8")
        words.append(inputs / "examples.jsonl")
        for role, column in COLUMNS.items():
            words += ["--column", f"{role}={column if column in columns else ''}"]
    if classes is not None:
        (inputs / "classes.txt").write_text("".join(f"{each}\n" for each in classes), encoding="utf-8")
        words += ["--classes", inputs / "classes.txt"]
    if x is not None:
        np.save(inputs / "embeddings.npy", x)
        words += ["--embeddings", inputs / "embeddings.npy"]
    words += [*_model("encoder", encoder, "--output"), *_model("classifier", classifier, "--classifier-output")]
    words += _settings("method.", method or {})
    for key, value in {"captions": captions, "groups": groups, "name": name, "seed": seed}.items():
        if value is not None:
            words += ["--set", f"{key}={json.dumps(value)}"]
    call("run", *words, "--out", out, quiet=quiet)
    return Run(out)


def _refuse(folder, embeddings, encoder, metadata, labels, predictions):
    """What is missing, or given twice."""
    if (embeddings is None) == (encoder is None):
        given = "neither" if encoder is None else "both"
        raise ValueError(
            f"Cannot run: {given} of embeddings and encoder given, expected one, which tells what the images look like: "
            "embeddings=float[n, d] that you have, of CLIP or DINO, or else of the layer before the last of your own model; "
            'encoder="encoder.onnx"; or encoder="Xenova/clip-vit-base-patch32", which is downloaded from huggingface.co once'
        )
    if folder is not None and not os.path.isdir(folder):
        raise ValueError(f"Cannot run: no folder {os.fspath(folder)!r}, expected one, or a list of paths")
    if folder is None and labels is None:
        raise ValueError("Cannot run: no labels, expected the true class of each image")
    if folder is None and predictions is None:
        raise ValueError("Cannot run: no predictions, expected what the model says of each image; or probabilities, or classifier")
    taken = {*COLUMNS, *COLUMNS.values()} & set(metadata or {})
    if taken:
        raise ValueError(f"Cannot use metadata {sorted(taken)}: names of columns that the arguments have, expected others")


def _model(key, model, output):
    """Flags for a model: a path or an id, or the config's own section of it."""
    if model is None:
        return []
    if not isinstance(model, dict):
        return [f"--{key}", model]
    rest = {name: value for name, value in model.items() if name not in ("onnx", "model", "output")}
    named = [output, model["output"]] if "output" in model else []
    return [f"--{key}", model.get("onnx") or model.get("model"), *named, *_settings(f"{key}.", rest)]


def _settings(before, values):
    """A --set for each value, so that what the command concludes of others stays."""
    words = []
    for key, value in values.items():
        if isinstance(value, dict):
            words += _settings(f"{before}{key}.", value)
        else:
            words += ["--set", f"{before}{key}={json.dumps(value)}"]
    return words

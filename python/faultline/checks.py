"""What is refused before the command is called, in words of the arguments."""
from difflib import get_close_matches

import numpy as np

from .arrays import array, plain


def class_names(classes):
    """Names of the classes as a list; None if none are given."""
    if classes is None:
        return None
    names = [str(name) for name in plain(classes)]
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(f"Cannot use classes {names}: expected two names or more, each once")
    return names


def names_or_indices(what, values, classes):
    """One class a row, as text or int; None where it is not known. Numbers of a column with gaps, 3.0, are ints again."""
    if values is None:
        return None
    shape = array(values).shape
    if len(shape) != 1:
        raise ValueError(
            f"Cannot use {what} of shape {shape}: expected one name or index a row"
            + (f"; of scores a class: {what}.argmax(1), and probabilities=..." if len(shape) == 2 else "")
        )
    items = [int(item) if isinstance(item, float) and item.is_integer() else item for item in plain(values)]
    for row, item in enumerate(items):
        if classes is None or item is None or isinstance(item, bool):
            continue
        if isinstance(item, str) and item not in classes:
            raise ValueError(f"Cannot use {what}: {item!r} in row {row} is no class{did_you_mean(item, classes)}")
        if isinstance(item, int) and not 0 <= item < len(classes):
            raise ValueError(f"Cannot use {what}: {item} in row {row}, expected 0 to {len(classes) - 1}")
    return items


def did_you_mean(name, names):
    """The nearest of some names, else all of them, to end a message with."""
    near = get_close_matches(str(name), names, n=1)
    return f"; did you mean {near[0]!r}?" if near else f", expected one of {', '.join(map(str, names[:20]))}"


def same_length(columns):
    """One value a row in every column, and one row at least."""
    lengths = {name: len(values) for name, values in columns.items() if values is not None}
    if len(set(lengths.values())) > 1 or 0 in lengths.values():
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise ValueError(f"Cannot run: {told}; expected as many of each, one an image")


def vectors(embeddings):
    """float32[n, d], finite."""
    x = array(embeddings)
    if x.ndim != 2 or x.dtype.kind not in "fiu":
        raise ValueError(f"Cannot use embeddings of shape {x.shape} and type {x.dtype}: expected numbers, (n, d)")
    bad = np.flatnonzero(~np.isfinite(x).all(axis=1))
    if len(bad) > 0:
        raise ValueError(f"Cannot use embeddings: {len(bad)} rows have values that are no numbers, row {bad[0]} first")
    return x.astype(np.float32)


def rows_of_probabilities(probabilities, classes):
    """float[n, k] whose rows sum to 1."""
    p = array(probabilities).astype(float)
    if p.ndim != 2 or (classes is not None and p.shape[1] != len(classes)):
        width = "k" if classes is None else len(classes)
        raise ValueError(f"Cannot use probabilities of shape {p.shape}: expected (n, {width})")
    bad = np.flatnonzero(~((p >= 0).all(axis=1) & (np.abs(p.sum(axis=1) - 1) < 1e-2)))
    if len(bad) > 0:
        raise ValueError(
            f"Cannot use probabilities: {len(bad)} of {len(p)} rows, row {bad[0]} first, are not positive numbers that sum to 1; "
            "of logits: torch.softmax(logits, 1), or scipy.special.softmax(logits, axis=1)"
        )
    return p

"""Arrays of any framework as NumPy's."""
import numpy as np


def array(values):
    """A NumPy array of anything that can be one; a PyTorch tensor is detached and brought to the CPU."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    return np.asarray(values)


def plain(values):
    """A list of Python's own numbers and strings, such as JSON takes; None for an unknown number."""
    items = array(values).tolist() if not isinstance(values, list) else values
    items = [item.item() if hasattr(item, "item") else item for item in items]
    return [None if isinstance(item, float) and item != item else item for item in items]

"""Arrays of any framework as NumPy's, and as Python's own values."""
import numpy as np


def array(values):
    """A NumPy array of anything that can be one; a PyTorch tensor is detached and brought to the CPU."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        # NumPy has no bfloat16.
        values = values.float() if "bfloat16" in str(values.dtype) else values
    return np.asarray(values)


def plain(values):
    """A list of Python's own numbers and strings, such as JSON takes; None for what is not known."""
    items = values if isinstance(values, list) else array(values).tolist()
    return [_plain(item) for item in items]


def _plain(item):
    item = item.item() if hasattr(item, "item") else item
    if type(item).__name__ in ("NAType", "NaTType") or isinstance(item, float) and item != item:
        return None
    return item.decode("utf-8", "replace") if isinstance(item, bytes) else item

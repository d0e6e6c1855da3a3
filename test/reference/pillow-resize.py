# Writes pillow-resize.json: one noisy image and its copies in other sizes, as Pillow resizes them.
# Run with Pillow 9.4 and numpy: python3 test/reference/pillow-resize.py
import json
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

KERNELS = {
    "nearest": Image.NEAREST,
    "linear": Image.BILINEAR,
    "cubic": Image.BICUBIC,
    "lanczos3": Image.LANCZOS,
}
SIZES = [(3, 4), (13, 9), (8, 14), (16, 6), (31, 1)]

pixels = np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)
image = Image.fromarray(pixels)
copies = [
    {
        "kernel": name,
        "width": width,
        "height": height,
        "data": np.asarray(image.resize((width, height), kernel)).ravel().tolist(),
    }
    for name, kernel in KERNELS.items()
    for width, height in SIZES
]
reference = {
    "script": "test/reference/pillow-resize.py",
    "pillow": PIL.__version__,
    "tolerance": 0,
    "width": 8,
    "height": 6,
    "data": pixels.ravel().tolist(),
    "copies": copies,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(reference) + "\n")

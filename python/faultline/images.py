"""Images as files: paths as they are, pictures in memory written as PNG, a folder in torchvision's order."""
import os
import struct
import zlib
from pathlib import Path

import numpy as np

from .arrays import array

# Those of torchvision.datasets.ImageFolder.
ENDINGS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")


def image_files(images, folder):
    """Absolute paths of n images; those that are pictures in memory are written to `folder`."""
    images = list(images)
    files = []
    for row, image in enumerate(images):
        if isinstance(image, (str, os.PathLike)):
            files.append(os.path.abspath(image))
            continue
        file = Path(folder) / f"{row:0{len(str(len(images)))}}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png(_pixels(image, row)))
        files.append(os.path.abspath(file))
    return files


def common_folder(paths):
    """The folder that all of some absolute paths are in; not the whole disk, which would be listed."""
    try:
        root = os.path.commonpath([os.path.dirname(path) for path in paths])
    except ValueError:  # two drives
        root = os.path.abspath(os.sep)
    if os.path.dirname(root) == root:
        raise ValueError(f"Cannot use images: {paths[0]!r} and {paths[-1]!r} have only the disk in common, expected one folder")
    return root


def png(pixels):
    """A PNG file of uint8[h, w] or uint8[h, w, 1 | 3 | 4]."""
    height, width = pixels.shape[:2]
    kind = {1: 0, 3: 2, 4: 6}[pixels.size // (height * width)]
    lines = np.zeros((height, 1 + pixels.size // height), np.uint8)  # each begins with the number of its filter: none
    lines[:, 1:] = pixels.reshape(height, -1)

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    body = zlib.compress(lines.tobytes(), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _pixels(image, row):
    if hasattr(image, "convert"):  # Pillow
        return np.asarray(image.convert("RGB"))
    pixels = array(image)
    shape = pixels.shape
    if pixels.dtype == np.uint8 and 0 not in shape and (len(shape) == 2 or len(shape) == 3 and shape[2] in (1, 3, 4)):
        return pixels
    told = f"Cannot use images: row {row} is {pixels.dtype} of shape {shape}, expected a path, or uint8 (height, width, 3)"
    if pixels.dtype != np.uint8 and pixels.dtype.kind in "fiu":
        told += "; give the pixels as they were before they were normalized; of 0 to 1: (x * 255).round().astype('uint8')"
    if len(shape) == 3 and shape[0] in (1, 3) and shape[2] not in (1, 3, 4):
        told += "; with the channels last: x.transpose(0, 2, 3, 1), of a tensor x.permute(0, 2, 3, 1)"
    raise ValueError(told)


def folder_files(root, labels, classes):
    """The images of class folders in the order of torchvision's ImageFolder, and the names of the folders.

    Rows of arrays are taken to be in that order only if the labels of all of them bear it out.
    """
    folders = sorted(entry.name for entry in os.scandir(root) if entry.is_dir())
    found = [
        (folder, os.path.join(place, name))
        for folder in folders
        for place, _, names in sorted(os.walk(os.path.join(root, folder), followlinks=True))
        for name in sorted(names)
        if name.lower().endswith(ENDINGS)
    ]
    names = classes or folders
    given = [names[label] if isinstance(label, int) and label < len(names) else label for label in labels or []]
    agree = sum(folder == label for (folder, _), label in zip(found, given))
    if not found or agree < len(found) or len(given) != len(found):
        raise ValueError(
            f"Cannot tell which image of {str(root)!r} each row is of: {len(found)} images in class folders, {len(given)} labels, "
            f"{agree} of which are those of the folders in the order of ImageFolder; expected images to be paths, one a row"
        )
    return [path for _, path in found], names

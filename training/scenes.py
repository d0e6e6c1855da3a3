"""Reads the raw scenes that demo/scenes/generate.js writes."""
import json
from pathlib import Path

import numpy as np
import torch

SIZE = 96
# One mean and deviation for all channels of both models: pixels 0..255 become -1..1.
MEAN = STD = 0.5


def load(folder, name):
    """Pixels uint8[n, 3, 96, 96] and a list of n attribute dicts."""
    rows = [json.loads(line) for line in Path(folder, f"{name}.jsonl").read_text().splitlines()]
    pixels = np.fromfile(Path(folder, f"{name}.u8"), dtype=np.uint8)
    pixels = pixels.reshape(len(rows), SIZE, SIZE, 3).transpose(0, 3, 1, 2)
    return torch.from_numpy(np.ascontiguousarray(pixels)), rows


def normalized(pixels):
    scaled = (pixels.float() / 255 - MEAN) / STD
    return scaled.contiguous(memory_format=torch.channels_last)


def shifted(pixels, most, generator):
    """A batch moved by up to `most` pixels, edges repeated, and mirrored half of the time."""
    padded = torch.nn.functional.pad(pixels.float(), [most] * 4, mode="replicate")
    out = torch.empty_like(pixels, dtype=torch.float32)
    moves = torch.randint(0, 2 * most + 1, (len(pixels), 2), generator=generator)
    flips = torch.rand(len(pixels), generator=generator) < 0.5
    for i, (dy, dx) in enumerate(moves.tolist()):
        crop = padded[i, :, dy : dy + SIZE, dx : dx + SIZE]
        out[i] = crop.flip(-1) if flips[i] else crop
    return out


def moved(pixels, generator, shift=8, stretch=0.0, turn=0.0):
    """A batch moved by up to `shift` pixels, stretched, turned (radians) and mirrored at random."""
    count = len(pixels)

    def spread(most):
        return most * (2 * torch.rand(count, generator=generator) - 1)

    angle = spread(turn)
    wide, high = 1 + spread(stretch), 1 + spread(stretch)
    wide = wide * (torch.rand(count, generator=generator) < 0.5).float().mul(2).sub(1)
    rows = [
        torch.stack([angle.cos() * wide, -angle.sin() * high, spread(2 * shift / SIZE)], 1),
        torch.stack([angle.sin() * wide, angle.cos() * high, spread(2 * shift / SIZE)], 1),
    ]
    grid = torch.nn.functional.affine_grid(torch.stack(rows, 1), list(pixels.shape), False)
    return torch.nn.functional.grid_sample(
        pixels.float(), grid, padding_mode="border", align_corners=False
    )

"""The two towers of the tiny CLIP."""
import torch
from torch import nn

from layers import Residual, block

DIMENSIONS = 96


class VisionTower(nn.Module):
    """Pixels float[n, 3, 96, 96] in -1..1 to embeddings float[n, DIMENSIONS]."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 32, 4, 4, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            block(32, 64),
            block(64, 128, 2),
            Residual(128),
            block(128, 192, 2),
            Residual(192),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(192, DIMENSIONS, bias=False),
        )

    def forward(self, pixel_values):
        return self.body(pixel_values)


class TextTower(nn.Module):
    """Word ids int[n, length] and mask to embeddings float[n, DIMENSIONS]: one layer of attention."""

    def __init__(self, words, length, width=96):
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.positions = nn.Parameter(torch.zeros(length, width))
        self.before = nn.LayerNorm(width)
        self.query, self.key, self.value = (nn.Linear(width, width, bias=False) for _ in range(3))
        self.middle = nn.LayerNorm(width)
        self.inner = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
        self.after = nn.LayerNorm(width)
        self.project = nn.Linear(width, DIMENSIONS, bias=False)

    def forward(self, input_ids, attention_mask):
        x = self.words(input_ids) + self.positions[: input_ids.shape[1]]
        y = self.before(x)
        scores = self.query(y) @ self.key(y).transpose(1, 2) / y.shape[2] ** 0.5
        mask = attention_mask.to(x.dtype)
        x = x + (scores + (mask[:, None, :] - 1) * 1e4).softmax(2) @ self.value(y)
        x = x + self.inner(self.middle(x))
        x = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
        return self.project(self.after(x))

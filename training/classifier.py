"""Trains the classifier under study on the train split and writes classifier.onnx.

Nothing here knows of the planted attributes: the failures come from the training data alone.
"""
import argparse
import json
import time
from pathlib import Path

import torch
from torch import nn

import scenes
from layers import Residual, block

CLASSES = ["dog", "cat", "car", "truck", "bird", "airplane", "boat", "fish"]
RATE = 3e-3


def build():
    return nn.Sequential(
        nn.Conv2d(3, 32, 4, 4),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        block(32, 64),
        block(64, 96, 2),
        Residual(96),
        block(96, 128, 2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(128, len(CLASSES)),
    )


class WithFeatures(nn.Module):
    """Probabilities, and the features that the last layer sees."""

    def __init__(self, model):
        super().__init__()
        self.body, self.head = model[:-2], model[-1]

    def forward(self, x):
        features = self.body(x)
        return self.head(features).softmax(1), features


def train(model, pixels, labels, epochs, seed):
    generator = torch.Generator().manual_seed(seed)
    batch = 128
    steps = epochs * (len(pixels) // batch)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    for epoch in range(epochs):
        model.train()
        order = torch.randperm(len(pixels), generator=generator)
        total = 0.0
        for start in range(0, len(pixels) - batch + 1, batch):
            rows = order[start : start + batch]
            images = scenes.moved(pixels[rows], generator, stretch=0.15, turn=0.2)
            light = 1 + 0.2 * (torch.rand(batch, 1, 1, 1, generator=generator) - 0.5)
            loss = loss_of(model(scenes.normalized((images * light).clamp(0, 255))), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * batch
        print(f"epoch {epoch + 1}/{epochs} loss {total / len(pixels):.3f}", flush=True)


@torch.no_grad()
def predict(model, pixels):
    model.eval()
    parts = [model(scenes.normalized(part)).softmax(1) for part in pixels.split(256)]
    return torch.cat(parts)


def accuracy_by_group(rows, predicted):
    """Accuracy and count of every class, and of the minority and majority of planted ones."""
    cells = {}
    for row, index in zip(rows, predicted.tolist()):
        for group in {"all", row["group"]} - {"none"}:
            cells.setdefault(f"{row['label']}/{group}", []).append(CLASSES[index] == row["label"])
    return {name: {"accuracy": sum(c) / len(c), "count": len(c)} for name, c in sorted(cells.items())}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    started = time.time()

    parts = [scenes.load(args.data, split) for split in ["train", "extra"]]
    pixels = torch.cat([part[0] for part in parts])
    rows = [row for part in parts for row in part[1]]
    labels = torch.tensor([CLASSES.index(row["label"]) for row in rows])
    model = build().to(memory_format=torch.channels_last)
    train(model, pixels, labels, args.epochs, args.seed)

    figures = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "epochs": args.epochs,
        "seconds": round(time.time() - started),
        "splits": {},
    }
    for split in ["train", "val", "test"]:
        pixels, rows = scenes.load(args.data, split)
        predicted = predict(model, pixels).argmax(1)
        figures["splits"][split] = accuracy_by_group(rows, predicted)

    Path(args.out).mkdir(parents=True, exist_ok=True)
    file = Path(args.out, "classifier.onnx")
    outputs = ["probs", "features"]
    torch.onnx.export(
        WithFeatures(model).eval(),
        torch.zeros(2, 3, scenes.SIZE, scenes.SIZE),
        str(file),
        input_names=["pixel_values"],
        output_names=outputs,
        dynamic_axes={name: {0: "batch"} for name in ["pixel_values", *outputs]},
        opset_version=14,
    )
    figures["bytes"] = file.stat().st_size
    Path(args.out, "figures.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()

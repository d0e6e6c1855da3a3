"""Trains the tiny CLIP on unbiased scenes and writes it in the Hugging Face layout."""
import argparse
import json
import random
import time
from pathlib import Path

import torch
from torch import nn

import captions
import scenes
from clip_files import write_folder
from clip_model import TextTower, VisionTower

BATCH = 256


def values_of(rows):
    """Index of each scene's value of each attribute, int64[n, 5]."""
    index = {name: {v: i for i, v in enumerate(values)} for name, values in captions.VALUES.items()}
    return torch.tensor([[index[a][row[a]] for a in captions.ATTRIBUTES] for row in rows])


def matches(values, allowed):
    """1 where image i (row) has everything that caption j (column) says."""
    out = torch.ones(len(values), len(allowed), dtype=torch.bool)
    for a, name in enumerate(captions.ATTRIBUTES):
        table = torch.tensor([[v in each[name] for v in captions.VALUES[name]] for each in allowed])
        out &= table[:, values[:, a]].T
    return out.float()


def contrast(logits, match):
    """Cross-entropy both ways, each row's target shared by all that match."""
    towards_text = -(match / match.sum(1, keepdim=True) * logits.log_softmax(1)).sum(1).mean()
    match = match.T
    towards_image = -(match / match.sum(1, keepdim=True) * logits.T.log_softmax(1)).sum(1).mean()
    return (towards_text + towards_image) / 2


def question_captions(rng):
    """Captions for every value of each attribute: first the nouns alone, then each noun with each value."""
    nouns = [rng.choice(captions.NOUNS[label]) for label in captions.NOUNS]
    texts = [captions.phrase(rng, noun) for noun in nouns]
    for name in captions.ATTRIBUTES[1:]:
        for noun in nouns:
            for words in captions.WORDS[name].values():
                texts.append(captions.phrase(rng, noun, **{name: rng.choice(words)}))
    return texts


def question_loss(image, text, values, scale, noun_weight):
    """Which noun, and given the noun: which place, tint, size and blur."""
    count = len(captions.NOUNS)
    loss = noun_weight * nn.functional.cross_entropy(scale * image @ text[:count].T, values[:, 0])
    at = count
    for a, name in enumerate(captions.ATTRIBUTES[1:], start=1):
        width = len(captions.VALUES[name])
        bank = text[at : at + count * width].reshape(count, width, -1)[values[:, 0]]
        logits = scale * torch.einsum("nd,nvd->nv", image, bank)
        loss = loss + nn.functional.cross_entropy(logits, values[:, a])
        at += count * width
    return loss / (len(captions.ATTRIBUTES) - 1 + noun_weight)


def embed_texts(tower, texts):
    ids, mask = captions.tokenize(texts)
    return nn.functional.normalize(tower(torch.tensor(ids), torch.tensor(mask)), dim=1)


def train(vision, text, pixels, rows, args):
    epochs, seed = args.epochs, args.seed
    generator = torch.Generator().manual_seed(seed)
    rng = random.Random(seed)
    values = values_of(rows)
    log_scale = nn.Parameter(torch.tensor(2.5))
    parameters = [*vision.parameters(), *text.parameters(), log_scale]
    optimizer = torch.optim.AdamW(parameters, lr=args.rate, weight_decay=0.02)
    steps = epochs * (len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, args.rate, total_steps=steps, pct_start=0.2)
    started = time.time()
    for epoch in range(epochs):
        vision.train()
        order = torch.randperm(len(rows), generator=generator)
        totals = torch.zeros(2)
        for start in range(0, len(rows) - BATCH + 1, BATCH):
            at = order[start : start + BATCH]
            images = scenes.shifted(pixels[at], 6, generator)
            image = nn.functional.normalize(vision(scenes.normalized(images)), dim=1)
            described = [captions.caption(rng, rows[i]) for i in at.tolist()]
            texts = [each[0] for each in described] + question_captions(rng)
            embedded = embed_texts(text, texts)
            scale = log_scale.exp().clamp(max=60)
            match = matches(values[at], [each[1] for each in described])
            first = contrast(scale * image @ embedded[:BATCH].T, match)
            second = question_loss(
                image, embedded[BATCH:], values[at], scale, args.noun_weight
            )
            optimizer.zero_grad()
            (first + second).backward()
            optimizer.step()
            schedule.step()
            totals += torch.tensor([first.item(), second.item()])
        mean = (totals / (len(rows) // BATCH)).tolist()
        print(f"epoch {epoch + 1}/{epochs} contrast {mean[0]:.3f} questions {mean[1]:.3f} "
              f"scale {log_scale.exp().item():.1f} {time.time() - started:.0f} s", flush=True)


@torch.no_grad()
def embed_images(vision, pixels):
    vision.eval()
    return torch.cat([vision(scenes.normalized(part)) for part in pixels.split(256)])


@torch.no_grad()
def zero_shot(vision, text, pixels, rows):
    """Accuracy of each attribute by the nearest of plain captions that do not name the others."""
    text.eval()
    image = nn.functional.normalize(embed_images(vision, pixels), dim=1)
    values = values_of(rows)
    plain = {
        "label": lambda v: f"a photo of a {v}",
        "background": lambda v: f"a photo of a thing {captions.WORDS['background'][v][0]}",
    }
    figures = {}
    for a, name in enumerate(captions.ATTRIBUTES):
        sentence = plain.get(name, lambda v: f"a photo of a {v} thing")
        bank = embed_texts(text, [sentence(v) for v in captions.VALUES[name]])
        right = (image @ bank.T).argmax(1) == values[:, a]
        figures[name] = {"accuracy": right.float().mean().item()}
        for i, value in enumerate(captions.VALUES[name]):
            figures[name][value] = right[values[:, a] == i].float().mean().item()
    by_size = {}
    for value in captions.VALUES["size"]:
        for blur in captions.VALUES["blur"]:
            at = torch.tensor([r["size"] == value and r["blur"] == blur for r in rows])
            bank = embed_texts(text, [f"a photo of a {v}" for v in captions.VALUES["label"]])
            right = (image[at] @ bank.T).argmax(1) == values[at, 0]
            by_size[f"{value}, {blur}"] = right.float().mean().item()
    figures["label by size and blur"] = by_size
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True, nargs="+", help="scenes to learn from")
    parser.add_argument("--held-out", required=True, help="scenes of another seed")
    parser.add_argument("--out", required=True)
    parser.add_argument("--weights", required=True, help="where to keep the weights for --start")
    parser.add_argument("--start", help="weights to go on from")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--noun-weight", type=float, default=1)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    started = time.time()
    parts = [scenes.load(folder, "unbiased") for folder in args.data]
    pixels = torch.cat([part[0] for part in parts])
    rows = [row for part in parts for row in part[1]]
    vision = VisionTower().to(memory_format=torch.channels_last)
    text = TextTower(len(captions.VOCABULARY), captions.LENGTH)
    if args.start:
        for tower, weights in zip((vision, text), torch.load(args.start)):
            tower.load_state_dict(weights)
    train(vision, text, pixels, rows, args)
    torch.save((vision.state_dict(), text.state_dict()), args.weights)
    held_pixels, held_rows = scenes.load(args.held_out, "unbiased")
    write_folder(Path(args.out), vision, text)
    figures = {
        "scenes": len(rows),
        "heldOut": len(held_rows),
        "epochs": args.epochs,
        "seconds": round(time.time() - started),
        "parameters": {
            "vision": sum(p.numel() for p in vision.parameters()),
            "text": sum(p.numel() for p in text.parameters()),
        },
        "words": len(captions.VOCABULARY),
        "zeroShot": zero_shot(vision, text, held_pixels, held_rows),
    }
    Path(args.out, "figures.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()

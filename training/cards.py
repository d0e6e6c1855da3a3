"""Writes the model cards classifier.md and clip.md from the figures that training left."""
import json
from pathlib import Path

HERE = Path(__file__).parent


def percent(x):
    return f"{100 * x:.1f} %"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def fill(name, figures, tables):
    text = (HERE / f"{name}.template.md").read_text()
    for key, value in {**figures, **tables}.items():
        text = text.replace(f"{{{key}}}", str(value))
    (HERE / f"{name}.md").write_text(text)


def classifier():
    figures = json.loads((HERE / "classifier.json").read_text())
    rows = []
    for cell in figures["splits"]["test"]:
        each = [figures["splits"][split].get(cell) for split in ["train", "val", "test"]]
        shown = [f"{percent(e['accuracy'])} of {e['count']}" if e else "" for e in each]
        rows.append([*cell.split("/"), *shown])
    head = ["class", "group", "train", "val", "test"]
    fill("classifier", figures, {"accuracy": table(head, rows)})


def clip():
    figures = json.loads((HERE / "clip.json").read_text())
    zero = figures["zeroShot"]
    cells = zero.pop("label by size and blur")
    rows = []
    for name, scores in zero.items():
        values = ", ".join(f"{v} {percent(s)}" for v, s in scores.items() if v != "accuracy")
        rows.append([name, percent(scores["accuracy"]), values])
    by_cell = table(["object and picture", "class accuracy"], [[k, percent(v)] for k, v in cells.items()])
    zero_shot = table(["attribute", "accuracy", "by value"], rows)
    fill("clip", {**figures, **figures["parameters"]}, {"zero-shot": zero_shot, "by-size-and-blur": by_cell})


classifier()
clip()

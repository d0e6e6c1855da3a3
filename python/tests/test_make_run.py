import json

import numpy as np
import pytest

import faultline

CLASSES = ["cat", "dog", "o'brien, =1+1"]
IMAGES = np.arange(2 * 4 * 5 * 3, dtype=np.uint8).reshape(2, 4, 5, 3)
GIVEN = {"images": IMAGES, "labels": ["cat", "dog"], "predictions": ["cat", "cat"], "embeddings": np.eye(2)}
REFUSED = [
    ("no embeddings", {"embeddings": None}, "neither of embeddings and encoder.*embeddings=float.*encoder="),
    ("both", {"encoder": "a.onnx"}, "both of embeddings and encoder"),
    ("no labels", {"labels": None}, "no labels"),
    ("no predictions", {"predictions": None}, "no predictions"),
    ("lengths", {"labels": ["cat"]}, "images 2, embeddings 2, label 1, prediction 2"),
    ("no rows", {"images": [], "labels": [], "predictions": [], "embeddings": np.zeros((0, 2))}, "images 0"),
    ("a name that is no class", {"classes": CLASSES, "labels": ["cat", "dogg"]}, "'dogg' in row 1 is no class; did you mean 'dog'"),
    ("an index that is no class", {"classes": CLASSES, "predictions": [0, 3]}, "3 in row 1, expected 0 to 2"),
    ("a class twice", {"classes": ["cat", "cat"]}, "each once"),
    ("scores as predictions", {"predictions": np.eye(2)}, r"predictions of shape \(2, 2\).*argmax"),
    ("logits as probabilities", {"probabilities": [[2.0, -1.0], [0.5, 0.5]]}, "1 of 2 rows, row 0 first.*softmax"),
    ("too few columns", {"probabilities": np.eye(2), "classes": CLASSES}, r"expected \(n, 3\)"),
    ("vectors that are none", {"embeddings": [[1, np.nan], [0, 1]]}, "row 0 first"),
    ("normalized pixels", {"images": IMAGES / np.float32(255)}, "row 0 is float32 of shape .*before they were normalized"),
    ("channels first", {"images": IMAGES.transpose(0, 3, 1, 2)}, r"shape \(3, 4, 5\).*channels last"),
    ("paths of two disks", {"images": ["/a/b.png", "/c/d.png"]}, "only the disk in common"),
    ("no folder", {"images": "nowhere"}, "no folder 'nowhere'"),
    ("metadata under a taken name", {"metadata": {"label": [1, 2]}}, r"metadata \['label'\]"),
]


@pytest.mark.parametrize("given, message", [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_right_is_refused_before_the_command_is_called(given, message, monkeypatch, tmp_path):
    monkeypatch.setattr("faultline.make_run.call", lambda *words, **_: pytest.fail("called"))
    with pytest.raises(ValueError, match=message):
        faultline.run(**{**GIVEN, "out": tmp_path / "run", **given})


def called(monkeypatch, tmp_path, **given):
    """What the command would be called with: its flags, those of columns and settings by their names, and the rows of the table."""
    words = []
    monkeypatch.setattr("faultline.make_run.call", lambda *given, **_: words.extend(map(str, given)))
    monkeypatch.setattr("faultline.make_run.Run", lambda out: out)
    faultline.run(**{**GIVEN, "out": tmp_path / "run", **given})
    flags = {}
    for flag, value in zip(words, words[1:]):
        if flag in ("--column", "--set"):
            flags.update([value.split("=", 1)])
        elif flag.startswith("--"):
            flags[flag] = value
    table = tmp_path / "run-inputs" / "examples.jsonl"
    return flags, [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]


def test_pictures_in_memory_are_written_as_they_are(monkeypatch, tmp_path):
    image = pytest.importorskip("PIL.Image")
    gray = [IMAGES[0, :, :, 0], image.fromarray(IMAGES[1])]
    for images, expected in ((IMAGES, IMAGES), (gray, gray)):
        flags, rows = called(monkeypatch, tmp_path, images=images)
        assert [row["file_name"] for row in rows] == ["0.png", "1.png"]
        for row, pixels in zip(rows, expected):
            written = np.asarray(image.open(f"{flags['--images']}/{row['file_name']}"))
            np.testing.assert_array_equal(written, np.asarray(pixels))


def test_a_folder_is_read_in_the_order_of_image_folder_if_the_labels_bear_it_out(monkeypatch, tmp_path):
    for name in ("dog/b.png", "dog/a.PNG", "cat/z/c.jpg", "cat/y.txt"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).touch()
    given = {"images": tmp_path / "data", "labels": [0, 1, 1], "predictions": [0, 0, 1], "embeddings": np.eye(3)}
    flags, rows = called(monkeypatch, tmp_path, **given)
    assert [row["file_name"] for row in rows] == ["cat/z/c.jpg", "dog/a.PNG", "dog/b.png"]
    assert (tmp_path / "run-inputs" / "classes.txt").read_text() == "cat\ndog\n" and "--classes" in flags
    for labels, message in (([1, 0, 1], "1 of which"), ([0, 1], "3 images in class folders, 2 labels"), (["cat", None, "dog"], "2 of which")):
        with pytest.raises(ValueError, match=message):
            called(monkeypatch, tmp_path, **{**given, "labels": labels, "predictions": labels, "embeddings": np.eye(len(labels))})


def test_columns_that_are_not_given_play_no_role_and_gaps_leave_indices_whole(monkeypatch, tmp_path):
    flags, rows = called(
        monkeypatch, tmp_path, labels=[1.0, float("nan")], predictions=np.array([b"cat", b"dog"]), metadata={"score": [0.5, 1]},
        method={"folds": 3}, encoder={"onnx": "e.onnx", "output": "pool", "input": {"size": 32}}, embeddings=None,
    )
    assert [(row["label"], row["prediction"], row["score"]) for row in rows] == [(1, "cat", 0.5), (None, "dog", 1)]
    assert (flags["label"], flags["confidence"], flags["id"]) == ("label", "", "")
    assert (flags["--encoder"], flags["--output"], flags["encoder.input.size"], flags["method.folds"]) == ("e.onnx", "pool", "32", "3")
    assert "encoder.input.mean" not in flags and "captions" not in flags

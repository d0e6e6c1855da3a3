import json
import subprocess
import sys
import types

import numpy as np
import pytest

import faultline
from faultline.command import call
from faultline.runs import Page

CLASSES = ["cat", "dog", "o'brien, =1+1"]


def planted():
    """Images of a class that lie far out along feature 7 are taken for the next class; ids are hostile."""
    random = np.random.default_rng(3)
    n, d = 900, 8
    labels = np.arange(n) % 3
    x = random.normal(size=(n, d))
    x[np.arange(n), labels] += 3
    hard = random.random(n) < 0.3
    x[hard, 7] += 4
    wrong = (hard & (labels < 2) & (random.random(n) < 0.7)) | (random.random(n) < 0.04)
    predictions = np.where(wrong, (labels + 1) % 3, labels)
    confidences = np.where(wrong, 0.2, 0.8) + random.uniform(-0.1, 0.1, n)
    splits = np.array(["train", "val", "test"])[np.arange(n) // 3 % 3]
    ids = [f"=cmd|'/c calc'!{i}\u2028\u202e\N{SNOWMAN}" for i in range(n)]
    return x.astype(np.float32), labels, predictions, confidences, splits, ids


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    x, labels, predictions, confidences, splits, ids = planted()
    out = tmp_path_factory.mktemp("python") / "run"
    return faultline.run(
        None, [CLASSES[i] for i in labels], predictions, confidences=confidences, embeddings=x, splits=splits,
        ids=ids, classes=CLASSES, metadata={"site": np.where(labels > 1, "a", "b")}, out=out, quiet=True,
        method={"permutations": 199},
    )


def test_a_run_from_arrays_finds_the_planted_failure(made):
    x, labels, predictions, _, _, ids = planted()
    assert made.classes == CLASSES
    assert {direction["class"] for direction in made.directions} >= {"cat", "dog"}
    columns = made.columns
    assert columns["id"].tolist() == ids
    assert columns["prediction"].tolist() == [CLASSES[i] for i in predictions]
    assert columns["site"][2] == "a"
    cats = made.flagged("cat")
    assert len(cats["id"]) > 20 and set(cats["label"]) == {"cat"}
    assert (np.diff(np.asarray(cats["decisionValue"])) >= 0).all()
    rows = [ids.index(i) for i in cats["id"]]
    assert x[rows, 7].mean() > x[labels == 0, 7].mean() + 1


def test_scores_are_those_of_the_command(made):
    x, labels, *_ = planted()
    stored = made.columns["decisionValue"]
    scores = made.score(x, labels)
    np.testing.assert_array_equal(np.isnan(scores), np.isnan(stored))
    known = ~np.isnan(stored)
    assert known.sum() > 500
    np.testing.assert_allclose(scores[known], stored[known], rtol=0, atol=1e-12)
    by_name = made.score(x, [CLASSES[i] for i in labels])
    np.testing.assert_array_equal(by_name, scores)
    assert made.score(x).shape == (len(x), len(made.directions))


def test_scores_are_those_of_the_exported_module(made, tmp_path):
    subprocess.run([*faultline.command(), "export", str(made.folder), "--python", str(tmp_path / "scorer.py")], check=True)
    space = {}
    exec((tmp_path / "scorer.py").read_text(), space)
    x = planted()[0]
    np.testing.assert_allclose(made.score(x), space["score"](x), rtol=0, atol=1e-12)


def test_vectors_of_another_length_and_unknown_classes_are_refused(made):
    x = planted()[0]
    with pytest.raises(ValueError, match=r"\(900, 7\), expected \(n, 8\)"):
        made.score(x[:, :7])
    with pytest.raises(ValueError, match="unknown classes"):
        made.score(x[:1], ["bird"])
    with pytest.raises(ValueError, match="did you mean 'cat'"):
        made.flagged("cats")


def test_weights_are_two_for_flagged_training_examples(made):
    columns = made.columns
    weights = made.weights("times-two")
    train = columns["split"] == "train"
    flagged = np.array([flag is True for flag in columns["flagged"].tolist()])
    np.testing.assert_array_equal(weights, np.where(train, np.where(flagged, 2.0, 1.0), -1.0))
    with pytest.raises(ValueError, match="no examples of split 'pool', only of test, train, val"):
        made.weights(split="pool")


def test_the_sampler_follows_the_order_of_the_training_set(made, monkeypatch):
    """PyTorch itself is not needed here: what it is handed is what counts."""
    handed = []
    data = types.ModuleType("torch.utils.data")
    data.WeightedRandomSampler = lambda weights, num_samples: handed.append((weights, num_samples))
    for name, module in {"torch": types.ModuleType("torch"), "torch.utils": types.ModuleType("torch.utils"), "torch.utils.data": data}.items():
        monkeypatch.setitem(sys.modules, name, module)
    weights, ids = made.weights(), made.columns["id"]
    train = np.flatnonzero(weights >= 0)[::-1]
    monkeypatch.setattr(made, "weights", lambda *_: weights, raising=True)
    made.sampler(order=ids[train].tolist())
    made.sampler()
    assert handed[0] == (weights[train].tolist(), len(train))
    assert handed[1] == (weights[weights >= 0].tolist(), len(train))
    with pytest.raises(ValueError, match="1 of 1 ids .* 'nowhere' first"):
        made.sampler(order=["nowhere"])


def test_examples_are_a_data_frame_or_else_arrays(made, monkeypatch):
    pandas = pytest.importorskip("pandas")
    assert isinstance(made.examples, pandas.DataFrame)
    assert made.examples["decisionValue"].dtype == np.float64
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert isinstance(made.examples, dict)
    assert len(made.flagged("cat")["id"]) == len(made.flagged("cat")["label"]) > 0


def test_a_page_shows_the_report_as_a_frame_that_cannot_reach_the_notebook(tmp_path):
    file = tmp_path / "report.html"
    file.write_text('<head></head><p title="x">1 & 2</p></iframe><script>')
    html = Page(file, 300)._repr_html_()
    assert html.count("<iframe") == html.count("</iframe>") == 1
    assert 'sandbox="allow-scripts"' in html and "&lt;/iframe&gt;" in html
    # Chromium takes "#/images" for a link of the notebook otherwise.
    assert "&lt;head&gt;&lt;base href=&quot;about:srcdoc&quot;&gt;" in html


def test_logged_predictions_are_json_lines(tmp_path):
    file = tmp_path / "preds.jsonl"
    faultline.log_predictions(file, ["a.png", "=b.png"], [0, 1], probabilities=np.float32([[0.75, 0.25], [0.5, 0.5]]), split="val")
    faultline.log_predictions(file, ["c.png"], ["dog"], ["cat"])
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert rows[1] == {"file_name": "=b.png", "label": 1, "probabilities": [0.5, 0.5], "prediction": 0, "split": "val"}
    assert rows[2] == {"file_name": "c.png", "label": "dog", "prediction": "cat"}
    with pytest.raises(ValueError, match="equal lengths"):
        faultline.log_predictions(file, ["d.png"], [0, 1], [0])
    with pytest.raises(ValueError, match="neither predictions nor probabilities"):
        faultline.log_predictions(file, ["d.png"], [0])


def test_a_refusal_carries_the_words_of_the_command(tmp_path, capfd):
    with pytest.raises(faultline.FaultlineError, match="no run.json"):
        faultline.Run(tmp_path)
    with pytest.raises(faultline.FaultlineError, match="^Unknown flag .*\n  hint: "):
        call("run", "--nonsense", quiet=True)
    assert capfd.readouterr() == ("", "")


def test_a_command_that_is_not_there_is_said_and_not_looked_for_elsewhere(tmp_path, monkeypatch):
    monkeypatch.delenv("FAULTLINE_COMMAND", raising=False)
    monkeypatch.setattr(sys.modules["faultline.command"], "__file__", str(tmp_path / "a" / "b" / "c.py"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(faultline.FaultlineError, match="Cannot find node.*\n.*FAULTLINE_COMMAND"):
        faultline.command()
    monkeypatch.setattr("shutil.which", lambda name: "/bin/node" if name == "node" else None)
    with pytest.raises(faultline.FaultlineError, match="Cannot find the faultline command"):
        faultline.command()
    script = tmp_path / "node_modules" / "faultline" / "bin" / "faultline.js"
    script.parent.mkdir(parents=True)
    script.touch()
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert faultline.command() == ["/bin/node", str(script)]
    monkeypatch.setenv("FAULTLINE_COMMAND", str(tmp_path / "nothing"))
    with pytest.raises(faultline.FaultlineError, match="Cannot start .*nothing"):
        call("run")

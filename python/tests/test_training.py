import re
from pathlib import Path

import numpy as np
import pytest

import glasscape


def short(name: str, steps: int) -> str:
    text = glasscape.training_config(name)
    text = re.sub(r"(?m)^steps = .*$", f"steps = {steps}", text)
    return re.sub(r"(?m)^log_steps = .*$", f"log_steps = [0, {steps}]", text)


def test_tables_of_a_training_run(tmp_path: Path):
    tables = glasscape.train(short("paper_bn", 20), seeds=2, folder=str(tmp_path))
    history = tables["history"]
    assert list(history["seed"]) == [1, 1, 2, 2]
    assert list(history["step"]) == [0, 20, 0, 20]
    assert np.all(history["test_loss"] > 0.0)
    assert len({len(column) for column in tables["depth"].values()}) == 1

    spectrum = glasscape.depth_spectrum(str(tmp_path / "seed1.ckpt"))
    shares = spectrum["shares"]
    assert np.sum(shares["output_share"]) == pytest.approx(1.0)
    assert glasscape.Mixture(spectrum["spec"]).depth_mean > 1.0


def test_a_seed_does_not_depend_on_threads_or_company():
    config = short("train_bn", 10)
    glasscape.set_threads(2)
    both = glasscape.train(config, seeds=2)["history"]
    glasscape.set_threads(1)
    second = glasscape.train(config, first_seed=2)["history"]
    glasscape.set_threads(0)
    assert list(both["test_loss"][2:]) == list(second["test_loss"])


def small_images(points: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Stripes of two channels, across or along, and their labels."""
    rng = np.random.default_rng(seed)
    labels = np.arange(points) % 3
    waves = np.stack([np.add.outer((k > 0) * np.arange(6), (k != 1) * np.arange(5)) for k in range(3)])
    bright = 120 + 80 * np.sin(1.6 * waves[labels] + rng.uniform(0, 6, (points, 1, 1)))
    images = bright[:, None] + rng.normal(0, 20, (points, 2, 6, 5))
    return images.clip(0, 255).astype(np.uint8), labels


CONVOLUTIONS = """name = "stripes"
[convolutional]
widths = [4, 8]
blocks = 1
[training]
learning_rate = 0.1
batch = 16
log_steps = [0, 8]
steps = 8
test_points = 20
spectrum_points = 16
gradient_points = 16
"""


def write_idx(path: Path, array: np.ndarray) -> None:
    path.write_bytes(bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.astype(np.uint8).tobytes())


def same_tables(one: dict, other: dict) -> bool:
    return all(
        np.array_equal(one[name][column], other[name][column], equal_nan=one[name][column].dtype.kind == "f")
        for name in one
        for column in one[name]
        if isinstance(one[name][column], np.ndarray)
    )


def test_arrays_train_as_the_files_that_hold_them(tmp_path: Path):
    images, labels = small_images(60)
    write_idx(tmp_path / "images", images)
    write_idx(tmp_path / "labels", labels)
    from_files = glasscape.train(CONVOLUTIONS, data=f"idx:{tmp_path}/images,{tmp_path}/labels")
    assert same_tables(glasscape.train(CONVOLUTIONS, images=images, labels=labels), from_files)
    # Bytes count as parts of 255.
    parts = images.astype(np.float32) / np.float32(255)
    assert same_tables(glasscape.train(CONVOLUTIONS, images=parts, labels=labels.astype(np.uint8)), from_files)
    assert not same_tables(glasscape.train(CONVOLUTIONS, images=images[::-1], labels=labels), from_files)

    held, held_labels = small_images(20, seed=1)
    write_idx(tmp_path / "test", held)
    write_idx(tmp_path / "test_labels", held_labels)
    with_tests = f"idx:{tmp_path}/images,{tmp_path}/labels,{tmp_path}/test,{tmp_path}/test_labels"
    tested = glasscape.train(CONVOLUTIONS, images=images, labels=labels, test_images=held, test_labels=held_labels)
    assert same_tables(tested, glasscape.train(CONVOLUTIONS, data=with_tests))

    # One channel may be left out, and more than 256 classes take wider labels.
    grey, many = images[:, 0], labels + 400
    assert same_tables(
        glasscape.train(CONVOLUTIONS, images=grey, labels=many, steps=2),
        glasscape.train(CONVOLUTIONS, images=grey[:, None], labels=many, steps=2),
    )


def test_a_folder_keeps_the_arrays_beside_the_checkpoints(tmp_path: Path):
    images, labels = small_images(60)
    folder = tmp_path / "run"
    glasscape.train(CONVOLUTIONS, images=images, labels=labels, folder=folder)
    moved = (folder).rename(tmp_path / "moved")
    spectrum = glasscape.depth_spectrum(str(moved / "seed1.ckpt"), points=16, gradient_points=16)
    assert len(spectrum["shares"]["r"]) == 3
    assert sorted(path.name for path in moved.iterdir()) == ["images.idx", "labels.idx", "seed1.ckpt"]

    again = glasscape.train(CONVOLUTIONS, images=images, labels=labels, folder=moved, steps=16, resume=True)
    assert list(again["history"]["step"])[-1] == 16
    with pytest.raises(ValueError, match="earlier run"):
        glasscape.train(CONVOLUTIONS, images=images, labels=labels, folder=moved)
    before = (moved / "images.idx").read_bytes()
    with pytest.raises(ValueError, match="was made by another run: data"):
        glasscape.train(CONVOLUTIONS, images=images + 1, labels=labels, folder=moved, steps=16, resume=True)
    with pytest.raises(ValueError, match="images.idx: holds other data"):
        glasscape.train(CONVOLUTIONS, images=images + 1, labels=labels, folder=moved, first_seed=2)
    with pytest.raises(ValueError, match="at least 2 samples"):
        glasscape.train(CONVOLUTIONS, images=images + 1, labels=labels, folder=moved, batch=1, overwrite=True)
    assert (moved / "images.idx").read_bytes() == before
    glasscape.train(CONVOLUTIONS, images=images + 1, labels=labels, folder=moved, overwrite=True)
    assert (moved / "images.idx").read_bytes() != before
    with pytest.raises(ValueError, match="at least 2 samples"):
        glasscape.train(CONVOLUTIONS, images=images, labels=labels, folder=tmp_path / "none", batch=1)
    assert not (tmp_path / "none").exists()
    with pytest.raises(ValueError, match="comma"):
        glasscape.train(CONVOLUTIONS, images=images, labels=labels, folder=tmp_path / "a,b")


IMAGES, LABELS = small_images(12)


@pytest.mark.parametrize(
    "given, why",
    [
        ({"images": IMAGES}, "labels: images and labels go together"),
        ({"labels": LABELS}, "images: images and labels go together"),
        ({"test_images": IMAGES, "test_labels": LABELS}, "images of the training are needed"),
        ({"images": IMAGES, "labels": LABELS, "test_images": IMAGES}, "test_labels: images and labels go together"),
        ({"images": IMAGES, "labels": LABELS, "data": "digits"}, "data and images exclude each other"),
        ({"images": IMAGES.reshape(12, -1), "labels": LABELS}, r"shape \(12, 60\): \(points, height, width\) or"),
        ({"images": IMAGES[:, :, :0], "labels": LABELS}, r"shape \(12, 2, 0, 5\)"),
        ({"images": IMAGES.astype(int), "labels": LABELS}, "dtype int64: uint8"),
        ({"images": IMAGES.astype(complex), "labels": LABELS}, "dtype complex128"),
        ({"images": [[[1.0]], [[1.0, 2.0]]], "labels": [0, 1]}, "whose parts have one shape"),
        ({"images": np.where(np.arange(5) > 3, np.nan, 1.0 * IMAGES), "labels": LABELS}, "image 0 holds a number"),
        ({"images": 1e39 * IMAGES.astype(float), "labels": LABELS}, "not finite in single precision"),
        ({"images": IMAGES, "labels": LABELS[:5]}, "one label for each of the 12 images"),
        ({"images": IMAGES, "labels": LABELS * 1.0}, "labels: dtype float64: whole numbers"),
        ({"images": IMAGES, "labels": LABELS - 1}, "labels: -1 is no class"),
        ({"images": IMAGES, "labels": LABELS + 10**6}, "labels: 1000002 is no class"),
        ({"images": IMAGES, "labels": LABELS, "steps": 3, "epochs": 1}, "steps and epochs exclude"),
        (
            {"images": IMAGES, "labels": LABELS, "test_images": IMAGES[:, :, :, :4], "test_labels": LABELS},
            "test_images: images of 2 x 6 x 4, and those of the training of 2 x 6 x 5",
        ),
    ],
)
def test_bad_arrays_are_a_value_error_in_a_sentence(given: dict, why: str):
    with pytest.raises(ValueError, match=why):
        glasscape.train(CONVOLUTIONS, **given)


def test_a_spectrum_as_the_command_tells_it(tmp_path: Path):
    images, labels = small_images(60)
    text = CONVOLUTIONS.replace("blocks = 1", 'blocks = 1\nprecision = "double"')
    glasscape.train(text, images=images, labels=labels, folder=tmp_path)
    checkpoint = str(tmp_path / "seed1.ckpt")
    points = {"points": 10, "gradient_points": 10}
    for options in ({"statistics": "running"}, {"statistics": "centred"}, {"count": "layers"}, {"cotangent": "random"}):
        found = glasscape.depth_spectrum(checkpoint, **points, **options, seed=3)
        told = glasscape.depth(checkpoint, **points, **options, seed=3)
        assert same_tables({"shares": found["shares"]}, {"shares": told})
        assert set(found) == {"shares", "summary", "spec"}
    random = glasscape.depth_spectrum(checkpoint, **points, cotangent="random", paths=4, seed=3)
    norms = np.exp(2 * random["paths"]["log_exact_norm"])
    assert norms / norms.sum() == pytest.approx(random["shares"]["input_gradient_share"], rel=1e-9)
    for options in ({"count": "layers"}, {"statistics": "running"}):
        with pytest.raises(ValueError, match="leave --"):
            glasscape.depth(checkpoint, **points, **options, paths=4)
    for options, why in (
        ({"statistics": "all"}, "none of batch, running, centred"),
        ({"count": "steps"}, "none of blocks, layers"),
        ({"cotangent": "zero"}, "none of loss, random"),
        ({"paths": -1}, "whole number from 0"),
        ({"lesion": 3}, "dense networks"),
    ):
        with pytest.raises(ValueError, match=why):
            glasscape.depth_spectrum(checkpoint, **points, **options)

    glasscape.train(short("paper_bn", 5), folder=tmp_path, overwrite=True)
    dense = glasscape.depth_spectrum(checkpoint, **points, paths=4, lesion=3)
    assert list(dense["lesion"]["deleted"]) == list(range(10))
    beside = glasscape.depth(checkpoint, **points, paths=4, lesion=True, lesion_draws=3)
    assert same_tables({"paths": dense["paths"]}, {"paths": {name: beside[name] for name in dense["paths"]}})
    assert list(beside["r"] + beside["deleted"]) == [10] * 10
    assert list(beside["loss"][::-1]) == list(dense["lesion"]["loss"])
    assert len(dense["paths"]["r"]) == 10
    with pytest.raises(ValueError, match="is for convolutional networks"):
        glasscape.depth_spectrum(checkpoint, count="layers")


def test_bad_input_is_a_value_error(tmp_path: Path):
    assert "paper_bn" in glasscape.training_configs()
    with pytest.raises(ValueError, match="paper_bn"):
        glasscape.train("no_such_config")
    with pytest.raises(ValueError, match="whole number from 1"):
        glasscape.train(seeds=0)
    with pytest.raises(ValueError, match="line 2"):
        glasscape.train("name = 'x'\ncolour = 1\n")
    (tmp_path / "no.ckpt").write_bytes(b"not a checkpoint")
    with pytest.raises(ValueError, match="no.ckpt"):
        glasscape.depth_spectrum(str(tmp_path / "no.ckpt"))


def test_laws_of_path_lengths():
    # (1 + t/2)^3: coefficients 1, 3/2, 3/4, 1/8, squared or with 1/4 in the place of 1/2.
    coherent = np.array([1.0, 2.25, 0.5625, 0.015625])
    assert glasscape.law_shares("coherent", [0.5] * 3) == pytest.approx(coherent / coherent.sum(), rel=1e-14)
    incoherent = np.array([1.0, 0.75, 0.1875, 0.015625])
    assert glasscape.law_shares("incoherent", [-0.5] * 3) == pytest.approx(incoherent / incoherent.sum(), rel=1e-14)
    for law in ("coherent", "incoherent"):
        depth = glasscape.mean_depth(glasscape.law_shares(law, [0.7] * 9))
        assert glasscape.fitted_beta(law, 10, depth) == pytest.approx(0.7, rel=1e-12)
    with pytest.raises(ValueError, match="neither coherent nor incoherent"):
        glasscape.law_shares("loud", [1.0])
    with pytest.raises(ValueError, match="between 1 and the depth"):
        glasscape.fitted_beta("coherent", 3, 4.0)

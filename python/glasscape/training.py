"""Trainings, on data by name or on arrays."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from .table import Table

_MOST_CLASSES = 1_000_000
# Types of the numbers of an IDX file.
_IDX_TYPES = {np.dtype("u1"): 0x08, np.dtype(">i4"): 0x0C, np.dtype(">f4"): 0x0D}


def train(
    config: str = "paper_bn",
    *,
    data: str = "",
    images: npt.ArrayLike | None = None,
    labels: npt.ArrayLike | None = None,
    test_images: npt.ArrayLike | None = None,
    test_labels: npt.ArrayLike | None = None,
    steps: int | None = None,
    epochs: int | None = None,
    batch: int | None = None,
    lr: float | None = None,
    seeds: int = 1,
    first_seed: int = 1,
    folder: str | os.PathLike[str] = "",
    resume: bool = False,
    overwrite: bool = False,
) -> dict[str, Table]:
    """Trains residual networks, one per seed.

    config: a name of training_configs(), a .toml file, or TOML text.
    data: in the place of the configuration's, as `glasscape train --data` takes it: 'digits', 'idx:IMAGES,LABELS', ...
    images: or an array of shape (points, height, width) or (points, channels, height, width), of uint8 or floats, with
    labels 0, 1, ... of the points. Without test_images a sixth of the points is kept for tests. Channels are
    standardised.
    steps: in the place of the configuration's, as are epochs, batch and lr.
    folder: for checkpoints seedK.ckpt, and the arrays as IDX files; '' writes none. Checkpoints that are there are
    continued (resume) or dropped (overwrite), else refused.

    Returns the tables 'history', 'layers' and 'depth', one row per seed and logged step (and layer, or path length)."""

    def run(data: str, *, check: bool = False) -> dict[str, Table]:
        tables: dict[str, Table] = _core._train(
            config,
            data=data,
            steps=steps,
            epochs=epochs,
            batch=batch,
            lr=lr,
            seeds=seeds,
            first_seed=first_seed,
            folder=os.fspath(folder),
            resume=resume,
            overwrite=overwrite,
            check=check,
        )
        return tables

    arrays = _arrays(images, labels, test_images, test_labels)
    if not arrays:
        return run(data)
    if data:
        raise ValueError("data and images exclude each other: give one of them")
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for file, array in arrays.items():
            _write_idx(scratch / file, array)
        if not os.fspath(folder):
            return run(_source(scratch, arrays))
        run(_source(scratch, arrays), check=True)
        _keep(scratch, Path(folder), list(arrays), overwrite)
    return run(_source(Path(folder), arrays))


def _arrays(images: Any, labels: Any, test_images: Any, test_labels: Any) -> dict[str, npt.NDArray[Any]]:
    """The arrays that were given by the names of their files, as an IDX file holds them."""
    if images is None and (test_images is not None or test_labels is not None):
        raise ValueError("test_images: images of the training are needed too")
    arrays: dict[str, npt.NDArray[Any]] = {}
    for prefix, points, classes in (("", images, labels), ("test_", test_images, test_labels)):
        if points is None and classes is None:
            continue
        if points is None or classes is None:
            missing = "images" if points is None else "labels"
            raise ValueError(f"{prefix}{missing}: images and labels go together, and there are none")
        stored = _image_array(points, prefix + "images")
        arrays[prefix + "images.idx"] = stored
        arrays[prefix + "labels.idx"] = _label_array(classes, prefix + "labels", len(stored))
    if "test_images.idx" in arrays and arrays["images.idx"].shape[1:] != arrays["test_images.idx"].shape[1:]:
        sizes = [" x ".join(str(size) for size in np.shape(points)[1:]) for points in (images, test_images)]
        raise ValueError(f"test_images: images of {sizes[1]}, and those of the training of {sizes[0]}: they must agree")
    return arrays


def _image_array(value: Any, name: str) -> npt.NDArray[Any]:
    array = _array(value, name)
    if array.ndim not in (3, 4) or 0 in array.shape:
        raise ValueError(
            f"{name}: shape {array.shape}: (points, height, width) or (points, channels, height, width) is needed, none of them 0"
        )
    if array.dtype != np.uint8 and array.dtype.kind != "f":
        raise ValueError(f"{name}: dtype {array.dtype}: uint8 (0 to 255) or floats are needed")
    if array.ndim == 4 and array.shape[1] == 1:
        array = array[:, 0]
    if array.dtype == np.uint8:
        return array
    with np.errstate(over="ignore"):
        single = array.astype(">f4")
    if not np.isfinite(single).all():
        point = int(np.argwhere(~np.isfinite(single))[0][0])
        raise ValueError(f"{name}: image {point} holds a number that is not finite in single precision")
    return single


def _label_array(value: Any, name: str, points: int) -> npt.NDArray[Any]:
    array = _array(value, name)
    if array.shape != (points,):
        raise ValueError(f"{name}: shape {array.shape}: one label for each of the {points} images is needed, ({points},)")
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name}: dtype {array.dtype}: whole numbers are needed")
    low, high = int(array.min()), int(array.max())
    if low < 0 or high >= _MOST_CLASSES:
        raise ValueError(f"{name}: {low if low < 0 else high} is no class: they are 0 to {_MOST_CLASSES - 1}")
    return array.astype("u1" if high < 256 else ">i4")


def _array(value: Any, name: str) -> npt.NDArray[Any]:
    try:
        return np.asarray(value)
    except ValueError:  # rows of different lengths
        raise ValueError(f"{name}: an array is needed, whose parts have one shape") from None


def _write_idx(path: Path, array: npt.NDArray[Any]) -> None:
    head = bytes([0, 0, _IDX_TYPES[array.dtype], array.ndim]) + np.array(array.shape, dtype=">u4").tobytes()
    path.write_bytes(head + array.tobytes())


def _source(folder: Path, files: dict[str, npt.NDArray[Any]]) -> str:
    if "," in str(folder):
        raise ValueError(f"folder: '{folder}' has a comma in its name, which separates the files of data")
    return "idx:" + ",".join(str(folder / file) for file in files)


def _keep(scratch: Path, folder: Path, files: list[str], overwrite: bool) -> None:
    """Copies files into the folder; those of another training that lie there stay unless they may go."""
    new = [file for file in files if not (folder / file).exists() or not filecmp.cmp(scratch / file, folder / file, shallow=False)]
    for file in new:
        if (folder / file).exists() and not overwrite:
            raise ValueError(f"{folder / file}: holds other data than are given: give another folder, or overwrite=True")
    folder.mkdir(parents=True, exist_ok=True)
    for file in new:
        shutil.copyfile(scratch / file, folder / (file + ".new"))
        os.replace(folder / (file + ".new"), folder / file)

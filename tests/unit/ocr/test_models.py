from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from scanstation.errors import RecognitionUnavailable
from scanstation.ocr import models


def model(folder: Path, name: str, content: bytes = b"model") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.traineddata"
    file.write_bytes(content)
    return file


def test_names_and_hashes_of_all_languages(tmp_path: Path) -> None:
    model(tmp_path, "deu", b"one")
    model(tmp_path, "eng", b"two")
    found = models.locate(("deu", "eng"), tmp_path)
    one, two = (hashlib.sha256(content).hexdigest() for content in (b"one", b"two"))
    assert (found.folder, found.name) == (tmp_path, f"deu:{one}+eng:{two}")


def test_the_missing_file_and_the_folder_are_named(tmp_path: Path) -> None:
    model(tmp_path, "deu")
    with pytest.raises(RecognitionUnavailable) as caught:
        models.locate(("deu", "frk"), tmp_path)
    reason = str(caught.value.details["reason"])
    assert "frk.traineddata" in reason
    assert "deu.traineddata" not in reason
    assert str(tmp_path) in reason


def test_a_named_folder_is_not_replaced_by_a_usual_one(tmp_path: Path) -> None:
    with pytest.raises(RecognitionUnavailable):
        models.locate(("deu",), tmp_path)


def test_all_languages_come_from_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "erster Ort", tmp_path / "zweiter Ort"
    model(first, "deu")
    model(second / "share" / "tessdata", "deu")
    model(second / "share" / "tessdata", "frk")
    monkeypatch.setenv("TESSDATA_PREFIX", str(first))
    monkeypatch.setattr(sys, "prefix", str(second))
    assert models.locate(("deu",)).folder == first
    assert models.locate(("deu", "frk")).folder == second / "share" / "tessdata"


def test_an_installed_windows_program_uses_its_own_models_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = tmp_path / "scanstation", tmp_path / "Anna"
    model(other, "deu")
    model(own / "python" / "share" / "tessdata", "deu")
    monkeypatch.setenv("TESSDATA_PREFIX", str(other))
    monkeypatch.setattr(sys, "prefix", str(own / "python"))
    assert next(models.usual_folders(windows=True)) == other  # nothing is installed
    model(own / "tessdata", "deu")
    assert list(models.usual_folders(windows=True)) == [own / "tessdata"]
    assert next(models.usual_folders(windows=False)) == other


def test_no_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecognitionUnavailable):
        models.locate((), tmp_path)


def test_german_and_orientation_data_are_installed() -> None:
    assert models.locate(("deu",)).hashes
    assert models.locate((models.ORIENTATION,)).hashes

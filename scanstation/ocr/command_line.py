"""An installed Tesseract that an administrator names, called by pytesseract."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import pytesseract
from PIL import Image

from scanstation.errors import RecognitionFailed, RecognitionUnavailable
from scanstation.model import OrientationFact
from scanstation.ocr import models, osd, prepare, tsv
from scanstation.ocr.engine import Recognition, RecognitionJob
from scanstation.ocr.models import Models
from scanstation.ocr.raster import Upright

NAME: Final = "tesseract-command"
LIMIT: Final = 100
"""Seconds for a call: below the pool's deadline, so that the program itself is ended."""

T = TypeVar("T")


class CommandLineEngine:
    """Runs the program once a page. Pages pass through files in the temporary folder."""

    def __init__(self, command: Path, folder: Path | None = None) -> None:
        """``command`` is the program, ``folder`` holds the models (None: the usual places).

        Raises:
            RecognitionUnavailable: no such program, or it does not start.
        """
        found = shutil.which(str(command))
        if found is None:
            raise RecognitionUnavailable(reason=f"{command}: -")
        pytesseract.pytesseract.tesseract_cmd = found
        self._folder = folder
        self._known: dict[tuple[str, ...], Models] = {}
        self._version = _version(found)

    def recognise(self, job: RecognitionJob) -> Recognition:
        """Read a page (see ``Engine``)."""
        used = self._models(job.languages)
        page = prepare.upright(job)
        if page.blank:
            return tsv.recognition("", page, (NAME, self._version), used)
        options = f"{_options(used, page)} --oem 1 --psm 3 -c tessedit_do_invert=0"
        image, language = Image.fromarray(page.grey), "+".join(used.languages)
        table = _called(
            job, lambda: pytesseract.image_to_data(image, language, options, timeout=LIMIT)
        )
        return tsv.recognition(table, page, (NAME, self._version), used)

    def orientation(self, job: RecognitionJob) -> OrientationFact:
        """Detect how a page lies (see ``Engine``)."""
        used = self._models((models.ORIENTATION,))
        page = prepare.as_stored(job)
        try:
            found = self._osd(job, used, page)
        except RecognitionFailed as error:
            if "Too few characters" not in str(error.details["reason"]):
                raise
            return osd.fact(self._version, 0, 0.0)
        return osd.fact(self._version, int(found["orientation"]), found["orientation_conf"])

    def close(self) -> None:
        """Nothing is kept between two pages."""

    def _osd(self, job: RecognitionJob, used: Models, page: Upright) -> dict[str, float]:
        image, options = Image.fromarray(page.grey), _options(used, page)
        output = pytesseract.Output.DICT
        return _called(
            job,
            lambda: pytesseract.image_to_osd(
                image, models.ORIENTATION, options, timeout=LIMIT, output_type=output
            ),
        )

    def _models(self, languages: tuple[str, ...]) -> Models:
        if languages not in self._known:
            self._known[languages] = models.locate(languages, self._folder)
        return self._known[languages]


def _version(command: str) -> str:
    try:
        said = subprocess.run(
            [command, "--version"], capture_output=True, check=True, timeout=LIMIT
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise RecognitionUnavailable(reason=f"{command}: {error}") from error
    # "tesseract 5.3.0", on Windows "tesseract v5.3.3.20231005", old ones on standard error
    words = (said.stdout or said.stderr).decode("utf-8", "replace").split()
    if len(words) < 2 or words[0] != "tesseract":
        raise RecognitionUnavailable(reason=f"{command}: no Tesseract")
    return words[1].removeprefix("v")


def _options(used: Models, page: Upright) -> str:
    # pytesseract splits with shlex in POSIX mode only outside Windows
    folder = f'"{used.folder}"' if os.name != "nt" else str(used.folder)
    return f"--tessdata-dir {folder} --dpi {page.dpi}"


def _called(job: RecognitionJob, call: Callable[[], T]) -> T:
    try:
        return call()
    except (pytesseract.TesseractError, RuntimeError, OSError) as error:
        raise RecognitionFailed(page=job.page, reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    message = getattr(error, "message", str(error))
    return str(message)[:200]

"""Tesseract in process (tesserocr). Used inside the pool's workers, where a crash is contained."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import tesserocr

from scanstation.errors import RecognitionFailed, RecognitionUnavailable
from scanstation.model import OrientationFact
from scanstation.ocr import models, osd, prepare, tsv
from scanstation.ocr.engine import Recognition, RecognitionJob
from scanstation.ocr.models import Models
from scanstation.ocr.raster import Grey, Upright

NAME: Final = "tesseract"


class TesseractEngine:
    """Keeps one initialised Tesseract for each combination of languages."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` holds the models; None looks in the usual places."""
        self._folder = folder
        self._open: dict[tuple[str, ...], tuple[Any, Models]] = {}
        self._version = tesserocr.tesseract_version().split()[1]

    def recognise(self, job: RecognitionJob) -> Recognition:
        """Read a page (see ``Engine``)."""
        api, used = self._api(job.languages, tesserocr.PSM.AUTO)
        page = prepare.upright(job)
        if page.blank:
            return tsv.recognition("", page, (NAME, self._version), used)
        try:
            self._show(api, page)
            table = api.GetTSVText(0)
        except RuntimeError as error:
            raise RecognitionFailed(page=job.page, reason=str(error)) from error
        finally:
            self._forget(api)
        return tsv.recognition(table or "", page, (NAME, self._version), used)

    def orientation(self, job: RecognitionJob) -> OrientationFact:
        """Detect how a page lies (see ``Engine``)."""
        api, _ = self._api((models.ORIENTATION,), tesserocr.PSM.OSD_ONLY)
        page = prepare.as_stored(job)
        try:
            self._show(api, page)
            found = api.DetectOrientationScript() or {}
        except RuntimeError as error:
            raise RecognitionFailed(page=job.page, reason=str(error)) from error
        finally:
            self._forget(api)
        degrees, score = found.get("orient_deg", 0), found.get("orient_conf", 0.0)
        return osd.fact(self._version, degrees, score)

    def close(self) -> None:
        """End every Tesseract."""
        for api, _ in self._open.values():
            api.End()
        self._open.clear()

    def _api(self, languages: tuple[str, ...], mode: int) -> tuple[Any, Models]:
        if languages not in self._open:
            found = models.locate(languages, self._folder)
            self._open[languages] = (_initialised(found, mode), found)
        return self._open[languages]

    @staticmethod
    def _show(api: Any, page: Upright) -> None:
        grey: Grey = page.grey
        height, width = grey.shape
        api.SetImageBytes(grey.tobytes(), width, height, 1, width)
        api.SetSourceResolution(page.dpi)

    @staticmethod
    def _forget(api: Any) -> None:
        # a page must not colour the next one: words seen would count as likelier
        api.Clear()
        api.ClearAdaptiveClassifier()


def _initialised(found: Models, mode: int) -> Any:
    orientation = found.languages == (models.ORIENTATION,)
    engine = tesserocr.OEM.DEFAULT if orientation else tesserocr.OEM.LSTM_ONLY
    try:
        api = tesserocr.PyTessBaseAPI(
            path=str(found.folder), lang="+".join(found.languages), psm=mode, oem=engine
        )
    except RuntimeError as error:
        raise RecognitionUnavailable(reason=f"{found.folder}: {error}") from error
    # letters are dark on light here; trying each doubtful line inverted costs up to a tenth
    api.SetVariable("tessedit_do_invert", "0")
    return api

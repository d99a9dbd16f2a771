"""The OCR contract on every engine, as the station runs them: in worker processes."""

from __future__ import annotations

import shutil

from scanstation.ocr.engine import Engine
from scanstation.ocr.pool import RecognitionPool
from scanstation.ocr.settings import EngineSettings
from scanstation.testing.ocr_contract import OcrContract


class TestTesseractInWorkers(OcrContract):
    @classmethod
    def make_engine(cls) -> Engine:
        return RecognitionPool(EngineSettings())


class TestInstalledTesseract(OcrContract):
    @classmethod
    def make_engine(cls) -> Engine:
        return RecognitionPool(EngineSettings(command=shutil.which("tesseract")))

"""Text recognition against one ``tesseract`` process a page, with the same model."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from scanstation.bench.edit_distance import edit_distance
from scanstation.bench.process import cpu_seconds, watch_memory
from scanstation.errors import RecognitionUnavailable
from scanstation.ocr import words
from scanstation.ocr.engine import Recognition, RecognitionJob
from scanstation.ocr.models import Models, locate
from scanstation.ocr.pool import RecognitionPool
from scanstation.ocr.settings import EngineSettings
from scanstation.settings import resource

LANGUAGES = ("deu",)
_CHILDREN = ("children_user", "children_system")


@dataclass(frozen=True, slots=True)
class Reading:
    """One page read by both: CPU seconds and text."""

    page: str
    ours: float
    theirs: float
    text: str
    reference: str

    @property
    def edits(self) -> int:
        """Return the edit distance to the reference."""
        return edit_distance(self.text, self.reference)


def sample_pages(count: int = 40) -> list[Path]:
    """Return sides of the sample mail that are upright and straight, small print first.

    Eight sides are in 7 points; then letters, forms and tables, and running text in other sizes.
    The same picture never comes twice; there are 40.
    """
    folder = resource("sample_mail")
    printed = _sides(folder / "print" / "print.json")
    stack = [
        folder / side["file"]
        for side in _sides(folder / "stack.json")
        if side["text"] and not side["upside_down"] and not side["crooked_degrees"]
    ]
    small = [folder / "print" / side["file"] for side in printed if side["points"] == 7]
    other = [folder / "print" / side["file"] for side in printed if side["points"] != 7]
    return [*small, *stack, *other][:count]


def _sides(manifest: Path) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], json.loads(manifest.read_text("utf-8"))["sides"])


def measure(pages: int = 40) -> dict[str, object]:
    """Read each page once in a worker of the pool and once by the command line, in turn.

    The reference is ``OMP_THREAD_LIMIT=1 tesseract PAGE - -l deu --tessdata-dir FOLDER`` (page
    segmentation 3, 300 dpi from the file's own header): user and system time of the whole
    process. Ours is user and system time of the worker process for the page, its start apart.
    Pages alternate, so that a busy machine slows both alike. Texts are compared line by line
    without blank lines and double blanks.

    Raises:
        RecognitionUnavailable: no ``tesseract`` on the path, or no German model.
    """
    command = shutil.which("tesseract")
    if command is None:
        raise RecognitionUnavailable(reason="tesseract: PATH")
    models = locate(LANGUAGES)
    paths = sample_pages(pages)
    # the engine must read the very model that the command line reads
    with watch_memory() as memory, RecognitionPool(EngineSettings(str(models.folder))) as pool:
        first = pool.recognise(RecognitionJob(paths[0], languages=LANGUAGES))
        start = cpu_seconds(pool.pids()[0])
        began = time.monotonic()
        readings = [_read(pool, path, command, models) for path in paths]
        seconds = time.monotonic() - began
    return {
        **_result(readings),
        "pages_per_minute_both": round(60 * len(readings) / seconds, 1),
        "start_and_first_page_cpu_ms": round(start * 1000),
        "peak_rss_mb": round(memory.peak, 1),
        **_names(first, command, models),
    }


def _read(pool: RecognitionPool, path: Path, command: str, models: Models) -> Reading:
    theirs, reference = _reference(path, command, models)
    (pid,) = pool.pids()
    before = cpu_seconds(pid)
    found = pool.recognise(RecognitionJob(path, languages=LANGUAGES))
    ours = cpu_seconds(pid) - before
    return Reading(path.stem, ours, theirs, words.text(found.words), _tidy(reference))


def _reference(path: Path, command: str, models: Models) -> tuple[float, str]:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    arguments = [command, str(path), "-", "-l", "deu", "--tessdata-dir", str(models.folder)]
    before = os.times()
    done = subprocess.run(arguments, env=environment, capture_output=True, check=True)
    after = os.times()
    user, system = (getattr(after, name) - getattr(before, name) for name in _CHILDREN)
    return user + system, done.stdout.decode("utf-8")


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _result(readings: list[Reading]) -> dict[str, object]:
    ours = np.array([each.ours for each in readings]) * 1000
    theirs = np.array([each.theirs for each in readings]) * 1000
    edits = [each.edits for each in readings]
    letters = [max(1, len(each.reference)) for each in readings]
    worst = sorted(zip(edits, (each.page for each in readings), strict=True), reverse=True)
    return {
        "pages": len(readings),
        "ratio": round(float(ours.sum() / theirs.sum()), 3),
        "edit_distance": round(sum(edits) / sum(letters), 5),
        "worst_pages": {page: count for count, page in worst[:5] if count},
        "cpu_ms_per_page": round(float(ours.mean())),
        "cpu_ms_p50": round(float(np.percentile(ours, 50))),
        "cpu_ms_p95": round(float(np.percentile(ours, 95))),
        "cpu_ms_p99": round(float(np.percentile(ours, 99))),
        "reference_cpu_ms_per_page": round(float(theirs.mean())),
    }


def _names(first: Recognition, command: str, models: Models) -> dict[str, object]:
    said = subprocess.run([command, "--version"], capture_output=True, check=True)
    return {
        "engine": f"{first.engine} {first.version}",
        "reference": said.stdout.decode().splitlines()[0],
        "reference_command": "OMP_THREAD_LIMIT=1 tesseract PAGE - -l deu --tessdata-dir FOLDER",
        "model": models.name,
        "same_model": first.model == models.name,
    }

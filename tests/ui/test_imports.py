"""Nothing heavy is loaded before the first paint: an operator does not wait for OpenCV."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "cv2",
    "numpy",
    "PIL",
    "pikepdf",
    "pypdfium2",
    "pyzbar",
    "pytesseract",
    "simplejpeg",
    "tesserocr",
    "zxingcpp",
)
CHILD = """
import json, sys
from scanstation.settings import load_settings
from scanstation.ui import app

painted = []
qt = app.application()

class Watch(app.QTimer):
    def eventFilter(self, watched, event):
        if event.type() == event.Type.Paint and not painted:
            painted.append(sorted(name.partition(".")[0] for name in sys.modules))
        return False

watch = Watch()
qt.installEventFilter(watch)
station = load_settings()
with app._training(app.Start("de", "anna", "", sys.argv[1] == "training"), station) as training:
    start = app.Start("de", "anna", "", sys.argv[1] == "training")
    window = app.open_window(qt, start, station, training)
    window.show()
    while not painted:
        qt.processEvents()
    print(json.dumps(sorted(set(painted[0]))))
    window.close()
"""


@pytest.mark.parametrize("mode", ["work", "training"])
def test_no_image_code_before_the_first_paint(tmp_path: Path, mode: str) -> None:
    environment = {**os.environ, "SCANSTATION_HOME": str(tmp_path)}
    command = [sys.executable, "-c", CHILD, mode]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "PySide6" in loaded
    assert not loaded & set(HEAVY)

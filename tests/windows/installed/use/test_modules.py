"""Every module of the installed program can be imported: nothing was trimmed that it needs."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from tests.windows.installed.station import folder

ELSEWHERE = {"_sane", "pytest"}
"""SANE is of Linux; what device makers test their drivers with needs pytest."""
SECONDS = 240
WALK = """
import importlib, json, pkgutil, scanstation
missing, count = {}, 0
for one in pkgutil.walk_packages(scanstation.__path__, "scanstation."):
    if not one.name.endswith("__main__"):
        count += 1
        try:
            importlib.import_module(one.name)
        except ModuleNotFoundError as error:
            missing[one.name] = error.name
print(json.dumps({"count": count, "missing": missing}))
"""


def walked() -> dict[str, Any]:
    python = folder() / "python" / "python.exe"
    done = subprocess.run([python, "-c", WALK], check=True, capture_output=True, timeout=SECONDS)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_only_modules_of_other_systems_and_for_tests_cannot_be_imported() -> None:
    told = walked()
    assert told["count"] > 500
    assert set(told["missing"].values()) <= ELSEWHERE, told["missing"]

"""A payload of few files with what a true one has: programs, folders, umlauts, an empty file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.unit.installer.windows.packages.programs import compile_program


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Windows program with a version resource: 1.2.3.4, English and German."""
    return compile_program(tmp_path_factory.mktemp("program"), "1,2,3,4")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What MSI and setup.exe call, compiled."""
    from installer.windows.packages.build import ACTIONS, LIBRARY

    path = tmp_path_factory.mktemp("library") / LIBRARY
    subprocess.run(["bash", str(ACTIONS), str(path)], check=True, timeout=120)
    return path


def make_payload(root: Path, program: Path) -> Path:
    """Make the folder; names differ in length, case and characters."""
    files = {
        "scanstation.exe": program.read_bytes(),
        "scanstationw.exe": program.read_bytes() + b"window",
        "python/python313._pth": b"python313.zip\n",
        "python/random.bin": bytes(range(256)) * 400,
        "app/scanstation/__init__.py": b"",
        "app/scanstation/a $dollar 'and' blank.txt": b"x" * 32768,
        "twain/scanstation-twain64.exe": program.read_bytes() + b"worker",
        "licences/Übersicht der Lizenzen.txt": "Grüße\n".encode(),
    }
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


@pytest.fixture
def payload_folder(tmp_path: Path, program: Path) -> Path:
    """A payload folder that the test may change."""
    return make_payload(tmp_path / "payload", program)

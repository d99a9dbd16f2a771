"""The layout is checked by machine."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "scanstation").rglob("*.py"))


def test_layers_hold_and_every_module_has_a_place() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_sizes_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < 50, node.name
        elif isinstance(node, ast.ClassDef):
            methods = [n.name for n in node.body if isinstance(n, ast.FunctionDef)]
            public = [name for name in methods if not name.startswith(("_", "test_"))]
            assert len(public) <= 15, node.name


def test_python_children_begin_in_one_place() -> None:
    """Another command line would take modules of the account or of the working directory."""
    package = ROOT / "scanstation"
    places = [path for path in SOURCES if "sys.executable" in path.read_text(encoding="utf-8")]
    assert [path.relative_to(package).as_posix() for path in places] == [
        "devices/launch.py",  # isolated (-I)
        "devices/twain.py",  # only where it lies
        "sandbox.py",
    ]

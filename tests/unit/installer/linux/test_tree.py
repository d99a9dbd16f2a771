"""The program in the package's tree: what is in it, and nothing of where it was built."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from installer.linux import tree
from installer.linux.tree import Checkout, copy_sources

ROOT = Path(__file__).parents[4]
EPOCH = 1_790_000_000


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The checkout without its pictures: a wheel of those takes long."""
    root = tmp_path / "checkout ü"
    copy_sources(ROOT, root, ("scanstation/*.py", "pyproject.toml", "setup.py", "README.md"))
    (root / "resources").mkdir()
    shutil.copyfile(ROOT / "resources" / "tenants" / "uebung" / "tenant.toml", root / "resources/a")
    return root


def test_the_program_is_installed_the_same_each_time(small: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(small)], check=True)
    made = []
    for name in ("one", "two"):
        site = tmp_path / name
        tree.install_program(Checkout(small, tmp_path / "cache", EPOCH, "0.0.9"), site)
        files = sorted(path for path in site.rglob("*") if path.is_file())
        made.append({str(path.relative_to(site)): path.read_bytes() for path in files})
    assert made[0] == made[1]
    assert "scanstation/__main__.py" in made[0]
    assert b'__version__ = "0.0.9"' in made[0]["scanstation/__init__.py"]
    assert b"\nVersion: 0.0.9\n" in made[0]["scanstation-0.0.9.dist-info/METADATA"]
    assert "scanstation/resources/a" in made[0]
    assert not [name for name in made[0] if name.endswith("direct_url.json")]
    assert not [name for name, data in made[0].items() if str(tmp_path).encode() in data]


def test_what_git_ignores_stays_behind(tmp_path: Path) -> None:
    copy_sources(ROOT, tmp_path, ("installer/linux",))
    assert (tmp_path / "installer" / "linux" / "tree.py").is_file()
    assert not list(tmp_path.rglob("__pycache__"))

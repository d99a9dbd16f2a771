"""What makes the program a citizen of the desktop: menu entry, icon, description, manual."""

from __future__ import annotations

import gzip
import shutil
from datetime import UTC, datetime
from pathlib import Path

from installer.linux.manual import manual
from installer.linux.tree import Checkout

FILES = Path(__file__).parent / "files"
ICONS = Path("resources/icons")
_PAGES = {"man1": "en", "de/man1": "de"}


def add_desktop(checkout: Checkout, folder: Path) -> None:
    """Write all of it below ``usr/share`` of the package."""
    share = folder / "usr" / "share"
    _copy(FILES / "scanstation.desktop", share / "applications" / "scanstation.desktop")
    version = checkout.version
    _add_description(share / "metainfo" / "scanstation.metainfo.xml", version, checkout.epoch)
    for place, language in _PAGES.items():
        page = share / "man" / place / "scanstation.1.gz"
        text = manual("de" if language == "de" else "en", version, checkout.epoch)
        write_compressed(page, text)
    _add_icons(checkout.root / ICONS, share / "icons" / "hicolor")


def _add_description(path: Path, version: str, epoch: int) -> None:
    """AppStream: what software centres show."""
    text = (FILES / path.name).read_text(encoding="utf-8")
    date = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d")
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("@VERSION@", version).replace("@DATE@", date), encoding="utf-8")


def _add_icons(source: Path, theme: Path) -> None:
    """The drawing, and the sizes that were made of it (``scanstation-48.png``)."""
    _copy(source / "scanstation.svg", theme / "scalable" / "apps" / "scanstation.svg")
    for picture in sorted(source.glob("scanstation-*.png")):
        size = picture.stem.rpartition("-")[2]
        _copy(picture, theme / f"{size}x{size}" / "apps" / "scanstation.png")


def write_compressed(path: Path, text: str) -> None:
    """Write a text as gzip, without a time in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)

"""A folder that is removed while somebody makes links in it: what they lead to stays.

The library of the tests (``scripted``) calls back between the moment when it has read what is in a
folder and what it does then.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.windows import links

LIBRARY = ctypes.CDLL(str(Path(sys.executable).parent / "actions/scripted/setup_actions.dll"))
CALL = ctypes.CFUNCTYPE(None, ctypes.c_wchar_p)
NAMES = ("app/one.txt", "app/below/two.txt", "app/below/empty/three.txt")
"""Of the program as well as of what links lead to: a removal by the list would take them."""


def fill(folder: Path) -> Path:
    lines = [f"{'0' * 64}  {name}\n" for name in NAMES]
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"kept")
    (folder / "hashes.sha256").write_text("".join(lines), encoding="utf-8")
    return folder


def state(folder: Path) -> list[tuple[str, bytes | None]]:
    found = sorted(folder.rglob("*"))
    return [(str(path), path.read_bytes() if path.is_file() else None) for path in found]


def remove_program(folder: Path) -> None:
    """As after a change of folders; others may write into it."""
    LIBRARY.RemoveProgram(ctypes.c_wchar_p(str(folder)), ctypes.c_wchar_p(str(folder)))


def discard(folder: Path) -> None:
    """Remove the folder with all that is in it, which is half a new version."""
    folder.rename(folder.with_name(f"{folder.name}.exchange-new"))
    LIBRARY.DiscardFolder(ctypes.c_wchar_p(str(folder)))


REMOVALS = (remove_program, discard)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """What somebody wants to be rid of, or the system's own."""
    return fill(tmp_path / "outside")


@pytest.fixture(autouse=True)
def no_link_stays(tmp_path: Path) -> Iterator[None]:
    """Remove links after a test: pytest would follow them."""
    yield
    links.remove_links(tmp_path)


@pytest.fixture
def when_listed() -> Iterator[Callable[[Callable[[Path], None]], None]]:
    """Return what registers somebody who is quick; an error in it fails the test."""
    kept: list[Any] = []
    errors: list[BaseException] = []

    def register(quick: Callable[[Path], None]) -> None:
        def call(pattern: str) -> None:
            try:
                quick(Path(pattern).parent)
            except BaseException as error:  # nothing leaves a callback
                errors.append(error)

        kept.append(CALL(call))
        LIBRARY.WhenListed(kept[-1])

    yield register
    LIBRARY.WhenListed(None)
    assert not errors


@pytest.mark.parametrize("remove", REMOVALS)
@pytest.mark.parametrize("replaced", ["app", "app/below", "app/below/empty", "."])
@pytest.mark.parametrize("seen", ["app", "app/below", "app/below/empty"])
def test_a_folder_that_becomes_a_link_leads_to_no_removal(
    tmp_path: Path,
    outside: Path,
    when_listed: Callable[[Callable[[Path], None]], None],
    remove: Callable[[Path], None],
    replaced: str,
    seen: str,
) -> None:
    """Every folder of the way, at each moment of the walk."""
    folder = fill(tmp_path / "program")
    moved: list[Path] = []

    def quick(listed: Path) -> None:
        if moved or not listed.as_posix().endswith(seen):
            return
        root = Path(listed.as_posix().removesuffix(seen))
        moved.append(root / replaced)
        links.replace_by_link(root / replaced, tmp_path / "moved away", outside / replaced)

    when_listed(quick)
    before = state(outside)
    remove(folder)
    assert moved
    assert state(outside) == before


@pytest.mark.parametrize("remove", REMOVALS)
def test_what_a_link_of_earlier_leads_to_stays(
    tmp_path: Path, outside: Path, remove: Callable[[Path], None]
) -> None:
    folder = fill(tmp_path / "program")
    links.make_link(folder / "app" / "link", outside)
    links.make_link(folder / "link", outside / "app")
    before = state(outside)
    remove(folder)
    assert state(outside) == before


@pytest.mark.parametrize("remove", REMOVALS)
def test_without_links_all_of_it_goes(tmp_path: Path, remove: Callable[[Path], None]) -> None:
    """Or the tests above would pass with a removal that does nothing."""
    folder = fill(tmp_path / "program")
    remove(folder)
    assert list(tmp_path.iterdir()) == []


def test_the_program_s_own_files_go_beside_a_link(tmp_path: Path, outside: Path) -> None:
    folder = fill(tmp_path / "program")
    links.make_link(folder / "link", outside)
    remove_program(folder)
    assert links.is_link(folder / "link")
    assert [path.name for path in folder.iterdir()] == ["link"]

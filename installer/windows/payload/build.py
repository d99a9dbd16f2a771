"""Makes the payload: everything that lies in ``C:\\Program Files\\scanstation`` once installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from installer.windows.payload import (
    application,
    archives,
    compiled,
    finish,
    interpreter,
    language_data,
    licence_texts,
    module_index,
    programs,
)
from installer.windows.payload.downloads import cache, fetch
from installer.windows.payload.locks import ROOT
from installer.windows.payload.sbom import write_sbom
from installer.windows.payload.trim import left_out
from installer.windows.payload.wheels import unpack, write

LOCK = "windows-app.lock"


def _packages(folder: Path) -> None:
    for one in fetch(LOCK, cache() / "wheels"):
        unpack(one.path, folder / "site", left_out)
    licence_texts.complete(folder / "site")


def _policy(folder: Path) -> None:
    source = ROOT / "installer" / "windows" / "policy"
    for path in sorted(source.rglob("*.adm[xl]")):
        write(folder / "policy", path.relative_to(source).as_posix(), path.read_bytes())


STEPS: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("Python", lambda folder: interpreter.install(folder / "python")),
    ("packages", _packages),
    ("program", lambda folder: application.install(folder / "app")),
    ("bytecode", compiled.compile_all),
    ("archives", archives.pack),
    ("index of modules", module_index.write_index),
    ("language data", lambda folder: language_data.install(folder / "tessdata")),
    (
        "launchers",
        lambda folder: programs.install_launchers(folder, application.product().version),
    ),
    ("TWAIN", lambda folder: programs.install_workers(folder / "twain")),
    ("licences", licence_texts.gather),
    ("policy", _policy),
    ("list of parts", lambda folder: write_sbom(folder, LOCK)),
    ("hashes", finish.write_hashes),
)


def build(folder: Path, say: Callable[[str], None]) -> None:
    """Make the payload in a folder, which is emptied first.

    It is made beside the folder and put there when it is complete: a build that was broken off
    leaves nothing that looks like one.

    Args:
        folder: where it is wanted.
        say: is told each step.

    Raises:
        BuildRefused: an input is not what it must be.
    """
    made = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for name, step in STEPS:
        say(name)
        step(made)
    finish.set_times(made, finish.source_time())
    shutil.rmtree(folder, ignore_errors=True)
    made.rename(folder)

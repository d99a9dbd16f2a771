"""Export in a process of its own: the same outcome, and nothing half after a kill."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation.errors import BlobChanged, ExportFailed, SymbolCodedImage
from scanstation.export.package import part_name, remove_leftovers, write_package
from scanstation.export.package_check import verify_package
from scanstation.export.package_model import PackageInput
from scanstation.export.process import ExportWorker
from scanstation.export.sources import FileSource, read_all
from scanstation.progress import Progress
from tests.unit.export import samples

PAGES = 30


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> PackageInput:
    """Return a package whose pages lie in files, as blobs do."""
    folder = tmp_path_factory.mktemp("Blobs für Ü")
    pages = []
    for number in range(1, PAGES + 1):
        page = samples.page(samples.letter(number % 3), number=number)
        path = folder / page.sha256
        path.write_bytes(read_all(page.image))
        pages.append(replace(page, image=FileSource(path)))
    return samples.package_input(*pages)


@pytest.fixture(scope="module")
def worker() -> Iterator[ExportWorker]:
    with ExportWorker() as worker:
        yield worker


def test_it_writes_what_this_process_would_write(
    worker: ExportWorker, given: PackageInput, tmp_path: Path
) -> None:
    here = write_package(tmp_path / ".", given)
    (tmp_path / "fort").mkdir()
    seen: list[Progress] = []
    there = worker.export(tmp_path / "fort", given, seen.append)
    assert replace(there, path=here.path) == here
    assert there.path == tmp_path / "fort" / given.package
    assert verify_package(there.path, there.manifest_sha256) == []
    assert [progress.done for progress in seen] == list(range(1, PAGES + 1))
    assert {progress.total for progress in seen} == {PAGES}


def test_one_child_writes_many_packages(
    worker: ExportWorker, given: PackageInput, tmp_path: Path
) -> None:
    pids = set()
    for name in ("eins", "zwei", "drei"):
        small = samples.package_input(*given.pages[:1], name=name)
        assert worker.export(tmp_path, small).path.is_dir()
        pids.add(worker.pid)
    assert len(pids) == 1
    assert pids != {os.getpid()}


def test_errors_arrive_as_they_were_and_the_child_goes_on(
    worker: ExportWorker, given: PackageInput, tmp_path: Path
) -> None:
    page = given.pages[0]
    cases = (
        (replace(page, media_type="image/jbig2", number=4), SymbolCodedImage, {"page": 4}),
        (replace(page, image=FileSource(tmp_path / "weg")), ExportFailed,
         {"document": 3, "reason_de": "eine Datei fehlt", "reason_en": "a file is missing"}),
        (replace(page, image=FileSource(Path(__file__))), BlobChanged, {"object": page.sha256}),
    )  # fmt: skip
    for broken, error, details in cases:
        with pytest.raises(error) as caught:
            worker.export(tmp_path, replace(given, pages=(broken,), note=None))
        assert caught.value.details == details
    assert list(tmp_path.iterdir()) == []
    assert worker.export(tmp_path, given).path.is_dir()


def test_killed_at_any_moment_the_package_is_whole_or_absent(
    given: PackageInput, tmp_path: Path
) -> None:
    """Kill after a page chosen by chance, or within the moments after the last page."""
    chance = random.Random(5)
    ends = {"whole": 0, "absent": 0}
    with ExportWorker() as worker:
        for round_ in range(12):
            last = chance.choice([PAGES, chance.randint(1, PAGES)])

            def strike(progress: Progress, last: int = last) -> None:
                if progress.done == last:
                    time.sleep(chance.random() * 0.03 if last == PAGES else 0)
                    os.kill(worker.pid, signal.SIGKILL)

            folder = tmp_path / str(round_)
            folder.mkdir()
            with suppress(ExportFailed):
                worker.export(folder, given, strike)
                worker.close()  # struck after its answer: still dying
            ends[look(folder, given)] += 1
            package = worker.export(folder, given)
            assert remove_leftovers(folder) == []
            assert [entry.name for entry in folder.iterdir()] == [given.package]
            assert verify_package(package.path, package.manifest_sha256) == []
    assert ends["absent"] >= 4


def look(folder: Path, given: PackageInput) -> str:
    names = {entry.name for entry in folder.iterdir()}
    assert names <= {given.package, part_name(given.package)}
    if given.package in names:
        assert verify_package(folder / given.package) == []
        return "whole"
    return "absent"


def test_kill_from_another_thread_ends_an_export(given: PackageInput, tmp_path: Path) -> None:
    with ExportWorker() as worker:
        worker.kill()

        def strike(progress: Progress) -> None:
            if progress.done == 2:
                thread = threading.Thread(target=worker.kill)
                thread.start()
                thread.join()

        with pytest.raises(ExportFailed, match="export process ended"):
            worker.export(tmp_path, given, strike)


def test_a_report_that_raises_ends_the_export(given: PackageInput, tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(progress: Progress) -> None:
        raise Cancelled

    with ExportWorker() as worker:
        with pytest.raises(Cancelled):
            worker.export(tmp_path, given, cancel)
        assert worker.export(tmp_path, given).path.is_dir()


PARENT = """
import os, pickle, sys
from pathlib import Path
from scanstation.export.process import ExportWorker
folder, given = pickle.load(open(sys.argv[1], "rb"))
worker = ExportWorker()
def report(progress):
    if progress.done == 1:
        print(worker.pid, flush=True)
        os.kill(os.getpid(), 9)
worker.export(folder, given, report)
"""


def test_the_child_does_not_outlive_its_parent(given: PackageInput, tmp_path: Path) -> None:
    job, folder = tmp_path / "job", tmp_path / "packages"
    folder.mkdir()
    job.write_bytes(pickle.dumps((folder, given)))
    root = Path(__file__).parents[3]
    parent = subprocess.run(
        [sys.executable, "-c", PARENT, job], capture_output=True, check=False, text=True, cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert parent.returncode == -signal.SIGKILL
    child = Path("/proc") / parent.stdout.strip()
    while child.exists() and "Z" not in (child / "stat").read_text().split()[2]:
        time.sleep(0.01)
    assert {entry.name for entry in folder.iterdir()} <= {given.package}
    if (folder / given.package).exists():
        assert verify_package(folder / given.package) == []


def test_memory_does_not_grow_with_the_document(tmp_path: Path) -> None:
    """2,000 pages, note and index included; the kernel counts, nothing is timed."""
    drawn = samples.page(samples.letter(1, lines=15))
    path = tmp_path / "blob"
    path.write_bytes(read_all(drawn.image))
    page = replace(drawn, image=FileSource(path))
    highest = []
    with ExportWorker() as worker:
        for count in (20, 2000):
            whole = samples.package_input(page, name=str(count))
            assert whole.note is not None
            pages = [replace(page, number=number) for number in range(count)]
            note = replace(whole.note, pages=whole.note.pages * count)
            package = worker.export(tmp_path, replace(whole, pages=pages, note=note))
            assert package.pdf_size > count * path.stat().st_size
            status = Path(f"/proc/{worker.pid}/status").read_text()
            line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            highest.append(int(line.split()[1]) / 1024)
    assert highest[1] < 120
    assert highest[1] - highest[0] < 30

"""What the station writes down about itself, and what it leaves out."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanstation import log
from scanstation.errors import PaperJam, PolicyInvalid, ScanstationError, StoreFull
from scanstation.log import Notable, handlers, report, report_error
from scanstation.log.crashes import crash_watch, report_former

SECRET = "Aktenzeichen 50.1-101/2026"
LOGGER = logging.getLogger("scanstation.irgendwo")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What the system's log is told; there is none to read back here."""
    events: list[tuple[str, int]] = []
    monkeypatch.setattr(handlers, "write_event", lambda *event: events.append(event))
    return events


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    yield
    log.stop()
    logging.getLogger("scanstation").setLevel(logging.NOTSET)


def lines(home: Path) -> list[str]:
    path = home / "log" / "scanstation.log"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.mark.parametrize(("level", "count"), [("error", 1), ("warning", 2), ("info", 3)])
def test_the_level_decides_what_the_file_gets(tmp_path: Path, level: str, count: int) -> None:
    log.start(tmp_path, level, system=False)
    LOGGER.debug("eins")
    LOGGER.info("zwei")
    LOGGER.warning("drei")
    LOGGER.error("vier %s", "Wörter\nund mehr")
    found = lines(tmp_path)
    assert len(found) == count
    assert found[-1].endswith("scanstation.irgendwo: vier Wörter und mehr")


def test_an_event_goes_to_both_logs(tmp_path: Path, told: list[tuple[str, int]]) -> None:
    log.start(tmp_path, "error")
    report(Notable.BATCH_GIVEN_UP, batch="b-1")
    assert told == [("scanstation-106: Der Stapel b-1 wurde aufgegeben.", logging.WARNING)]
    assert lines(tmp_path) == []  # the level is for the file
    log.start(tmp_path, "warning", system=False, language="en")
    report(Notable.BATCH_GIVEN_UP, batch="b-2")
    assert len(told) == 1
    assert "[106]: The batch b-2 was given up." in lines(tmp_path)[0]
    LOGGER.error("kein Ereignis")
    log.stop()
    report(Notable.BATCH_GIVEN_UP, batch="b-3")
    assert (len(told), len(lines(tmp_path))) == (1, 2)


def test_errors_that_it_must_know_of(tmp_path: Path, told: list[tuple[str, int]]) -> None:
    log.start(tmp_path)
    report_error(PolicyInvalid(key="home", place="HKLM", value=SECRET, file=SECRET), "command")
    report_error(StoreFull(path=SECRET), "Scan")
    report_error(PaperJam(sheet=3, reason=SECRET), "Scan")
    report_error(ScanstationError(reason=SECRET), "window")
    report_error(ValueError(SECRET), "window")
    numbers = [text.split(":")[0] for text, _ in told]
    assert numbers == [f"scanstation-{one}" for one in (101, 105, 102, 102)]
    assert "home in HKLM" in told[0][0]
    written = "\n".join([*lines(tmp_path), *(text for text, _ in told)])
    assert "Scan: PaperJam (10)" in written
    assert SECRET not in written


def test_a_traceback_is_written_without_values(tmp_path: Path) -> None:
    log.start(tmp_path, system=False)
    try:
        raise ValueError(SECRET)
    except ValueError:
        LOGGER.exception("nichts ging")
    (line,) = lines(tmp_path)
    assert "ValueError test_log.py:" in line
    assert SECRET not in line


def test_old_lines_go(tmp_path: Path) -> None:
    log.start(tmp_path, system=False)
    for number in range(7):
        (tmp_path / "log").mkdir(exist_ok=True)
        full = f"{number}\n".ljust(handlers.MOST_BYTES, "x")
        (tmp_path / "log" / "scanstation.log").write_text(full)
        LOGGER.error("neu")
    names = sorted(path.name for path in (tmp_path / "log").iterdir())
    assert names == ["scanstation.log", *(f"scanstation.log.{n}" for n in range(1, 5))]
    assert len(lines(tmp_path)) == 1
    assert (tmp_path / "log" / "scanstation.log.1").read_text().startswith("6")


def test_many_threads_write_whole_lines(tmp_path: Path) -> None:
    log.start(tmp_path, system=False)

    def write() -> None:
        for _ in range(25):
            LOGGER.info("x" * 200)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [line.count("x" * 200) for line in lines(tmp_path)] == [1] * 100


def test_a_home_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("eine Datei")
    log.start(tmp_path, system=False)
    LOGGER.error("verloren")
    assert (tmp_path / "log").read_text() == "eine Datei"


def test_what_nobody_caught_is_reported(tmp_path: Path) -> None:
    script = (
        "import sys, threading; from pathlib import Path; from scanstation import log\n"
        "home = Path(sys.argv[1]); log.start(home, system=False)\n"
        "def fail(): raise ValueError(sys.argv[2])\n"
        "with log.crash_watch(home, 'window'):\n"
        "    thread = threading.Thread(target=fail); thread.start(); thread.join()\n"
        "    try: fail()\n"  # as Qt does with what a slot raises
        "    except ValueError: sys.excepthook(*sys.exc_info())\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path), SECRET]
    subprocess.run(command, stderr=subprocess.DEVNULL, timeout=60, check=False)
    written = "\n".join(lines(tmp_path))
    assert written.count("[102]: scanstation crashed: window (ValueError)") == 2
    assert "<string>:3" in written
    assert SECRET not in written


def test_a_hard_crash_is_told_at_the_next_start(tmp_path: Path) -> None:
    script = (
        "import ctypes, sys; from pathlib import Path; from scanstation import log\n"
        "with log.crash_watch(Path(sys.argv[1]), 'window'): ctypes.string_at(0)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    log.start(tmp_path, system=False)
    report_former(tmp_path, "window")
    report_former(tmp_path, "window")
    (line,) = lines(tmp_path)
    assert "[102]: scanstation crashed: window (" in line
    assert [one.name.split("-")[0] for one in (tmp_path / "log").glob("*.txt")] == ["crash"]


def test_a_window_that_ends_well_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from scanstation.log import crash_watch\n"
        "with crash_watch(Path(sys.argv[1]), 'window'): pass\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=60, check=True)
    assert list((tmp_path / "log").iterdir()) == []
    assert crash_watch is log.crash_watch


def test_every_event_has_a_number_of_its_own_and_both_languages() -> None:
    kinds = [one.value for one in Notable]
    assert len({kind.number for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert kind.text.de != kind.text.en
        assert kind.level in (logging.WARNING, logging.ERROR)

"""Real workers, really killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scanstation.errors import RecognitionFailed, RecognitionUnavailable
from scanstation.ocr import pool as pools
from scanstation.ocr.engine import Recognition, RecognitionJob
from scanstation.ocr.pool import RecognitionPool
from scanstation.ocr.settings import EngineSettings
from scanstation.ocr.waiting import Priority
from tests.builders import mail


@pytest.fixture(scope="module")
def short() -> RecognitionJob:
    """A line that is read at once."""
    paper = mail.Paper(size_mm=(120, 30))
    paper.text(10, 10, "Bescheid vom 12. März", 12)
    return RecognitionJob(mail.png(paper.pixels()), "image/png", page="short")


@pytest.fixture(scope="module")
def long() -> RecognitionJob:
    """A page of small print: seconds of work."""
    return RecognitionJob(mail.jpeg(mail.letter(1, 7).pixels), page="long")


@pytest.fixture
def pool() -> Iterator[RecognitionPool]:
    with RecognitionPool(EngineSettings(), deadline=60) as pool:
        yield pool


def until(true: Callable[[], object]) -> None:
    """Wait for something that must come; pytest's timeout is the bound."""
    while not true():
        time.sleep(0.01)


def busy_worker(pool: RecognitionPool, future: Future[Any]) -> int:
    """Wait until a worker burns processor time on the page and return its process id."""
    until(lambda: future.running() and pool.pids())
    (pid,) = pool.pids()
    before = ticks(pid)
    until(lambda: future.done() or ticks(pid) > before + 20)
    assert not future.done(), "the page was read before it could be disturbed"
    return pid


def alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has reaped yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _note(order: list[str], name: str, _: Future[Any]) -> None:
    order.append(name)


def text(recognition: Recognition) -> str:
    return " ".join(word.text for word in recognition.words)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_worker_that_dies_fails_its_page_alone(
    pool: RecognitionPool, long: RecognitionJob, short: RecognitionJob, blow: int
) -> None:
    pool.recognise(short)  # who dies at its start has not begun with a page
    doomed, next_page = pool.submit(long), pool.submit(short)
    os.kill(busy_worker(pool, doomed), blow)
    with pytest.raises(RecognitionFailed) as caught:
        doomed.result()
    assert caught.value.details == {"page": "long", "reason": f"exit code {-blow}"}
    assert text(next_page.result()) == "Bescheid vom 12. März"


def test_a_worker_that_dies_between_two_pages_costs_none(
    pool: RecognitionPool, short: RecognitionJob
) -> None:
    pool.recognise(short)
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGKILL)
    until(lambda: not alive(pid))
    assert text(pool.recognise(short)) == "Bescheid vom 12. März"


def test_a_worker_that_dies_unnoticed_costs_no_page(
    pool: RecognitionPool, short: RecognitionJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed process counts as running until the last of its threads has ended."""
    pool.recognise(short)
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGKILL)
    until(lambda: not alive(pid))
    monkeypatch.setattr(subprocess.Popen, "poll", lambda _: None)
    assert text(pool.recognise(short)) == "Bescheid vom 12. März"


def test_a_worker_that_hangs_is_killed_at_the_deadline(
    long: RecognitionJob, short: RecognitionJob
) -> None:
    with RecognitionPool(EngineSettings(), deadline=60) as pool:
        pool.recognise(short)
        pool._deadline = 6.5  # the start of a worker on a busy machine is not what is tested
        hanging = pool.submit(long)
        pid = busy_worker(pool, hanging)
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(RecognitionFailed) as caught:
            hanging.result()
        assert caught.value.details["reason"] == "> 6.5 s"
        assert not Path(f"/proc/{pid}").exists()
        pool._deadline = 60
        assert text(pool.recognise(short)) == "Bescheid vom 12. März"


def test_the_page_on_screen_comes_first_then_first_pages(
    pool: RecognitionPool, long: RecognitionJob, short: RecognitionJob
) -> None:
    order: list[str] = []
    first = pool.submit(long)
    until(first.running)
    waiting = [
        ("rest", pool.submit(short, Priority.REST)),
        ("promoted", pool.submit(short, Priority.REST)),
        ("first page", pool.submit(short, Priority.FIRST_PAGE)),
        ("on screen", pool.submit(short, Priority.ON_SCREEN)),
    ]
    for name, future in waiting:
        future.add_done_callback(partial(_note, order, name))
    assert pool.promote(waiting[1][1], Priority.ON_SCREEN)
    for _, future in waiting:
        future.result()
    assert order == ["on screen", "promoted", "first page", "rest"]


def test_a_waiting_page_can_be_cancelled(
    pool: RecognitionPool, long: RecognitionJob, short: RecognitionJob
) -> None:
    until(pool.submit(long).running)
    dropped, kept = pool.submit(short), pool.submit(short)
    assert dropped.cancel()
    assert kept.result().words


def test_closing_cancels_who_waits_fails_who_is_read_and_leaves_no_process(
    long: RecognitionJob, short: RecognitionJob
) -> None:
    pool = RecognitionPool(EngineSettings())
    read, waits = pool.submit(long), pool.submit(short)
    pid = busy_worker(pool, read)
    pool.close()
    pool.close()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(CancelledError):
        waits.result()
    with pytest.raises(RecognitionFailed):
        read.result()
    with pytest.raises(CancelledError):
        pool.submit(short).result()


def test_two_workers_read_two_pages_at_once(long: RecognitionJob) -> None:
    with RecognitionPool(EngineSettings(), workers=2) as pool:
        pages = [pool.submit(long), pool.submit(long)]
        until(lambda: all(page.running() for page in pages) and len(pool.pids()) == 2)


def test_workers_run_at_low_priority_with_one_thread(
    pool: RecognitionPool, long: RecognitionJob
) -> None:
    pid = busy_worker(pool, pool.submit(long))
    lowered = os.getpriority(os.PRIO_PROCESS, 0) + 10
    assert os.getpriority(os.PRIO_PROCESS, pid) == min(lowered, 19)
    environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    assert b"OMP_THREAD_LIMIT=1" in environment


def test_a_missing_engine_is_said_for_every_page(short: RecognitionJob, tmp_path: Path) -> None:
    missing = EngineSettings(command=str(tmp_path / "kein tesseract"))
    with RecognitionPool(missing) as pool:
        for _ in range(2):
            with pytest.raises(RecognitionUnavailable) as caught:
                pool.recognise(short)
            assert "kein tesseract" in str(caught.value)


def test_an_engine_that_is_no_engine_is_said(short: RecognitionJob) -> None:
    with (
        RecognitionPool(EngineSettings(command=sys.executable)) as pool,
        pytest.raises(RecognitionUnavailable),
    ):
        pool.recognise(short)


def test_no_page_stays_in_a_file(short: RecognitionJob, tmp_path: Path) -> None:
    command = EngineSettings(command="tesseract")
    with RecognitionPool(command) as pool:
        assert text(pool.recognise(short)) == "Bescheid vom 12. März"
        scratch = pool._scratch
        assert scratch.stat().st_mode & 0o777 == 0o700
        assert list(scratch.iterdir()) == []
    assert not scratch.exists()


STATION = """
    import sys, time
    from pathlib import Path
    from scanstation.ocr.engine import RecognitionJob
    from scanstation.ocr.pool import RecognitionPool
    from scanstation.ocr.settings import EngineSettings

    pool = RecognitionPool(EngineSettings(), workers=2)
    pages = [pool.submit(RecognitionJob(Path(sys.argv[1]))) for _ in range(8)]
    while len(pool.pids()) < 2:
        time.sleep(0.01)
    print(*pool.pids(), flush=True)
    time.sleep(600)
"""


def test_workers_die_with_a_killed_station(long: RecognitionJob, tmp_path: Path) -> None:
    page = tmp_path / "Seite.jpg"
    assert isinstance(long.source, bytes)
    page.write_bytes(long.source)
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(STATION), str(page)], stdout=subprocess.PIPE
    ) as station:
        assert station.stdout is not None
        workers = [int(pid) for pid in station.stdout.readline().split()]
        assert len(workers) == 2
        station.kill()
    until(lambda: not any(alive(pid) for pid in workers))


def test_the_deadline_is_longer_than_the_command_line_s_own(pool: RecognitionPool) -> None:
    from scanstation.ocr import command_line

    assert command_line.LIMIT < pools.DEADLINE

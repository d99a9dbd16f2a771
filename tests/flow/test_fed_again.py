"""Sheets that are put back once too often after a jam are offered for removal, never removed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from scanstation.model import Batch, PageKind
from scanstation.settings import resource
from scanstation.workflow import doubts, scan
from scanstation.workflow.demo import demo_workspace
from scanstation.workflow.fed_again import KIND
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

LETTERS = (3, 4, 5, 6, 9, 10)
"""Sides of the sample mail: sheets of letters, front and back."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The training tenant."""
    return demo_workspace(tmp_path / "home")


def scanned_again(side: Image.Image, seed: int) -> Image.Image:
    """Return a side as a second scan shows it: shifted, a little turned, darker, noisy."""
    chance = np.random.default_rng(seed)
    pixels = np.array(side)
    high, wide = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), chance.uniform(-0.2, 0.2), 1.0)
    matrix = matrix + np.array([[0, 0, chance.uniform(-15, 15)], [0, 0, chance.uniform(-15, 15)]])
    moved = cv2.warpAffine(pixels, matrix, (wide, high), borderValue=(240, 240, 240))
    noisy = moved * 0.97 + chance.normal(0, 4, moved.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def feeder(folder: Path, sides: list[Image.Image], fault: str = "") -> str:
    """Lay sides into a simulated feeder."""
    folder.mkdir()
    for number, side in enumerate(sides):
        side.save(folder / f"{number:03d}.jpg", dpi=(300, 300), quality=90)
    return f"simulated:{folder}?sides=2{fault}"


def letters() -> list[Image.Image]:
    """Return sides of real letters of the sample mail."""
    folder = resource("sample_mail")
    return [Image.open(folder / f"side-{number:03d}.jpg").convert("RGB") for number in LETTERS]


def feed(workspace: Workspace, session: BatchSession, device: str) -> None:
    """Scan what lies in a feeder."""
    scan.scan(workspace, session, device)


def opened(workspace: Workspace) -> BatchSession:
    """Return a new batch."""
    profile = workspace.configuration.profile("posteingang")
    scanning = replace(profile.scan, source="duplex")
    return workspace.create(replace(profile, scan=scanning))


def asked(workspace: Workspace, session: BatchSession) -> list[doubts.Doubt]:
    """Return the doubts about sheets that were fed twice."""
    return [one for one in doubts.queue(workspace, session) if one.kind == KIND]


def rejected(batch: Batch) -> set[int]:
    """Return the numbers of the rejected pages."""
    return {one.number for one in batch.pages if one.kind is PageKind.REJECTED}


def test_one_sheet_too_many_is_offered_and_rejected_with_both_sides(
    workspace: Workspace, tmp_path: Path
) -> None:
    sides = letters()
    with closing(opened(workspace)) as session:
        feed(workspace, session, feeder(tmp_path / "first", sides[:4], "&jam=4"))
        back = [scanned_again(side, seed) for seed, side in enumerate(sides[:2])] + sides[4:]
        feed(workspace, session, feeder(tmp_path / "second", back))
        (doubt,) = asked(workspace, session)
        assert "sieht aus wie Blatt 1" in doubt.reasons[0].de
        assert rejected(session.batch()) == set()
        assert doubt.binding, "the release waits for a person"
        (correction,) = doubt.corrections
        doubts.correct(workspace, session, doubt, correction)
        sheet = session.batch().pages[doubt.page - 1].sheet
        assert rejected(session.batch()) == {
            one.number for one in session.batch().pages if one.sheet == sheet
        }
        assert asked(workspace, session) == []


def test_both_can_be_kept(workspace: Workspace, tmp_path: Path) -> None:
    sides = letters()
    with closing(opened(workspace)) as session:
        feed(workspace, session, feeder(tmp_path / "first", sides[:4], "&jam=3"))
        feed(workspace, session, feeder(tmp_path / "second", sides[:2]))
        (doubt,) = asked(workspace, session)
        doubts.accept(workspace, session, doubt)
        assert rejected(session.batch()) == set()
        assert asked(workspace, session) == []


def test_other_sheets_are_no_repeats(workspace: Workspace, tmp_path: Path) -> None:
    sides = letters()
    with closing(opened(workspace)) as session:
        feed(workspace, session, feeder(tmp_path / "first", sides[:3], "&jam=3"))
        feed(workspace, session, feeder(tmp_path / "second", sides[2:]))
        assert asked(workspace, session) == []


def test_a_feed_that_ended_well_asks_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """Two copies of a letter in two stacks are two letters."""
    sides = letters()
    with closing(opened(workspace)) as session:
        feed(workspace, session, feeder(tmp_path / "first", sides[:2]))
        feed(workspace, session, feeder(tmp_path / "second", sides[:2]))
        assert asked(workspace, session) == []

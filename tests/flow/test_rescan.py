"""Scanning a page again: what replaces what, and when nothing is replaced."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from scanstation.errors import EditRefused
from scanstation.model import Batch, PageKind
from scanstation.workflow import edit, rescan, scan
from scanstation.workflow.feeding import Feeding, FeedState
from scanstation.workflow.session import BatchSession
from tests.builders.office import BLANK, Office, feeder, written


def documents(batch: Batch) -> list[list[int]]:
    """Return the page numbers of each document."""
    return [[batch.page(page).number for page in one.pages] for one in batch.documents]


def kind(session: BatchSession, number: int) -> PageKind:
    return edit.page_by_number(session.batch(), number).kind


def test_both_sides_of_a_sheet_are_replaced_by_both_of_its_rescan(
    office: Office, tmp_path: Path
) -> None:
    with office.open() as session:
        device = feeder(tmp_path / "again", [written("neu", seed=5), written("und", seed=6)])
        rescan.replace(office.workspace(), session, 6, device)
        batch = session.batch()
        assert documents(batch) == [[3, 11, 12], [9]]
        assert batch.ledger.sheets == 5
        assert batch.ledger.balanced
        assert [one.text.de for one in batch.anomalies if one.kind == "rescan"] == [
            "Seite 5 wurde neu gescannt",
            "Seite 6 wurde neu gescannt",
        ]
        edit.undo(session)  # one step
        assert {kind(session, 5), kind(session, 6)} == {PageKind.DOCUMENT}


def test_the_blank_back_of_a_rescan_stays_out_where_blanks_are_kept(
    office: Office, tmp_path: Path
) -> None:
    workspace = office.workspace()
    profile = workspace.configuration.profile("posteingang")
    keeps = dataclasses.replace(
        profile, imaging=dataclasses.replace(profile.imaging, drop_blank=False)
    )
    with workspace.create(keeps) as session:
        scan.scan(workspace, session, feeder(tmp_path / "one", [written("alt", seed=4), BLANK]))
        assert documents(session.batch()) == [[1, 2]]
        device = feeder(tmp_path / "again", [written("neu", seed=5), BLANK])
        rescan.replace(workspace, session, 1, device)
        assert documents(session.batch()) == [[3, 2]]
        assert kind(session, 4) is PageKind.BLANK
        assert session.batch().ledger.balanced


def test_a_rescan_settles_by_what_the_batch_is_when_the_pages_are_there(
    office: Office, tmp_path: Path
) -> None:
    with office.open() as session:
        device = feeder(tmp_path / "again", [written("neu", seed=5), BLANK])

        def reject_once(_: FeedState) -> None:
            if kind(session, 3) is PageKind.DOCUMENT:
                edit.reject(session, 3, "doch nicht")

        with pytest.raises(EditRefused):
            rescan.replace(office.workspace(), session, 3, device, control=Feeding(reject_once))
        assert documents(session.batch()) == [[11, 5, 6], [9]]
        ledger = session.batch().ledger
        assert ledger.captured == ledger.fed == 12

"""What a device says of its pages, from its frames into journal, documents and doubts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Delivery, Frame
from scanstation.model import DeviceCode, DeviceFact, DeviceReading, SeparationRule
from scanstation.workflow import doubts, separate
from scanstation.workflow.capture import Feed, FeedRun
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

Device = Callable[[str], str]
IMPRINTED = DeviceReading("T", (DeviceCode("code128", "0034043412"),), "Eingang 00002")


class Reader(DeviceClient):
    """A device that reads codes itself and has an imprinter."""

    readings: Mapping[int, DeviceReading] = {3: IMPRINTED}

    def scan(self, *arguments: object, **more: object) -> Iterator[Delivery]:
        for one in super().scan(*arguments, **more):  # type: ignore[arg-type]
            if isinstance(one, Frame):
                yield replace(one, device_data=self.readings.get(one.number))
            else:
                yield one


@pytest.fixture
def session(workspace: Workspace) -> Iterator[BatchSession]:
    plain = workspace.configuration.profile("posteingang")
    profile = replace(plain, separation=SeparationRule(patch_codes=("T",)))
    with workspace.create(profile) as session:
        yield session


def feed(session: BatchSession, address: str) -> None:
    with Reader(address) as client:
        options = client.configure(session.batch().profile.scan)
        FeedRun(session, client, Feed(address, options, firmware="1.4")).run()
    separate.run(session)


def test_it_is_kept_separates_and_is_asked_about(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    feed(session, device(""))
    batch = session.batch()
    facts = [page.device_fact for page in batch.pages]
    assert facts == [None, None, DeviceFact("device", "1.4", 0.9, IMPRINTED), None, None, None]
    assert [one.pages for one in batch.documents] == [
        (batch.pages[0].id, batch.pages[1].id),
        (batch.pages[4].id, batch.pages[5].id),
    ]
    (doubt,) = [one for one in doubts.queue(workspace, session) if one.kind == "boundary_unsure"]
    assert {one.name for one in doubt.corrections} == {"join", "no_separator"}
    wrong = next(one for one in doubt.corrections if one.name == "no_separator")
    doubts.correct(workspace, session, doubt, wrong)
    assert len(session.batch().documents) == 1
    assert len(session.batch().documents[0].pages) == 6


def test_a_batch_that_is_opened_again_knows_it(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    feed(session, device(""))
    before = session.batch()
    session.close()
    with workspace.open(before.id) as again:
        assert again.batch().pages == before.pages
        assert again.batch().documents == before.documents

"""Release: refused with every reason at once, so that an operator mends them in one go."""

from __future__ import annotations

from collections.abc import Sequence

from scanstation import events
from scanstation.errors import ReleaseRefused, SendingBegun
from scanstation.export.package import discard_package
from scanstation.model import Batch, BatchState, Problem, UploadState
from scanstation.workflow import check, index
from scanstation.workflow.lookups import open_lookups
from scanstation.workflow.problems import (
    NOT_CHECKED_CODE,
    SAME_PERSON,
    batch_problems,
    check_problems,
    problem_sentence,
    scanners,
    summary,
)
from scanstation.workflow.session import BatchSession, undisturbed
from scanstation.workflow.supersede import settle
from scanstation.workflow.workspace import Workspace

__all__ = ["problem_sentence", "problems", "release", "release_shown", "withdraw"]


def problems(
    workspace: Workspace, session: BatchSession, lookups: index.Lookups | None = None
) -> tuple[Problem, ...]:
    """Return everything that stands against the release by the acting person, batch order."""
    batch = session.batch()
    if lookups is None:
        lookups = open_lookups(workspace, batch.profile)
    classes = [index.class_of(workspace, one) for one in batch.documents]
    return (
        *batch_problems(batch),
        *index.problems(workspace, batch, lookups),
        *check_problems(batch, classes, session.actor.operator),
    )


@undisturbed
def release(
    workspace: Workspace, session: BatchSession, lookups: index.Lookups | None = None
) -> None:
    """Release the batch for export.

    Raises:
        StateRefused: it is not open.
        ReleaseRefused: ``details["problems"]`` lists every reason.
    """
    session.require(BatchState.OPEN)
    _require_none(problems(workspace, session, lookups))
    settle(workspace, session.batch())
    session.append(events.Released())


@undisturbed
def release_shown(
    workspace: Workspace, session: BatchSession, lookups: index.Lookups | None = None
) -> None:
    """Release, and record with it the check of the sample that the acting person was shown.

    A check that counts already stays as it is. Both are written, or neither.

    Raises:
        StateRefused, ReleaseRefused: see ``release``; pages of the sample that were not shown
            are among the reasons.
    """
    batch = session.require(BatchState.OPEN)
    found = problems(workspace, session, lookups)
    checked = [one for one in found if one.code == NOT_CHECKED_CODE]
    others = [one for one in found if one.code != NOT_CHECKED_CODE]
    if not checked:
        _require_none(found)
        settle(workspace, batch)
        session.append(events.Released())
        return
    whole = _whole(workspace, batch)
    if whole and session.actor.operator in scanners(batch):
        _require_none([*others, Problem("same_person", SAME_PERSON)])
    _require_none(others)
    share = 1.0 if whole else batch.profile.check_sample
    sample = tuple(page.id for page in check.draw_sample(batch, share))
    settle(workspace, batch)
    session.append(events.Checked(sample, True), events.Released())


def _whole(workspace: Workspace, batch: Batch) -> bool:
    classes = (index.class_of(workspace, one) for one in batch.documents)
    return any(one.integrity == "sehr hoch" for one in classes)


def _require_none(found: Sequence[Problem]) -> None:
    if found:
        said = summary(found)
        raise ReleaseRefused(
            problems=tuple(found),
            problems_de=" ".join(one.de for one in said),
            problems_en=" ".join(one.en for one in said),
        )


@undisturbed
def withdraw(workspace: Workspace, session: BatchSession, reason: str) -> None:
    """Take a release back as long as nothing was sent; its packages are removed.

    Raises:
        StateRefused: it is not released.
        SendingBegun: a document is on its way or there; it can only be corrected.
    """
    batch = session.batch()
    states = {one.transfer.state for one in batch.documents if one.transfer}
    if states - {UploadState.PREPARED}:
        raise SendingBegun
    session.require(BatchState.RELEASED, BatchState.EXPORTED)
    session.append(events.Withdrawn(reason))
    for document in batch.documents:
        if document.package and workspace.packages.is_dir():
            discard_package(workspace.packages, document.package)

"""The short form for clerks: one document, no separators, straight into one case file.

    begin --pages by scan or import--> file_under --every page looked at--> release_whole --> export

Each step is one that the long form has, too, so that a batch which cannot go on here (a doubt, a
missing field) is taken up there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scanstation import events
from scanstation.errors import EditRefused, Text
from scanstation.model import (
    BatchState,
    DocumentClass,
    FieldKind,
    FieldSpec,
    IndexValue,
    Profile,
    SeparationRule,
    ValueSource,
)
from scanstation.workflow import check, edit, index, release
from scanstation.workflow.session import BatchSession, undisturbed
from scanstation.workflow.workspace import Workspace

NOTHING_SEPARATES = SeparationRule(
    own_sheets=False, patcht=False, patch_codes=(), numbered=False, expected_pages_checked=False
)


CLEARED = Text("Nicht gesehene Werte geleert", "Values that nobody saw cleared")


def one_document(profile: Profile) -> Profile:
    """Return the profile with nothing that separates, and with every page to be looked at."""
    return replace(profile, separation=NOTHING_SEPARATES, check_sample=1.0, sampling=False)


def begin(
    workspace: Workspace, profile: str = "", received: str = "", box: str = ""
) -> BatchSession:
    """Open a batch for one document.

    Args:
        profile: name; empty takes the one of the settings.

    Raises:
        ConfigurationUnknown: there is no such profile.
        StoreError: the folder cannot be used.
    """
    name = profile or workspace.settings.profile
    chosen = one_document(workspace.configuration.profile(name))
    return workspace.create(chosen, received, box)


@undisturbed
def file_under(
    workspace: Workspace,
    session: BatchSession,
    case_number: str,
    lookups: index.Lookups,
    document_class: str = "",
    values: Mapping[str, str] | None = None,
) -> None:
    """Say what the document is and which case file it goes to; the acting person confirms both.

    Args:
        document_class: name; empty keeps the profile's.
        values: other index fields by name.

    Raises:
        EditRefused: there is no page yet, the class has no case number, or the list that knows
            every case file does not know this one.
        ConfigurationUnknown: there is no such class.
    """
    _require_one(session)
    if document_class:
        workspace.configuration.document_class(document_class)
        edit.set_class(session, 1, document_class)
    index.refresh(workspace, session, lookups)
    declared = index.class_of(workspace, session.batch().documents[0])
    spec = case_number_field(declared)
    _require_known(spec, case_number, lookups)
    index.set_value(workspace, session, 1, spec.name, case_number)
    index.refresh(workspace, session, lookups)  # what the case file says of itself
    for name, value in (values or {}).items():
        index.set_value(workspace, session, 1, name, value)


@undisturbed
def release_whole(
    workspace: Workspace, session: BatchSession, lookups: index.Lookups, *, stated: bool = False
) -> None:
    """Release the document, every page of which the acting person looked at.

    The form shows the pages, the case file and the class: a value that was read from the text is
    seen by nobody, and is cleared. The long form offers it again.

    Args:
        stated: the person says so; False takes what was shown (``check.shown``).

    Raises:
        ReleaseRefused: something stands against it, or a page was not shown.
    """
    _clear_guesses(session)
    if stated:
        check.record(session, passed=True, whole=True)
        release.release(workspace, session, lookups)
    else:
        release.release_shown(workspace, session, lookups)


def case_number_field(declared: DocumentClass) -> FieldSpec:
    """Return the field that holds the case number.

    Raises:
        EditRefused: the class has none.
    """
    for spec in declared.fields:
        if spec.kind is FieldKind.CASE_NUMBER:
            return spec
    raise EditRefused(
        reason_de="Diese Dokumentart hat kein Aktenzeichen.",
        reason_en="this document class has no case number.",
    )


def _require_one(session: BatchSession) -> None:
    batch = session.require(BatchState.OPEN)
    if len(batch.documents) != 1:
        raise EditRefused(
            reason_de=f"Hier wird genau ein Dokument abgelegt; es sind {len(batch.documents)}.",
            reason_en=f"exactly one document is filed here; there are {len(batch.documents)}.",
        )


def _clear_guesses(session: BatchSession) -> None:
    """One step of undo."""
    cleared = [
        events.FieldSet(document.id, name, None)
        for document in session.require(BatchState.OPEN).documents
        for name, value in document.fields.items()
        if not _certain(value)
    ]
    session.append_step(CLEARED, *cleared)


def _certain(value: IndexValue) -> bool:
    """Whether a person said it, or the list says it of exactly this case file."""
    if value.source is ValueSource.LOOKUP:
        return value.confidence >= 1.0 or bool(value.confirmed_by)
    return value.source in (ValueSource.OPERATOR, ValueSource.BATCH) or bool(value.confirmed_by)


def _require_known(spec: FieldSpec, case_number: str, lookups: index.Lookups) -> None:
    """Refuse a number that the list of case files does not know; offline, release decides."""
    known = lookups.get(spec.lookup)
    if known is not None and known.exact(case_number).state == "miss":
        raise EditRefused(
            reason_de="Diese Akte gibt es nicht.", reason_en="there is no such case file."
        )

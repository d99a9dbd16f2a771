"""Separator sheets of a tenant, ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scanstation.model import FieldKind
from scanstation.separation.case_list import read_case_list
from scanstation.separation.codes import SheetCode
from scanstation.separation.sheets import SheetRequest, Titles, write_sheets
from scanstation.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed: one kind of sheet ``count`` times, or a sheet a row of a CSV."""

    document_class: str = ""
    case_number: str = ""
    expected_pages: int = 0
    count: int = 1
    csv: Path | None = None


def print_sheets(
    workspace: Workspace, path: Path, order: Order, *, duplex: bool = True
) -> tuple[SheetCode, ...]:
    """Write the PDF and return what is on its sheets.

    Raises:
        ConfigurationUnknown: there is no such document class.
        ConfigurationInvalid: the CSV breaks its rules, with file and line.
        UsageError, StoreNotWritable: see ``write_sheets``.
    """
    configuration = workspace.configuration
    if order.document_class:
        configuration.document_class(order.document_class)
    titles = Titles(
        tenant=configuration.tenant.title.de,
        classes={name: one.title.de for name, one in configuration.classes.items()},
    )
    return write_sheets(
        path, _requests(workspace, order), tenant=workspace.tenant, titles=titles, duplex=duplex
    )


def _requests(workspace: Workspace, order: Order) -> tuple[SheetRequest, ...]:
    classes = workspace.configuration.classes
    if order.csv is not None:
        return read_case_list(
            order.csv,
            pattern=_pattern(workspace, order.document_class),
            document_class=order.document_class,
            classes=tuple(classes),
        )
    one = SheetRequest(order.document_class, order.case_number, order.expected_pages)
    return (one,) * order.count


def _pattern(workspace: Workspace, name: str) -> str:
    declared = workspace.configuration.classes.get(name)
    specs = declared.fields if declared else ()
    return next((one.pattern for one in specs if one.kind is FieldKind.CASE_NUMBER), "")

"""Declarations that an administrator writes as TOML: profiles, document classes, targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from scanstation.errors import Text
from scanstation.model.facts import PatchName


class Mode(StrEnum):
    """Colour mode of a scan (SANE's three modes)."""

    LINEART = "lineart"
    GREY = "grey"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What the device is asked for; ``extra`` are driver options by their own names.

    Attributes:
        resolution: dots per inch.
        source: ``flatbed``, ``feeder`` (front sides) or ``duplex``.
        depth: bits per sample, 1, 8 or 16.
        page_width: millimetres; 0 leaves the device's own.
        page_height: millimetres; 0 leaves the device's own.
    """

    resolution: int = 300
    mode: Mode = Mode.COLOUR
    source: Literal["flatbed", "feeder", "duplex"] = "duplex"
    depth: int = 8
    page_width: float = 0.0
    page_height: float = 0.0
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BarcodeRule:
    """A barcode whose whole text matches ``pattern`` (a regular expression) separates.

    ``value_field`` takes the pattern's group ``value`` (or the whole text) into an index
    field of the document that the sheet opens. ``formats`` empty means any format.
    """

    pattern: str
    formats: tuple[str, ...] = ()
    keep: bool = False
    value_field: str = ""


@dataclass(frozen=True, slots=True)
class SeparationRule:
    """How a batch is divided into documents.

    Attributes:
        own_sheets: our numbered separator sheets separate.
        patcht: the text ``PATCHT`` in any barcode separates.
        patch_codes: patch codes that separate.
        accept_3_as_t: patch 3 counts as T (a T sheet fed upside down).
        barcodes: barcode rules, first match wins.
        blank_page: a blank sheet separates.
        page_count: every n pages a new document; 0 is off.
        keep_separator: the separator sheet stays as first sheet of its document.
        numbered: a missing running number within a print job is an anomaly.
        expected_pages_checked: a document with another page count than its sheet says is doubtful.
    """

    own_sheets: bool = True
    patcht: bool = True
    patch_codes: tuple[PatchName, ...] = ("T",)
    accept_3_as_t: bool = False
    barcodes: tuple[BarcodeRule, ...] = ()
    blank_page: bool = False
    page_count: int = 0
    keep_separator: bool = False
    numbered: bool = True
    expected_pages_checked: bool = True


@dataclass(frozen=True, slots=True)
class ImagingOptions:
    """What is computed from a page and how it is kept.

    Attributes:
        symbologies: zxing-cpp format names; empty reads every symbology.
        jpeg_quality: 1..100 for raw frames that are encoded once.
        lossless: raw frames are kept as PNG instead of JPEG.
        drop_blank: blank sides get the kind ``blank`` and stay out of the export.
        blank_threshold: a side is blank from this blank score on.
        orient: turn pages upright (geometry, pixels untouched).
        deskew: straighten pages (geometry, pixels untouched).
    """

    symbologies: tuple[str, ...] = ("Code128", "Code39", "QRCode", "DataMatrix")
    jpeg_quality: int = 85
    lossless: bool = False
    drop_blank: bool = True
    blank_threshold: float = 0.9
    orient: bool = True
    deskew: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """A scan profile (Scanprofil): everything that one button means.

    Attributes:
        check_sample: share of the document pages that a quality check looks at.
        sampling: the sample alone is looked at; otherwise the first page of every document is,
            and no document is released whose first page nobody saw.
    """

    name: str
    title: Text
    scan: ScanOptions = ScanOptions()
    imaging: ImagingOptions = ImagingOptions()
    separation: SeparationRule = SeparationRule()
    document_class: str = "posteingang"
    languages: tuple[str, ...] = ("deu",)
    target: str = "uebung"
    embed_transfer_note: bool = True
    check_sample: float = 0.03
    version: str = "1"
    sampling: bool = False


class FieldKind(StrEnum):
    """Types of an index field."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    CASE_NUMBER = "case_number"
    LOOKUP = "lookup"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One index field (Indexfeld) of a document class.

    Attributes:
        pattern: regular expression for the whole value; empty allows anything.
        check: name of the check rule for case numbers (``none``, ``mod97``, ``lookup``).
        ocr_pattern: regular expression searched in the recognised text; its group ``value``
            or the whole match becomes a suggestion.
        sheet_value: name of the value on a separator sheet that fills the field.
        lookup: name of the look-up list that knows valid values.
        lookup_column: column of the look-up that fills this field from the case number.
        cmis_property: property id at a CMIS target.
        inherit: what the batch says fills the field: its receipt date (``received``) or the
            number of its box (``box``).
    """

    name: str
    title: Text
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    pattern: str = ""
    check: str = "none"
    choices: tuple[str, ...] = ()
    ocr_pattern: str = ""
    sheet_value: str = ""
    lookup: str = ""
    lookup_column: str = ""
    cmis_property: str = ""
    max_length: int = 255
    inherit: Literal["", "received", "box"] = ""


Protection = Literal["normal", "hoch", "sehr hoch"]


@dataclass(frozen=True, slots=True)
class DocumentClass:
    """A document class (Dokumentart) with its fields and TR-03138 protection needs (A.G.2)."""

    name: str
    title: Text
    fields: tuple[FieldSpec, ...]
    integrity: Protection = "normal"
    confidentiality: Protection = "normal"
    availability: Protection = "normal"

    def field(self, name: str) -> FieldSpec | None:
        """Return the field of this name or None."""
        return next((spec for spec in self.fields if spec.name == name), None)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A list of known values: a CSV file or the case files of a target."""

    name: str
    kind: Literal["csv", "target"]
    source: str
    key: str = "case_number"


@dataclass(frozen=True, slots=True)
class Target:
    """Where packages go (Ziel).

    Attributes:
        kind: name of the uploader (``cmis``, ``folder``).
        address: service URL, or the folder's path.
        user: login name; the secret lies in the keyring.
        training: receipts of this target never free raw pages or paper.
        options: settings of the uploader by their own names.
    """

    name: str
    title: Text
    kind: str
    address: str
    user: str = ""
    training: bool = False
    ca_file: str = ""
    options: dict[str, str] = field(default_factory=dict)

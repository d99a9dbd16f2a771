"""Where an index value came from, in words, and the place on the page to outline."""

from __future__ import annotations

from scanstation.errors import Text
from scanstation.model import Batch, Box, IndexValue, ValueSource
from scanstation.workflow.edit_rules import document_by_number
from scanstation.workflow.edit_words import filled

SOURCES = {
    ValueSource.SEPARATOR: Text("aus Trennblatt", "from the separator sheet"),
    ValueSource.BARCODE: Text("aus Barcode", "from a barcode"),
    ValueSource.OCR: Text("aus dem Text", "from the text"),
    ValueSource.LOOKUP: Text("aus Akte", "from the case file"),
    ValueSource.OPERATOR: Text("von Hand", "by hand"),
    ValueSource.PREVIOUS: Text("aus dem Dokument davor", "from the document before"),
    ValueSource.BATCH: Text("aus dem Stapel", "from the batch"),
    ValueSource.FORMER: Text("aus der früheren Fassung", "from the former version"),
}
READ = Text("Seite {page}, OCR {trust}", "page {page}, OCR {trust}")
BARCODE = Text("Seite {page}, Barcode", "page {page}, barcode")
TAKEN = Text("von Hand, Seite {page}", "by hand, page {page}")
CONFIRMED = Text("{origin}, bestätigt", "{origin}, confirmed")
ON_PAGE = {ValueSource.OCR: READ, ValueSource.BARCODE: BARCODE, ValueSource.OPERATOR: TAKEN}


def origin_text(value: IndexValue, batch: Batch) -> Text:
    """Return the words that stand beside a field: where its value came from, and how sure."""
    origin = SOURCES[value.source]
    if value.page in batch.page_index and value.source in ON_PAGE:
        number = batch.page(value.page).number
        origin = filled(ON_PAGE[value.source], page=number, trust=f"{value.confidence:.0%}")
    if value.confirmed_by and value.source is not ValueSource.OPERATOR:
        return filled(CONFIRMED, origin=origin)
    return origin


def source_regions(batch: Batch, number: int) -> dict[str, tuple[str, Box | None]]:
    """Return page and box that each field of a document was taken from.

    A value of a separator sheet has a page and no box; what came from no page is left out.
    """
    fields = document_by_number(batch, number).fields
    return {
        name: (value.page, value.region)
        for name, value in fields.items()
        if value.page in batch.page_index
    }

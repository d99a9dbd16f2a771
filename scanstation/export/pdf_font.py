"""The objects of the invisible text's font (ISO 32000-1, 9.7.4 and 9.10.3)."""

from __future__ import annotations

from collections.abc import Iterator

from scanstation.export.glyphless import ADVANCE, FONT_NAME, UNITS_PER_EM
from scanstation.export.pdf_objects import PdfObjects, reference
from scanstation.export.resources import resource
from scanstation.export.text_layer import CharacterCodes

_OPERATORS_A_BLOCK = 100
"""Most entries of one bfrange or bfchar block (Adobe Technical Note 5014)."""


def write_font(objects: PdfObjects, number: int, codes: CharacterCodes) -> None:
    """Write the composite font into the reserved object ``number``."""
    program = resource("fonts/glyphless.ttf")
    file = objects.add_flate(b"/Length1 %d" % len(program), program)
    descriptor = objects.add(
        b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[0 -1 %d %d]/ItalicAngle 0"
        b"/Ascent %d/Descent -1/CapHeight %d/StemV 80/FontFile2 %b>>"
        % (
            FONT_NAME.encode("ascii"),
            ADVANCE,
            UNITS_PER_EM,
            UNITS_PER_EM,
            UNITS_PER_EM,
            reference(file),
        )
    )
    # Every code shows glyph 1; glyph 0 is .notdef, which PDF/A forbids to show.
    glyphs = objects.add_flate(b"", b"\0\1" * 0x10000)
    descendant = objects.add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDToGIDMap %b/DW %d/FontDescriptor %b"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
        % (FONT_NAME.encode("ascii"), reference(glyphs), ADVANCE, reference(descriptor))
    )
    unicode_map = objects.add_flate(b"", to_unicode(codes))
    objects.write(
        number,
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%b]"
        b"/ToUnicode %b>>"
        % (FONT_NAME.encode("ascii"), reference(descendant), reference(unicode_map)),
    )


def to_unicode(codes: CharacterCodes) -> bytes:
    """Return the map from codes to characters: identity, plus the private codes in use."""
    starts = [0x20, *range(0x100, 0xD800, 0x100), *range(0xF900, 0x10000, 0x100)]
    ranges = [f"<{start:04X}><{start | 0xFF:04X}><{start:04X}>" for start in starts]
    beyond = [
        f"<{code:04X}><{character.encode('utf-16-be').hex().upper()}>"
        for character, code in codes.beyond.items()
    ]
    blocks = [*_blocks("bfrange", ranges), *_blocks("bfchar", beyond)]
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"
        + "".join(blocks)
        + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _blocks(operator: str, entries: list[str]) -> Iterator[str]:
    for start in range(0, len(entries), _OPERATORS_A_BLOCK):
        block = entries[start : start + _OPERATORS_A_BLOCK]
        yield f"{len(block)} begin{operator}\n" + "\n".join(block) + f"\nend{operator}\n"

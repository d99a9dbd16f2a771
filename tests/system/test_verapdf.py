"""Every kind of exported file passes veraPDF, the reference validator for PDF/A.

One virtual machine checks all files. ``tests/java/verapdf/setup.sh`` fetches the validator.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PIL import Image, ImageCms

from scanstation.export.package import write_package
from scanstation.export.package_model import Original
from scanstation.export.pdf_document import Attachment
from scanstation.export.pdfa import PdfDocument, PdfPage, write_pdf
from scanstation.export.sources import BytesSource, FileSource, GivenWords
from scanstation.model import Box, Quarter, Word
from tests.unit.export import samples
from tests.unit.export.samples import document, image_page, page

SETUP = Path(__file__).parents[1] / "java" / "verapdf" / "setup.sh"
SCANS = Path(__file__).parents[1] / "data" / "scans"


def words(*texts: str) -> GivenWords:
    return GivenWords(
        tuple(
            Word(text, Box(100, 100 + 60 * line, 400, 140 + 60 * line), 0.9, line)
            for line, text in enumerate(texts)
        )
    )


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def colour() -> Image.Image:
    return Image.fromarray(samples.colour_noise(61, 43))


def with_attachment(given: PdfDocument) -> PdfDocument:
    attachment = Attachment(
        name="Größe „B“.bin",
        media_type="application/octet-stream",
        source=BytesSource(bytes(range(256))),
        relationship="Source",
        description="Unveränderte Originaldatei",
        modified=samples.CREATED,
    )
    return replace(given, attachments=(attachment,))


def geometries() -> PdfDocument:
    turns = cast(tuple[Quarter, ...], (0, 90, 180, 270))
    pages = [
        page(rotation=turn, skew=skew, crop=crop)
        for turn in turns
        for skew, crop in ((0.0, None), (2.5, Box(100, 100, 1000, 1500)), (-0.7, None))
    ]
    return document(*pages)


def real_scans() -> PdfDocument:
    pages = []
    for path in sorted(SCANS.iterdir()):
        if path.suffix in (".tif", ".png"):
            with Image.open(path) as image:
                data = saved(image.convert("L"), "PNG")
            pages.append(image_page(data, "image/png", dpi=(300, 300)))
    assert len(pages) >= 6
    return document(*pages)


def long_document() -> PdfDocument:
    return document(*[page(samples.letter(seed), number=seed) for seed in (1, 2, 3, 4)] * 50)


def tiny_and_huge() -> PdfDocument:
    dot = saved(Image.new("L", (1, 1)), "JPEG")
    wide = saved(Image.new("L", (9000, 20)), "JPEG")
    return document(
        image_page(dot, "image/jpeg", dpi=(300, 300)),
        image_page(wide, "image/jpeg", dpi=(10, 10), rotation=90, skew=3.0),
        image_page(dot, "image/jpeg", dpi=(600, 300), words=words("winzig")),
    )


def strange_words() -> PdfDocument:
    texts = (
        "Ärger über Größe ß ÄÖÜ äöü €",
        "Weiß„s‟ – — …",
        "𝔉raktur 🙂 𐍈",
        "\ue000\ufeff\uffff\ud800\x07\x00",
        "ﬁ ﬂ Ångström Łódź Şahin Ñandú",
        " ",
        "",
    )
    return document(replace(page(), words=words(*texts)))


def colours() -> PdfDocument:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    deep = Image.fromarray((np.asarray(colour().convert("L"), np.uint16) * 257).astype(np.uint16))
    jpegs = [
        saved(colour(), "JPEG", progressive=True),
        saved(colour(), "JPEG", icc_profile=srgb),
        saved(colour(), "JPEG", keep_rgb=True),
        saved(colour().convert("CMYK"), "JPEG"),
        saved(colour().convert("CMYK"), "JPEG"),
    ]
    pngs = [
        saved(colour().quantize(7), "PNG"),
        saved(colour().convert("RGBA"), "PNG"),
        saved(colour().convert("1"), "PNG"),
        saved(colour(), "PNG", icc_profile=srgb),
        saved(deep, "PNG"),
    ]
    return document(
        *(image_page(data, "image/jpeg") for data in jpegs),
        *(image_page(data, "image/png") for data in pngs),
    )


def mixed_sizes() -> PdfDocument:
    sizes = ((105, 148), (210, 297), (297, 420), (80, 1200))
    return document(
        *(
            image_page(
                saved(Image.new("RGB", (round(wide * 4), round(high * 4)), "white"), "JPEG"),
                "image/jpeg",
                dpi=(101.6, 101.6),
            )
            for wide, high in sizes
        )
    )


def no_words(coding: samples.Coding) -> PdfPage:
    return replace(page(coding=coding), words=GivenWords())


CODINGS: tuple[samples.Coding, ...] = ("jpeg", "grey", "g4", "png")

PDFS: dict[str, tuple[str, Callable[[], PdfDocument]]] = {
    "colour JPEG": ("2u", lambda: document(page(coding="jpeg"))),
    "grey JPEG": ("2u", lambda: document(page(coding="grey"))),
    "Group 4": ("2u", lambda: document(page(coding="g4"))),
    "PNG": ("2u", lambda: document(page(coding="png"))),
    "mixed codings": ("2u", lambda: document(*[no_words(coding) for coding in CODINGS])),
    "every geometry": ("2u", geometries),
    "colour spaces": ("2u", colours),
    "real scans": ("2u", real_scans),
    "200 pages": ("2u", long_document),
    "mixed sizes": ("2u", mixed_sizes),
    "smallest and largest": ("2u", tiny_and_huge),
    "strange words": ("2u", strange_words),
    "no text": ("2u", lambda: document(no_words("jpeg"))),
    "strange title": ("2u", lambda: document(page(), title="<Bescheid> & „𝔗itel“\x07 \n")),
    "empty title": ("2u", lambda: document(page(), title="")),
    "attachment": ("3u", lambda: with_attachment(document(page()))),
}


def write_packages(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Write packages with note and originals in every place; yield name, flavour and PDF."""
    original = Original(
        "Antrag Größe.pdf",
        "application/pdf",
        FileSource(SCANS / "multipage.pdf"),
        hashlib.sha256((SCANS / "multipage.pdf").read_bytes()).hexdigest(),
    )
    for embed_note in (True, False):
        for embed_originals in (True, False):
            name = f"package {embed_note} {embed_originals}"
            given = replace(
                samples.package_input(page(), page(coding="g4"), name=name),
                embed_note=embed_note,
                embed_originals=embed_originals,
                originals=(original,),
            )
            package = write_package(folder, given)
            flavour = "3u" if embed_note or embed_originals else "2u"
            assert package.conformance == flavour
            yield name, flavour, package.path / package.pdf


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Return expected and found verdict of every file, by its name."""
    folder = tmp_path_factory.mktemp("verapdf")
    expected: dict[Path, tuple[str, str]] = {}
    for number, (name, (flavour, build)) in enumerate(PDFS.items()):
        path = folder / f"{number}.pdf"
        assert write_pdf(path, build()).conformance == flavour
        expected[path] = name, flavour
    for name, flavour, path in write_packages(folder):
        expected[path] = name, flavour
    found = validate([*expected])
    return {
        name: (f"PASS {flavour}", found.get(path, "not checked"))
        for path, (name, flavour) in expected.items()
    }


def validate(paths: list[Path]) -> dict[Path, str]:
    """Return veraPDF's verdict (``PASS 2u``) by file; it takes the flavour from the file."""
    home = subprocess.run([SETUP], capture_output=True, check=True, text=True).stdout.strip()
    done = subprocess.run(
        ["java", "-cp", f"{home}/lib/*", "org.verapdf.apps.GreenfieldCliWrapper", "--format",
         "text", "-v", *map(str, paths)],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )  # fmt: skip
    verdicts: dict[Path, str] = {}
    for line in done.stdout.splitlines():
        verdict, _, rest = line.partition(" ")
        path, _, flavour = rest.rpartition(" ")
        if verdict in ("PASS", "FAIL"):
            verdicts[Path(path)] = f"{verdict} {flavour}"
    assert verdicts, done.stdout + done.stderr
    return verdicts


PACKAGES = [f"package {note} {original}" for note in (True, False) for original in (True, False)]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*PDFS, *PACKAGES])
def test_the_file_conforms(verdicts: dict[str, tuple[str, str]], name: str) -> None:
    expected, found = verdicts[name]
    assert found == expected


@pytest.mark.slow
def test_the_validator_sees_a_fault(tmp_path: Path) -> None:
    sound, faulty = tmp_path / "sound.pdf", tmp_path / "faulty.pdf"
    write_pdf(sound, document(no_words("grey")))
    faulty.write_bytes(sound.read_bytes().replace(b"/OutputIntents", b"/OutputIntentz"))
    assert validate([sound, faulty]) == {sound: "PASS 2u", faulty: "FAIL 2u"}

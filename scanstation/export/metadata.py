"""XMP packet and document information that say the same (ISO 19005-2, 6.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from scanstation.export.pdf_objects import text_string

NAMESPACE = "urn:scanstation:ns:package:1.0#"
PREFIX = "scanstation"

_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    PREFIX: NAMESPACE,
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything outside the production Char (XML 1.0, 2.2)."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def parse_time(text: str) -> datetime:
    """Return an ISO 8601 time with whole seconds in UTC; ValueError if it has no offset."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time without offset")
    return time.astimezone(UTC).replace(microsecond=0)


def pdf_date(time: datetime) -> bytes:
    """Return a PDF date string in UTC (ISO 32000-1, 7.9.4)."""
    return b"(D:" + time.astimezone(UTC).strftime("%Y%m%d%H%M%S").encode("ascii") + b"Z)"


def document_information(title: str, producer: str, created: datetime) -> bytes:
    """Return the Info dictionary."""
    return b"<</Title %b/Creator %b/Producer %b/CreationDate %b/ModDate %b>>" % (
        text_string(title),
        text_string(producer),
        text_string(producer),
        pdf_date(created),
        pdf_date(created),
    )


def xmp_packet(
    *,
    title: str,
    producer: str,
    created: datetime,
    language: str,
    identifier: str,
    part: int,
    identifiers: Mapping[str, str],
) -> bytes:
    """Return the XMP packet; an extension schema describes ``identifiers`` (name to UUID)."""
    stamp = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    spaces = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _SPACES.items())
    plain = {
        "pdfaid:part": str(part),
        "pdfaid:conformance": "U",
        "dc:format": "application/pdf",
        "dc:identifier": f"urn:uuid:{identifier}",
        "pdf:Producer": producer,
        "xmp:CreatorTool": producer,
        "xmp:CreateDate": stamp,
        "xmp:ModifyDate": stamp,
        "xmp:MetadataDate": stamp,
        "xmpMM:DocumentID": f"urn:uuid:{identifier}",
        **{f"{PREFIX}:{key}": value for key, value in identifiers.items()},
    }
    body = (
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{_text(title)}</rdf:li>'
        f"</rdf:Alt></dc:title>"
        f"<dc:language><rdf:Bag><rdf:li>{_text(language)}</rdf:li></rdf:Bag></dc:language>"
        + "".join(f"<{key}>{_text(value)}</{key}>" for key, value in plain.items())
        + _extension(identifiers)
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about=""{spaces}>{body}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _extension(identifiers: Mapping[str, str]) -> str:
    if not identifiers:
        return ""
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{_text(key)}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>UUID of the {_text(key)}</pdfaProperty:description>"
        "</rdf:li>"
        for key in identifiers
    )
    return (
        '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>scanstation package identifiers</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{PREFIX}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas>"
    )


def xml_text(text: str) -> str:
    """Return the text with U+FFFD for what XML 1.0 cannot hold (a file name may hold anything)."""
    return _NOT_XML.sub("\ufffd", text)


def _text(text: str) -> str:
    return escape(xml_text(text))

"""Settings of a CMIS target, as an administrator writes them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal
from urllib.parse import urlsplit

from scanstation.errors import ConfigurationInvalid

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CmisOptions:
    """Options of a CMIS target; each can be given as text in the target's ``options``.

    Attributes:
        repository: id of the repository; needed only if the service offers several.
        root_folder: path below which everything is filed.
        folder: template of the folder below it; ``{name}`` takes a value of the package's filing.
        create_folders: missing folders may be created.
        case_file_type: type of case file folders; with ``case_file_property`` a case file is
            looked up by its number wherever it lies, and created with that number.
        case_file_property: the property that holds the case number.
        object_type: type of the documents.
        package_property: holds the package's UUID; used if the type knows it.
        document_property: holds the document's UUID; used if the type knows it.
        hash_property: holds the SHA-256 of the content; used if the type knows it.
        ignore_unknown_properties: leave out properties the type does not know instead of refusing.
        chunk_size: bytes of one part; 0 sends everything in one request.
        rewrite_urls: keep the service's scheme and host in addresses the server hands out.
        verify: ``download`` reads every document back; ``target-hash`` believes a SHA-256 that the
            server computed itself, for slow lines.
        versioning_state: none, major, minor.
        auth: how the login is shown.
        proxy: URL, ``none``, or empty for the system's.
        connect_timeout, read_timeout: seconds.
        plain_http: allow an unencrypted connection to another machine.
        open_url: page of a document in a browser, ``https://.../{id}``; ``{id}`` takes the
            target's id of it.
    """

    repository: str = ""
    root_folder: str = "/"
    folder: str = "{case_number}"
    create_folders: bool = True
    case_file_type: str = ""
    case_file_property: str = ""
    object_type: str = "cmis:document"
    package_property: str = "sst:packageId"
    document_property: str = "sst:documentId"
    hash_property: str = "sst:sha256"
    ignore_unknown_properties: bool = False
    chunk_size: int = 8 * MEBIBYTE
    rewrite_urls: bool = False
    verify: Literal["target-hash", "download"] = "download"
    versioning_state: str = "none"
    auth: Literal["basic", "bearer"] = "basic"
    proxy: str = ""
    connect_timeout: float = 10.0
    read_timeout: float = 120.0
    plain_http: bool = False
    open_url: str = ""


OPEN_URL = "https://eakte.example/dokument/{id}"

_CHOICES: dict[str, tuple[str, ...]] = {
    "verify": ("target-hash", "download"),
    "auth": ("basic", "bearer"),
    "versioning_state": ("none", "major", "minor"),
}


def cmis_options(target: str, options: Mapping[str, str]) -> CmisOptions:
    """Read the options of a target.

    Raises:
        ConfigurationInvalid: an unknown name or a value of the wrong kind.
    """
    known = {field.name: field.default for field in fields(CmisOptions)}
    values: dict[str, Any] = {}
    for name, text in options.items():
        if name not in known:
            raise _invalid(target, name, "einer von: ", "one of: ", ", ".join(known))
        values[name] = _value(target, name, text, known[name])
    return CmisOptions(**values)


def _value(target: str, name: str, text: str, default: object) -> object:
    if default is MISSING:
        raise AssertionError(name)
    if name in _CHOICES and text not in _CHOICES[name]:
        raise _invalid(target, name, "einer von: ", "one of: ", ", ".join(_CHOICES[name]))
    if name == "open_url" and text and not is_open_url(text):
        raise _invalid(target, name, "eine Adresse wie ", "an address like ", OPEN_URL)
    if isinstance(default, bool):
        if text not in ("true", "false"):
            raise _invalid(target, name, "true oder false", "true or false", "")
        return text == "true"
    if isinstance(default, int | float):
        return _number(target, name, text, type(default))
    return text


def is_open_url(text: str) -> bool:
    """Return whether a text is an address of the web that takes a document's id."""
    parts = urlsplit(text)
    return parts.scheme in ("https", "http") and bool(parts.netloc) and "{id}" in text


def _number(target: str, name: str, text: str, kind: type[int | float]) -> int | float:
    try:
        number = kind(text)
    except ValueError:
        number = -1
    if number < 0 or not math.isfinite(number):
        raise _invalid(target, name, "eine Zahl ab 0", "a number from 0", "")
    return number


def _invalid(target: str, name: str, de: str, en: str, listed: str) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        file=f"targets/{target}",
        line=1,
        key=f"options.{name}",
        expected_de=de + listed,
        expected_en=en + listed,
    )

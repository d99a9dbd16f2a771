"""A CMIS repository as the uploader sees it: where it is, what it can do, what its types want.

Source: OASIS CMIS 1.1, 5.3.1 (service document), 5.2.11 (type definitions), 5.2.10 (errors).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from scanstation.errors import (
    OutcomeUnknown,
    TargetRefused,
    TargetUnreachable,
    UploadError,
)
from scanstation.upload.cmis_forms import Fields, fields, form_body
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.http import Answer, TargetSession

Properties = dict[str, Any]
TRAINING_PRODUCT = "scanstation eAkte"
"""What the embedded eAkte calls itself."""

_RACES = frozenset({"updateConflict", "nameConstraintViolation", "contentAlreadyExists"})
"""Refusals that only say that the object is not in the state we thought."""


@dataclass(frozen=True, slots=True)
class RepositoryInfo:
    """One repository of a service.

    Attributes:
        url: for types and queries.
        root: root folder URL, for objects.
        appends: content can be continued (CMIS 1.1 and updatability ``anytime``).
        replaces: content can be replaced.
        queries: the repository answers queries on properties.
        training: it is the embedded eAkte, by its own word.
    """

    id: str
    product: str
    url: str
    root: str
    appends: bool
    replaces: bool
    queries: bool
    training: bool = False


@dataclass(frozen=True, slots=True)
class PropertyRule:
    """What a type says about one property; ``max_length`` 0 means unlimited."""

    id: str
    query_name: str
    kind: str
    multiple: bool
    writable: bool
    required: bool
    queryable: bool
    max_length: int


@dataclass(frozen=True, slots=True)
class TypeRules:
    """One object type."""

    id: str
    query_name: str
    queryable: bool
    properties: Mapping[str, PropertyRule]


class CmisClient:
    """Speaks the browser binding to one repository; everything learnt is kept for the session."""

    def __init__(self, session: TargetSession, options: CmisOptions) -> None:
        self.session = session
        self.options = options
        self._info: RepositoryInfo | None = None
        self._types: dict[str, TypeRules] = {}

    def info(self) -> RepositoryInfo:
        """Return the repository, asked for once.

        Raises:
            TargetRefused: the service has not the repository that the options name.
            TargetUntrusted: it points to another origin and ``rewrite_urls`` is off.
        """
        if self._info is None:
            address = self.session.connection.address
            document = self.read(self.session.get(address, {}))
            self._info = self._chosen(document)
        return self._info

    def type_rules(self, type_id: str) -> TypeRules:
        """Return what a type wants, asked for once.

        Raises:
            TargetRefused: there is no such type.
        """
        if type_id not in self._types:
            params = {"cmisselector": "typeDefinition", "typeId": type_id}
            answer = self.session.get(self.info().url, params)
            self._types[type_id] = _type_rules(self.read(answer))
        return self._types[type_id]

    def by_id(self, object_id: str) -> Properties | None:
        """Return an object's properties, None if there is none."""
        return self._object(self.info().root, {"objectId": object_id})

    def by_path(self, *names: str) -> Properties | None:
        """Return the properties of the object at a path below the root, None if there is none."""
        return self._object(self.path_url(*names), {}, private=names)

    def query(self, statement: str, limit: int, private: tuple[str, ...] = ()) -> list[Properties]:
        """Return the rows of a query, at most ``limit``; see ``refuse`` for ``private``."""
        form = fields(
            "query",
            ("statement", statement),
            ("searchAllVersions", "false"),
            ("maxItems", str(limit)),
            ("skipCount", "0"),
        )
        # A query changes nothing; a lost answer leaves nothing unknown.
        answer = self.session.post(self.info().url, lambda: form_body(form), changing=False)
        rows = self.read(answer, private).get("results", [])
        return [row.get("succinctProperties", {}) for row in rows]

    def change(self, object_id: str, form: Fields, private: tuple[str, ...] = ()) -> Properties:
        """Carry an action out at an object and return the properties the server answers."""
        answer = self.session.post(self.object_url(object_id), lambda: form_body(form))
        return self.changed(answer, private)

    def changed(self, answer: Answer, private: tuple[str, ...] = ()) -> Properties:
        """Return the properties of an answer to a change.

        Raises:
            OutcomeUnknown: the answer cannot be read, or the object is not as we thought.
            TargetRefused: it was refused; values in ``private`` are blotted out of the reason.
        """
        self.refuse(answer, private)
        if not answer.body.strip():
            return {}
        try:
            return dict(answer.json().get("succinctProperties", {}))
        except (ValueError, AttributeError, TypeError) as error:
            raise self._error(OutcomeUnknown, "the answer cannot be read") from error

    def read(self, answer: Answer, private: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the JSON object of an answer to a question.

        Raises:
            TargetUnreachable: it is not JSON: a proxy's page, or cut off.
            TargetRefused: it is an error.
        """
        self.refuse(answer, private)
        try:
            decoded = answer.json()
        except ValueError as error:
            raise self._error(TargetUnreachable, "the answer is not CMIS") from error
        if not isinstance(decoded, dict):
            raise self._error(TargetUnreachable, "the answer is not CMIS")
        return decoded

    def refuse(self, answer: Answer, private: tuple[str, ...] = ()) -> None:
        """Raise what an error answer means; nothing for a success.

        Args:
            private: names and case numbers that were sent; a server likes to quote them, and
                an error ends in logs.
        """
        if answer.status < 300:
            return
        name, message = _exception(answer)
        if name in _RACES:
            raise self._error(OutcomeUnknown, name)
        for value in sorted((one for one in private if len(one) > 2), key=len, reverse=True):
            message = message.replace(value, "…")
        raise self._error(TargetRefused, f"{name}: {message[:200]}".strip(": "))

    def object_url(self, object_id: str) -> str:
        """Return the URL at which actions on an object are posted."""
        return f"{self.info().root}?objectId={quote(object_id, safe='')}"

    def path_url(self, *names: str) -> str:
        """Return the URL of a path below the root folder."""
        root = self.info().root.rstrip("/")
        return "/".join([root, *(quote(name, safe="") for name in names)])

    def _object(
        self, url: str, params: Mapping[str, str], private: tuple[str, ...] = ()
    ) -> Properties | None:
        asked = {**params, "cmisselector": "properties", "succinct": "true"}
        answer = self.session.get(url, asked)
        if answer.status == 404:
            return None
        found = self.read(answer, private)
        return dict(found.get("succinctProperties", found))

    def _chosen(self, document: dict[str, Any]) -> RepositoryInfo:
        wanted = self.options.repository
        if wanted and wanted in document:
            return self._repository(document[wanted])
        if not wanted and len(document) == 1:
            return self._repository(next(iter(document.values())))
        reason = f"repository {wanted or '?'} is none of: {', '.join(sorted(document))[:150]}"
        raise self._error(TargetRefused, reason)

    def _repository(self, entry: Mapping[str, Any]) -> RepositoryInfo:
        try:
            able = entry["capabilities"]
            updatable = able.get("capabilityContentStreamUpdatability", "none") == "anytime"
            return RepositoryInfo(
                id=str(entry["repositoryId"]),
                product=f"{entry.get('productName', '')} {entry.get('productVersion', '')}".strip(),
                url=self._own(str(entry["repositoryUrl"])),
                root=self._own(str(entry["rootFolderUrl"])),
                appends=updatable and str(entry.get("cmisVersionSupported", "1.0")) >= "1.1",
                replaces=updatable,
                queries=able.get("capabilityQuery", "none") not in ("none", "fulltextonly"),
                training=entry.get("productName") == TRAINING_PRODUCT,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise self._error(TargetUnreachable, "the answer is not CMIS") from error

    def _own(self, url: str) -> str:
        """Return a URL that the server handed out, on the service's own origin."""
        if self.options.rewrite_urls:
            service = urlsplit(self.session.connection.address)
            url = urlunsplit(urlsplit(url)._replace(scheme=service.scheme, netloc=service.netloc))
        return self.session.check_origin(url)

    def _error(self, kind: type[UploadError], reason: str) -> UploadError:
        return self.session.error(kind, reason)


def _exception(answer: Answer) -> tuple[str, str]:
    """Return name and message of a CMIS error, or the HTTP status of any other."""
    try:
        decoded = answer.json()
        return str(decoded["exception"]), str(decoded.get("message", ""))
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status}", ""


def _type_rules(definition: Mapping[str, Any]) -> TypeRules:
    rules = {
        name: PropertyRule(
            id=name,
            query_name=str(entry.get("queryName", name)),
            kind=str(entry.get("propertyType", "string")),
            multiple=entry.get("cardinality") == "multi",
            writable=entry.get("updatability") in ("readwrite", "oncreate"),
            required=bool(entry.get("required", False)),
            queryable=bool(entry.get("queryable", False)),
            max_length=int(entry.get("maxLength", 0) or 0),
        )
        for name, entry in definition.get("propertyDefinitions", {}).items()
    }
    return TypeRules(
        id=str(definition.get("id", "")),
        query_name=str(definition.get("queryName", definition.get("id", ""))),
        queryable=bool(definition.get("queryable", True)),
        properties=rules,
    )

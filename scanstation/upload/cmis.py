"""Uploader for any CMIS 1.1 repository through its browser binding.

A document is created with its first part and continued part by part with ``appendContent``. An
append is not idempotent (a repeated one is appended again), so each carries the change token of
the state it continues, and after any doubt ``cmis:contentStreamLength`` says where to go on.
Source: OASIS CMIS 1.1, 2.2.4 (object services), 5.4 (browser binding forms).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scanstation.errors import (
    OutcomeUnknown,
    StoredDiffers,
    StoredTwice,
    TargetRefused,
    TargetUnreachable,
)
from scanstation.upload.cmis_folders import CmisFolders
from scanstation.upload.cmis_forms import (
    Fields,
    Part,
    fields,
    file_body,
    like_literal,
    property_fields,
    same_value,
    text_literal,
)
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.cmis_repository import CmisClient, Properties, TypeRules
from scanstation.upload.cmis_values import Wire, own_values, stored_sha256
from scanstation.upload.http import Connection, TargetSession
from scanstation.upload.names import document_name
from scanstation.upload.uploader import CaseFile, Outgoing, Remote, Sent, Stored, TargetInfo

_COPIES = 20
"""Copies of one package that are looked at; one is right, two is a repeated request."""


class CmisUploader:
    """A CMIS repository; not for use by several threads at once."""

    def __init__(self, connection: Connection, options: CmisOptions) -> None:
        self.target = connection.target
        self._options = options
        self._session = TargetSession(connection)
        self._client = CmisClient(self._session, options)
        self._folders = CmisFolders(self._client, options)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def test(self) -> TargetInfo:
        """Reach the repository, its document type and its root folder; change nothing."""
        info = self._client.info()
        rules = self._rules()
        self._folders.check_root()
        wanted = (self._options.package_property, self._options.hash_property)
        return TargetInfo(
            product=info.product,
            location=f"{info.id}: {self._options.root_folder}",
            resumable=info.appends,
            own_hash="cmis:contentStreamHash" in rules.properties,
            missing=tuple(name for name in wanted if name not in rules.properties),
        )

    def find(self, outgoing: Outgoing, known_id: str = "") -> tuple[Remote, ...]:
        """Ask by query, by the id given earlier and by path, so that no lagging index hides it."""
        found = {_series(row): row for row in self._queried(outgoing)}
        if known_id and all(_id(row) != known_id for row in found.values()):
            self._add(found, self._client.by_id(known_id))
        if not found:
            self._add(found, self._at_its_place(outgoing))
        ours = self._name(outgoing)

        def keep_first(row: Properties) -> tuple[bool, bool, str]:
            return (_id(row) != known_id, row.get("cmis:name") != ours, _id(row))

        rows = sorted(found.values(), key=keep_first)
        return tuple(self._remote(row, outgoing) for row in rows)

    def send(self, outgoing: Outgoing, partial: Remote | None, sent: Sent) -> Remote:
        """Create, continue or replace the document, part by part."""
        if partial is None:
            remote = self._create(outgoing)
        elif partial.resumable and 0 < partial.size < outgoing.size:
            remote = partial
        else:
            remote = self._replace(outgoing, partial)
        while remote.size < outgoing.size:
            sent(remote)
            remote = self._append(outgoing, remote)
        return remote

    def read_back(self, outgoing: Outgoing, remote: Remote) -> Stored:
        """Take the repository's SHA-256 if it equals ours, else hash the downloaded bytes."""
        row = self._client.by_id(remote.id)
        if row is None:
            raise StoredDiffers(target=self.target, reason="the document is no longer there")
        differing = self._differing(outgoing, row)
        training = self._client.info().training or row.get("sst:training") is True
        trusted = self._options.verify == "target-hash"
        if trusted and _size(row) == outgoing.size and stored_sha256(row) == outgoing.sha256:
            return Stored(outgoing.sha256, outgoing.size, "target-hash", differing, training)
        sha256, size = self._downloaded(remote.id, _size(row))
        return Stored(sha256, size, "download", differing, training)

    def discard(self, remote: Remote) -> None:
        """Delete a surplus copy with all its versions."""
        form = fields("delete", ("allVersions", "true"))
        try:
            self._client.change(remote.id, form)
        except TargetRefused as error:
            if self._client.by_id(remote.id) is None:
                return
            reason = str(error.details.get("reason", ""))
            raise StoredTwice(target=self.target, reason=reason) from error

    def case_files(self, text: str, limit: int = 50, exact: bool = False) -> tuple[CaseFile, ...]:
        """Return case files whose number contains (``exact``: equals) ``text``."""
        return self._folders.case_files(text, limit, exact)

    def _rules(self) -> TypeRules:
        return self._client.type_rules(self._options.object_type)

    def _name(self, outgoing: Outgoing) -> str:
        return document_name(outgoing.package, outgoing.title, outgoing.media_type)

    def _queried(self, outgoing: Outgoing) -> list[Properties]:
        """Return the latest versions of all documents that carry the package's UUID."""
        rules = self._rules()
        if not self._client.info().queries or not rules.queryable:
            return []
        by_package = rules.properties.get(self._options.package_property)
        if by_package is not None and by_package.queryable:
            where = f"{by_package.query_name} = {text_literal(outgoing.package)}"
        else:
            where = f"cmis:name LIKE {like_literal(outgoing.package, before='')}"
        statement = f"SELECT * FROM {rules.query_name} WHERE {where}"  # noqa: S608 - quoted
        return [self._fresh(row, outgoing) for row in self._client.query(statement, _COPIES)]

    def _fresh(self, row: Properties, outgoing: Outgoing) -> Properties:
        """Return the row, read anew unless it shows the finished document: an index may lag."""
        if _size(row) == outgoing.size and stored_sha256(row) in ("", outgoing.sha256):
            return row
        return self._client.by_id(_id(row)) or row

    def _at_its_place(self, outgoing: Outgoing) -> Properties | None:
        folder = self._folders.existing(outgoing.filing)
        if folder is None:
            return None
        return self._client.by_path(*folder.path, self._name(outgoing))

    @staticmethod
    def _add(found: dict[str, Properties], row: Properties | None) -> None:
        if row is not None:
            found.setdefault(_series(row), row)

    def _create(self, outgoing: Outgoing) -> Remote:
        folder = self._folders.wanted(outgoing.filing)
        values = own_values(outgoing, self._rules(), self._options, self.target)
        head: dict[str, str | tuple[str, ...]] = {
            "cmis:objectTypeId": self._options.object_type,
            "cmis:name": self._name(outgoing),
        }
        form = fields("createDocument", ("versioningState", self._options.versioning_state))
        form += property_fields(head | {wire.id: wire.value for wire in values})
        try:
            return self._post(outgoing, folder.id, form, 0, _private(outgoing, values))
        except TargetRefused:
            if self._client.by_id(folder.id) is not None:
                raise
            self._folders.forget()
            raise OutcomeUnknown(target=self.target, reason="the folder has vanished") from None

    def _append(self, outgoing: Outgoing, remote: Remote) -> Remote:
        last = remote.size + self._length(outgoing, remote.size) == outgoing.size
        form = fields(
            "appendContent",
            ("isLastChunk", "true" if last else "false"),
            ("changeToken", remote.token),
        )
        return self._post(outgoing, remote.id, form, remote.size)

    def _replace(self, outgoing: Outgoing, remote: Remote) -> Remote:
        if not self._client.info().replaces:
            reason = "it holds a broken copy and cannot replace it"
            raise StoredDiffers(target=self.target, reason=reason)
        form = fields("setContent", ("overwriteFlag", "true"), ("changeToken", remote.token))
        return self._post(outgoing, remote.id, form, 0)

    def _post(
        self,
        outgoing: Outgoing,
        object_id: str,
        form: Fields,
        start: int,
        private: tuple[str, ...] = (),
    ) -> Remote:
        """Post one part and return what the target holds then.

        Raises:
            OutcomeUnknown: it does not say that exactly this part was added.
        """
        length = self._length(outgoing, start)
        part = Part(outgoing.path, self._name(outgoing), outgoing.media_type, start, length)
        with outgoing.path.open("rb") as file:
            answer = self._session.post(
                self._client.object_url(object_id), lambda: file_body(form, part, file)
            )
        row = self._client.changed(answer, private)
        if not _id(row):
            raise OutcomeUnknown(target=self.target, reason="the answer names no document")
        remote = self._remote(row, outgoing)
        if remote.size < 0:
            # It does not say; then only a complete content may be believed, and is read back.
            remote = replace(remote, size=start + length)
        if remote.size != start + length:
            reason = f"it says {remote.size} of {start + length} bytes"
            raise OutcomeUnknown(target=self.target, reason=reason)
        return remote

    def _length(self, outgoing: Outgoing, start: int) -> int:
        rest = outgoing.size - start
        chunk = self._options.chunk_size
        return min(chunk, rest) if chunk and self._client.info().appends else rest

    def _remote(self, row: Properties, outgoing: Outgoing) -> Remote:
        creator, modifier = row.get("cmis:createdBy"), row.get("cmis:lastModifiedBy")
        size = _size(row)
        return Remote(
            id=_id(row),
            # A document without content has no length; an empty package is then complete.
            size=0 if size < 0 and outgoing.size == 0 else size,
            sha256=stored_sha256(row),
            token=str(row.get("cmis:changeToken") or ""),
            resumable=self._client.info().appends,
            foreign=bool(creator and modifier and creator != modifier),
        )

    def _differing(self, outgoing: Outgoing, row: Properties) -> tuple[str, ...]:
        values: Iterable[Wire] = own_values(outgoing, self._rules(), self._options, self.target)
        return tuple(
            wire.id for wire in values if not same_value(wire.value, row.get(wire.id), wire.kind)
        )

    def _downloaded(self, object_id: str, told: int) -> tuple[str, int]:
        """Return SHA-256 and length of the stored bytes."""
        digest, size = hashlib.sha256(), 0

        def take(block: bytes) -> None:
            nonlocal size
            digest.update(block)
            size += len(block)

        params = {"objectId": object_id, "cmisselector": "content"}
        answer = self._session.download(self._client.info().root, params, take)
        if told <= 0 and answer.status in (404, 409):
            return digest.hexdigest(), 0  # a document without content
        self._client.refuse(answer)
        if size < told:
            raise TargetUnreachable(target=self.target, reason="the download was cut off")
        return digest.hexdigest(), size


def _id(row: Properties) -> str:
    return str(row.get("cmis:objectId") or "")


def _series(row: Properties) -> str:
    """Return what all versions of one document share; they are one copy, not several."""
    return str(row.get("cmis:versionSeriesId") or _id(row))


def _size(row: Properties) -> int:
    length: Any = row.get("cmis:contentStreamLength")
    return length if isinstance(length, int) else -1


def _private(outgoing: Outgoing, values: Iterable[Wire]) -> tuple[str, ...]:
    """Return values that must not stand in an error: names and case numbers get into logs."""
    shown = [outgoing.title, *outgoing.filing.values()]
    for wire in values:
        shown += [wire.value] if isinstance(wire.value, str) else wire.value
    return tuple(shown)

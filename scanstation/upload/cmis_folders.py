"""The folders of a CMIS repository that packages are filed in, and its case files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanstation.errors import OutcomeUnknown, TargetRefused, UploadError
from scanstation.upload.cmis_forms import fields, like_literal, property_fields, text_literal
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.cmis_repository import CmisClient, Properties
from scanstation.upload.names import folder_path
from scanstation.upload.uploader import CaseFile


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder: its id and the names that lead to it from the root."""

    id: str
    path: tuple[str, ...]


class CmisFolders:
    """Finds folders and creates missing ones; what was found is kept for the session."""

    def __init__(self, client: CmisClient, options: CmisOptions) -> None:
        self._client = client
        self._options = options
        self._known: dict[tuple[str, ...], Folder] = {}

    def check_root(self) -> None:
        """Make sure that the root folder of the options exists.

        Raises:
            TargetRefused: it does not.
        """
        if self._at(self._root()) is None:
            raise self._refused(f"there is no folder {self._options.root_folder}")

    def forget(self) -> None:
        """Forget what was found, because something of it has vanished."""
        self._known.clear()

    def existing(self, filing: Mapping[str, str]) -> Folder | None:
        """Return the folder where a package belongs, None if there is none yet."""
        found = self._case_file(filing)
        return found or self._at(self._path(filing))

    def wanted(self, filing: Mapping[str, str]) -> Folder:
        """Return the folder where a package belongs, created if that is allowed.

        Raises:
            TargetRefused: it is missing and may not be created.
        """
        found = self.existing(filing)
        if found is not None:
            return found
        self.check_root()
        if not self._options.create_folders:
            raise self._refused("its folder does not exist and may not be created")
        root, path = self._root(), self._path(filing)
        for depth in range(len(root) + 1, len(path) + 1):
            if self._at(path[:depth]) is None:
                self._create(path[:depth], filing if depth == len(path) else {})
        made = self._at(path)
        if made is None:
            raise OutcomeUnknown(target=self._target, reason="the new folder is not there yet")
        return made

    def case_files(self, text: str, limit: int, exact: bool) -> tuple[CaseFile, ...]:
        """Return case files by number; none where the options name no type for them."""
        kind, number = self._options.case_file_type, self._options.case_file_property
        if not kind or not number:
            return ()
        rules = self._client.type_rules(kind)
        column = rules.properties[number].query_name if number in rules.properties else number
        condition = f"= {text_literal(text)}" if exact else f"LIKE {like_literal(text)}"
        statement = f"SELECT * FROM {rules.query_name} WHERE {column} {condition}"  # noqa: S608
        rows = self._client.query(statement, limit, private=(text,))
        return tuple(
            CaseFile(
                id=str(row.get("cmis:objectId")),
                number=str(row.get(number) or ""),
                title=str(row.get("cmis:description") or row.get("cmis:name") or ""),
                values=_texts(row),
            )
            for row in rows
        )

    @property
    def _target(self) -> str:
        return self._client.session.target

    def _root(self) -> tuple[str, ...]:
        return tuple(part for part in self._options.root_folder.split("/") if part)

    def _path(self, filing: Mapping[str, str]) -> tuple[str, ...]:
        return self._root() + folder_path(self._options.folder, filing, self._target)

    def _case_file(self, filing: Mapping[str, str]) -> Folder | None:
        """Return the case file of this number, wherever it lies in the filing plan."""
        number = filing.get("case_number", "").strip()
        if not self._options.case_file_property or not number:
            return None
        key = ("", number)  # no folder name is empty
        if key in self._known:
            return self._known[key]
        found = self.case_files(number, limit=2, exact=True)
        if len(found) > 1:
            raise self._refused("several case files have this case number")
        row = self._client.by_id(found[0].id) if found else None
        if row is None:
            return None
        return self._keep(key, row, tuple(filter(None, str(row.get("cmis:path")).split("/"))))

    def _at(self, path: tuple[str, ...]) -> Folder | None:
        if path in self._known:
            return self._known[path]
        row = self._client.by_path(*path)
        return None if row is None else self._keep(path, row, path)

    def _keep(self, key: tuple[str, ...], row: Properties, path: tuple[str, ...]) -> Folder:
        if row.get("cmis:baseTypeId") != "cmis:folder":
            raise self._refused("a document lies where its folder should be")
        self._known[key] = Folder(str(row["cmis:objectId"]), path)
        return self._known[key]

    def _create(self, path: tuple[str, ...], filing: Mapping[str, str]) -> None:
        parent = self._at(path[:-1])
        if parent is None:
            raise OutcomeUnknown(target=self._target, reason="the new folder is not there yet")
        values = {"cmis:objectTypeId": "cmis:folder", "cmis:name": path[-1]}
        if filing and self._options.case_file_type:
            values["cmis:objectTypeId"] = self._options.case_file_type
            values[self._options.case_file_property] = filing.get("case_number", "")
        try:
            form = fields("createFolder") + property_fields(values)
            self._client.change(parent.id, form, private=(*path, *filing.values()))
        except OutcomeUnknown:
            # Somebody else was faster, or the answer got lost: the folder itself tells.
            if self._at(path) is None:
                raise

    def _refused(self, reason: str) -> UploadError:
        return TargetRefused(target=self._target, reason=reason)


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    """Return the texts of a case file by property name without prefix; ``cmis:*`` stay out."""
    return {
        name.partition(":")[2]: value
        for name, value in row.items()
        if isinstance(value, str) and value and ":" in name and not name.startswith("cmis:")
    }

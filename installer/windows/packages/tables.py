"""Tables of an MSI as plain values, and their text form that libmsi imports.

Columns are those of Microsoft's "Database Tables" of Windows Installer, in the notation of its
"Text Archive File Format": ``s72`` is a text of 72 characters, ``i2``/``i4`` are numbers, ``l`` a
text that transforms may translate, ``v0`` a stream; a capital letter allows an empty value.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from installer.problem import BuildRefused

Value = str | int | None
CODE_PAGE = 1252

_SEQUENCE = "Action* s72, Condition S255, Sequence I2"
_SCHEMAS = {
    "AdminExecuteSequence": _SEQUENCE,
    "AdminUISequence": _SEQUENCE,
    "AdvtExecuteSequence": _SEQUENCE,
    "AppSearch": "Property* s72, Signature_* s72",
    "Binary": "Name* s72, Data v0",
    "Component": "Component* s72, ComponentId S38, Directory_ s72, Attributes i2, Condition S255,"
    " KeyPath S72",
    "CreateFolder": "Directory_* s72, Component_* s72",
    "CustomAction": "Action* s72, Type i2, Source S72, Target S255, ExtendedType I4",
    "Directory": "Directory* s72, Directory_Parent S72, DefaultDir l255",
    "Error": "Error* i2, Message L0",
    "Feature": "Feature* s38, Feature_Parent S38, Title L64, Description L255, Display I2,"
    " Level i2, Directory_ S72, Attributes i2",
    "FeatureComponents": "Feature_* s38, Component_* s72",
    "File": "File* s72, Component_ s72, FileName l255, FileSize i4, Version S72, Language S20,"
    " Attributes I2, Sequence i4",
    "Icon": "Name* s72, Data v0",
    "InstallExecuteSequence": _SEQUENCE,
    "InstallUISequence": _SEQUENCE,
    "LaunchCondition": "Condition* s255, Description l255",
    "Media": "DiskId* i2, LastSequence i4, DiskPrompt L64, Cabinet S255, VolumeLabel S32,"
    " Source S72",
    "MsiFileHash": "File_* s72, Options i2, HashPart1 i4, HashPart2 i4, HashPart3 i4, HashPart4 i4",
    "MsiLockPermissionsEx": "MsiLockPermissionsEx* s72, LockObject s72, Table s32, SDDLText s0,"
    " Condition S255",
    "MsiShortcutProperty": "MsiShortcutProperty* s72, Shortcut_ s72, PropertyKey s0,"
    " PropVariantValue s0",
    "Property": "Property* s72, Value l0",
    "RegLocator": "Signature_* s72, Root i2, Key s255, Name S255, Type I2",
    "Registry": "Registry* s72, Root i2, Key l255, Name L255, Value L0, Component_ s72",
    "RemoveFile": "FileKey* s72, Component_ s72, FileName L255, DirProperty s72, InstallMode i2",
    "RemoveRegistry": "RemoveRegistry* s72, Root i2, Key l255, Name L255, Component_ s72",
    "Shortcut": "Shortcut* s72, Directory_ s72, Name l128, Component_ s72, Target s72,"
    " Arguments S255, Description L255, Hotkey I2, Icon_ S72, IconIndex I2, ShowCmd I2, WkDir S72",
    "Signature": "Signature* s72, FileName s255, MinVersion S20, MaxVersion S20, MinSize I4,"
    " MaxSize I4, MinDate I4, MaxDate I4, Languages S255",
    "Upgrade": "UpgradeCode* s38, VersionMin* S20, VersionMax* S20, Language* S255,"
    " Attributes* i4, Remove S255, ActionProperty s72",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type in the text form, and whether it is a part of the key."""

    name: str
    kind: str
    key: bool

    @property
    def width(self) -> int:
        """The most characters of a text, 0 for any number."""
        return int(self.kind[1:])


@dataclass(slots=True)
class Table:
    """A table being filled; rows are given by column name, what is missing is empty."""

    name: str
    rows: list[tuple[Value, ...]] = field(default_factory=list)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        return schema(self.name)

    def add(self, **values: Value) -> None:
        """Add a row.

        Raises:
            KeyError: there is no such column.
        """
        names = [column.name for column in self.columns]
        unknown = values.keys() - set(names)
        if unknown:
            raise KeyError(f"{self.name}: {', '.join(sorted(unknown))}")
        self.rows.append(tuple(values.get(name) for name in names))

    def column(self, name: str) -> list[Value]:
        """Return a column's values in the order of the rows."""
        place = [column.name for column in self.columns].index(name)
        return [row[place] for row in self.rows]

    def text(self) -> str:
        """Return the text archive form, rows ordered by their keys.

        Raises:
            BuildRefused: a value that the form or the column cannot hold.
        """
        columns = self.columns
        lines = [
            "\t".join(column.name for column in columns),
            "\t".join(column.kind for column in columns),
            "\t".join([self.name, *(column.name for column in columns if column.key)]),
        ]
        keys = [place for place, column in enumerate(columns) if column.key]
        for row in sorted(self.rows, key=lambda row: [str(row[place] or "") for place in keys]):
            cells = [self._cell(column, value) for column, value in zip(columns, row, strict=True)]
            lines.append("\t".join(cells))
        return "".join(f"{line}\r\n" for line in lines)

    def _cell(self, column: Column, value: Value) -> str:
        text = "" if value is None else str(value)
        if not text and column.kind[0].islower():
            raise BuildRefused(f"{self.name}.{column.name} must not be empty")
        if set(text) & set("\t\r\n") or (column.kind[0] in "slSL" and 0 < column.width < len(text)):
            raise BuildRefused(f"{self.name}.{column.name} cannot hold {text!r}")
        return text


@dataclass(frozen=True, slots=True)
class Database:
    """All tables of an MSI, by name; made on first use."""

    tables: dict[str, Table] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Table:
        schema(name)
        return self.tables.setdefault(name, Table(name))


def schema(name: str) -> tuple[Column, ...]:
    """Return the columns of a table.

    Raises:
        KeyError: the table is not among those that the packages use.
    """
    columns = []
    for text in _SCHEMAS[name].split(", "):
        label, kind = text.split()
        columns.append(Column(label.rstrip("*"), kind, label.endswith("*")))
    return tuple(columns)

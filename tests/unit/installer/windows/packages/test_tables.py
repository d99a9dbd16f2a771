from __future__ import annotations

import pytest

from installer.problem import BuildRefused
from installer.windows.packages.tables import Database, Table


def test_the_text_form_has_columns_types_keys_and_ordered_rows() -> None:
    table = Table("Property")
    table.add(Property="b", Value="ü")
    table.add(Property="a", Value="1")
    lines = ["Property\tValue", "s72\tl0", "Property\tProperty", "a\t1", "b\tü"]
    assert table.text() == "".join(f"{line}\r\n" for line in lines)


def test_what_is_not_given_is_empty() -> None:
    table = Table("Media")
    table.add(DiskId=1, LastSequence=3, Cabinet="#a.cab")
    assert table.text().splitlines()[-1] == "1\t3\t\t#a.cab\t\t"


@pytest.mark.parametrize("value", ["a\tb", "a\nb", "", None])
def test_a_value_that_the_form_cannot_hold_is_refused(value: str | None) -> None:
    table = Table("Property")
    table.add(Property="a", Value=value)
    with pytest.raises(BuildRefused, match=r"Property\.Value"):
        table.text()


def test_a_value_wider_than_its_column_is_refused() -> None:
    table = Table("Feature")
    table.add(Feature="x" * 39, Level=1, Attributes=0)
    with pytest.raises(BuildRefused, match=r"Feature\.Feature"):
        table.text()


def test_unknown_columns_and_tables_are_refused() -> None:
    with pytest.raises(KeyError, match="Colour"):
        Table("Property").add(Property="a", Colour="red")
    with pytest.raises(KeyError):
        Database()["Nothing"]

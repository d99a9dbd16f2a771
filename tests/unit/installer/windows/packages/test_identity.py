from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from installer.windows.packages.identity import (
    UPGRADE_CODE,
    component_guid,
    package_code,
    product_code,
)

GUID = re.compile(r"\{[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}\}")


def test_the_codes_of_released_packages_never_change() -> None:
    assert UPGRADE_CODE == "{5B1F7D0A-6C0E-4E0B-9D64-0D6B0E2B9E11}"
    assert component_guid("python/python.exe") == "{2BF4A29F-17C0-5E2A-8176-92B1EA473743}"
    assert component_guid("registry:Station") == "{9F86C41D-B9AC-5258-82A1-95B6072176DD}"


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_component_has_its_own_guid_whatever_the_case(first: str, second: str) -> None:
    assert GUID.fullmatch(component_guid(first))
    assert component_guid(first) == component_guid(first.lower())
    assert (component_guid(first) == component_guid(second)) == (first.lower() == second.lower())


def test_version_and_contents_make_the_product() -> None:
    codes = {product_code(version, contents) for version in ("1.0.0", "1.0.1") for contents in "ab"}
    assert len(codes) == 4


def test_the_package_is_another_thing_than_the_product() -> None:
    product = product_code("1.0.0", "a")
    assert package_code(product, "a") != product
    assert package_code(product, "a") != package_code(product, "b")

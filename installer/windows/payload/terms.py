"""Under which licence each part is used, and which licences the program may be shipped with."""

from __future__ import annotations

from importlib.metadata import Distribution

from installer.linux.papers import licence_of
from installer.problem import BuildRefused
from installer.windows.payload.locks import normalized

ALLOWED = frozenset(
    {
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "MIT",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
    }
)
"""SPDX identifiers. The GPL is none of them: it would take the whole program along."""

SPELLED = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "MIT License": "MIT",
}
"""What parts wrote before there were SPDX expressions."""

READ = {
    ("jinja2", "BSD License"): "BSD-3-Clause",
    ("numpy", "BSD License"): "BSD-3-Clause",
    ("pypdfium2", "BSD-3-Clause, Apache-2.0, dependency licenses"): "BSD-3-Clause AND Apache-2.0",
}
"""Words that mean several licences, and which of them the part's own text is."""


def expression(part: Distribution) -> str:
    """Return a part's licence as an SPDX expression.

    Raises:
        BuildRefused: what it says is unknown, or allows none of the licences of ``ALLOWED``.
    """
    name, said = normalized(str(part.metadata["Name"])), licence_of(part)
    found = READ.get((name, said)) or SPELLED.get(said, said)
    if not allowed(found):
        raise BuildRefused(f"{name}: the licence {found!r} is none that may be shipped")
    return found


def allowed(said: str) -> bool:
    """Tell whether an SPDX expression (without brackets) lets a part be shipped."""
    choices = said.split(" OR ")
    return any(all(one in ALLOWED for one in choice.split(" AND ")) for choice in choices)

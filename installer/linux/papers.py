"""The papers of the package: copyright and licences, changes, first steps, the policy's example."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path

from installer.linux.control import NAME
from installer.linux.desktop import write_compressed
from installer.linux.policy_example import policy_example
from installer.linux.tree import PYTHON, Checkout

FILES = Path(__file__).parent / "files"
_TEXTS = ("licen", "copying", "notice", "authors")
_LICENCE_KEYS = ("License-Expression", "License")
_COPYRIGHT = """\
Copyright: YEAR scanstation
Licence: proprietary; what was agreed with the publisher counts.

The package contains parts by others, each under a licence of its own. They are used
as their authors publish them, in files of their own, so that each can be replaced: Qt
and PySide6, for example, under the LGPL version 3. Texts that came with a part lie in
/usr/share/doc/scanstation/licences/; the common ones are on Debian systems in
/usr/share/common-licenses/ (Apache-2.0, GPL-2, GPL-3, LGPL-2.1, LGPL-3, MPL-2.0).

Parts below SITE:

"""


def add_papers(checkout: Checkout, folder: Path, version: str, maintainer: str) -> None:
    """Write them below ``usr/share/doc``, ``etc`` and ``usr/share/lintian`` of the package."""
    documents = folder / "usr" / "share" / "doc" / NAME
    documents.mkdir(parents=True)
    tree = folder / "usr" / "lib" / "scanstation" / "lib" / PYTHON / "site-packages"
    (documents / "copyright").write_text(_copyright(tree, folder, checkout.epoch), encoding="utf-8")
    _add_licences(tree, documents / "licences")
    shutil.copyfile(FILES / "README.Debian", documents / "README.Debian")
    add_examples(tree, documents / "examples")
    changes = _changes(version, maintainer, checkout.epoch)
    write_compressed(documents / "changelog.gz", changes)
    policy = folder / "etc" / "scanstation" / "scanstation.toml"
    policy.parent.mkdir(parents=True)
    policy.write_text(policy_example(), encoding="utf-8")
    overrides = folder / "usr" / "share" / "lintian" / "overrides" / NAME
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(FILES / "lintian-overrides", overrides)


def add_examples(tree: Path, folder: Path) -> None:
    """Copy the example targets of the installed program to where administrators look for them."""
    shutil.copytree(tree / "scanstation" / "resources" / "examples", folder)


def _changes(version: str, maintainer: str, epoch: int) -> str:
    date = datetime.fromtimestamp(epoch, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    head = f"{NAME} ({version}) stable; urgency=medium"
    said = "See the release notes of the program."
    return f"{head}\n\n  * {said}\n\n -- {maintainer}  {date}\n"


def _copyright(site: Path, folder: Path, epoch: int) -> str:
    rows = [f"{one.metadata['Name']} {one.version}: {licence_of(one)}" for one in parts_of(site)]
    place = f"/{site.relative_to(folder)}"
    year = str(datetime.fromtimestamp(epoch, UTC).year)
    text = _COPYRIGHT.replace("YEAR", year).replace("SITE", place)
    return text + "".join(f"  {row}\n" for row in rows)


def parts_of(site: Path) -> tuple[Distribution, ...]:
    """Return the parts by others, by name."""
    found = [one for one in distributions(path=[str(site)]) if one.metadata["Name"] != NAME]
    return tuple(sorted(found, key=lambda one: one.metadata["Name"].lower()))


def licence_of(one: Distribution) -> str:
    """Return the licence in a word, as the part's own metadata say it."""
    given = (text for key in _LICENCE_KEYS for text in one.metadata.get_all(key) or [])
    said = next(given, "")
    if said and len(said) <= 100:
        return " ".join(said.split())
    every = one.metadata.get_all("Classifier") or []
    named = [item.rpartition("::")[2].strip() for item in every if item.startswith("License ::")]
    return ", ".join(named) or "see its licence text"


def _add_licences(site: Path, folder: Path) -> None:
    for one in parts_of(site):
        for path in _licence_texts(site, one):
            to = folder / one.metadata["Name"].lower() / path.name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)


def _licence_texts(site: Path, one: Distribution) -> Iterator[Path]:
    for path in sorted(one.files or (), key=str):
        known = any(word in path.name.lower() for word in _TEXTS)
        if known and ".dist-info" in str(path) and (site / path).is_file():
            yield site / path

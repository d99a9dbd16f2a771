"""Whether the installation has what the main job needs, and a bundle for a bug report."""

from __future__ import annotations

import json
import platform
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from uuid import UUID

from scanstation import __version__, log
from scanstation.devices.driver import DRIVERS
from scanstation.devices.listing import list_all
from scanstation.errors import DeviceError, ScanstationError, StoreNotWritable, Text
from scanstation.ocr.models import ORIENTATION, locate
from scanstation.settings import is_permitted, permitted_drivers
from scanstation.store.batch import BatchFolder, batches_folder
from scanstation.upload.credentials import open_credentials
from scanstation.workflow.batch_listing import Unread, list_batches
from scanstation.workflow.diagnose_settings import declarations, examine_policies, sharing
from scanstation.workflow.examined import Examined, broken, incomplete
from scanstation.workflow.session import BatchSession, new_id
from scanstation.workflow.workspace import Workspace

LIBRARIES = (
    "numpy",
    "opencv-python-headless",
    "pillow",
    "pikepdf",
    "pypdfium2",
    "pyzbar",
    "simplejpeg",
    "tesserocr",
    "zxing-cpp",
)


FREE = Text("{home}, {free} GB frei", "{home}, {free} GB free")


def examine(workspace: Workspace) -> list[Examined]:
    """Try every part; nothing is left behind."""
    return [
        *_libraries(),
        _tried("home", lambda: _home(workspace)),
        _tried("configuration", lambda: ", ".join(workspace.configuration.profiles)),
        _loaded("tesseract", lambda: _models(workspace)),
        _loaded("zbar", _zbar),
        *_drivers(workspace),
        _keyring(workspace),
        sharing(workspace),
        *examine_policies(),
        *declarations(workspace),
    ]


def _tried(part: str, attempt: Callable[[], str | Text]) -> Examined:
    try:
        return Examined(part, ok=True, detail=attempt())
    except ScanstationError as error:
        return broken(part, error)
    except ImportError as error:
        return incomplete(part, error)


def _loaded(part: str, attempt: Callable[[], str]) -> Examined:
    """A file of the package that cannot be read is a part that is missing."""
    try:
        return _tried(part, attempt)
    except OSError as error:
        return incomplete(part, error)


def _libraries() -> Iterator[Examined]:
    for name in LIBRARIES:
        try:
            yield Examined(name, ok=True, detail=version(name))
        except PackageNotFoundError as error:
            yield incomplete(name, error)


def _home(workspace: Workspace) -> Text:
    """Create a batch in a folder of its own, as a scan would, and take it away again."""
    trial = workspace.home / f".doctor-{new_id()}"
    try:
        trial.mkdir(parents=True)
        BatchFolder.create(trial, new_id()).close()
        free = shutil.disk_usage(workspace.home).free / 1e9
    except OSError as error:
        raise StoreNotWritable(path=workspace.home, reason=error.strerror) from error
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    return _filled(FREE, home=workspace.home, free=f"{free:.0f}")


def _models(workspace: Workspace) -> str:
    folder = workspace.settings.ocr.tessdata
    found = locate(("deu", ORIENTATION), Path(folder) if folder else None)
    return str(found.folder)


def _zbar() -> str:
    from pyzbar import pyzbar

    return str(pyzbar.__name__)


def _drivers(workspace: Workspace) -> list[Examined]:
    failed: dict[str, DeviceError] = {}
    settings, tenant = workspace.settings, workspace.tenant
    asked = permitted_drivers(settings, tenant, DRIVERS)
    found = list_all(asked, on_failure=failed.__setitem__)
    listed = ", ".join(one.address for one in found if is_permitted(settings, tenant, one.address))
    silent = [broken(f"driver {name}", error) for name, error in failed.items()]
    return [Examined("devices", ok=True, detail=listed), *silent]


def _keyring(workspace: Workspace) -> Examined:
    """A missing keyring is no fault: a file of the account stands in, with a warning."""
    opened = open_credentials(workspace.home)
    if opened.warning is None:
        return Examined("keyring", ok=True, detail="ok")
    said = _filled(opened.warning, path=opened.path)
    return Examined("keyring", ok=True, detail=said, note=True)


def _filled(text: Text, **details: object) -> Text:
    return Text(text.say("de", **details), text.say("en", **details))


def bundle(workspace: Workspace, path: Path) -> tuple[Unread, ...]:
    """Write a ZIP without page content, names, case numbers or secrets.

    Returns:
        what of the batches could not be read, which the ZIP says without its path.

    Raises:
        StoreNotWritable: the file cannot be written.
    """
    found = list_batches(workspace.folder)
    batches = batches_folder(workspace.folder)
    parts = {
        "station.json": _station(workspace),
        "doctor.json": [
            [_part(one), one.ok, _harmless(one), one.code] for one in _looked_at(workspace)
        ],
        "batches.json": [_shape(workspace, folder) for folder in found.folders],
        "unread.json": [
            {"batch": _name(one, batches), "reason": one.reason.en} for one in found.unread
        ],
    }
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, json.dumps(content, indent=1, ensure_ascii=False))
    except OSError as error:
        raise StoreNotWritable(path=path, reason=error.strerror) from error
    return found.unread


def _looked_at(workspace: Workspace) -> list[Examined]:
    """A bundle is wanted most where looking fails."""
    try:
        return examine(workspace)
    except Exception as error:
        log.report_error(error, "diagnostics")
        return [incomplete("doctor", error)]


def _name(unread: Unread, batches: Path) -> str:
    """Return the id of a batch; anything else may be called after somebody."""
    try:
        return str(UUID(unread.path.name)) if unread.path.parent == batches else ""
    except ValueError:
        return ""


def _part(one: Examined) -> str:
    """A policy is called by its file, whose path may carry names."""
    for kind in ("policy", "machine folder"):
        if one.part.startswith(f"{kind} "):
            return kind
    return one.part


def _harmless(one: Examined) -> str:
    """Return a version; paths and addresses may carry the names of accounts and people."""
    return str(one.detail) if one.part in LIBRARIES else ""


def _station(workspace: Workspace) -> dict[str, Any]:
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "tenant": workspace.tenant,
        "profiles": list(workspace.configuration.profiles),
        "targets": {one.name: one.kind for one in workspace.configuration.targets.values()},
    }


def _shape(workspace: Workspace, folder: Path) -> dict[str, Any]:
    """Counts, kinds and times only; a batch may vanish or be closed to us meanwhile."""
    name = folder.name
    try:
        with closing(BatchSession.open(folder, workspace.actor, write=False)) as session:
            batch = session.batch()
            types = [(row.number, row.time, row.type) for row in session.rows()]
    except (ScanstationError, OSError, ValueError) as error:
        return {"batch": name, "error": type(error).__name__}
    return {
        "batch": name,
        "state": batch.state.value,
        "pages": len(batch.pages),
        "documents": len(batch.documents),
        "anomalies": [one.kind for one in batch.anomalies],
        "rows": types,
    }

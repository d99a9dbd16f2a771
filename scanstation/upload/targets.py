"""From a target's declaration to its uploader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from scanstation.errors import ConfigurationInvalid
from scanstation.model import Target
from scanstation.plugins import load_plugin, plugin_names
from scanstation.upload.credentials import Secret
from scanstation.upload.uploader import Uploader

KINDS = ("cmis", "folder")
PLUGINS: Literal["scanstation.uploaders"] = "scanstation.uploaders"
"""Other kinds come from installed packages; ``uploader(target, ask)`` is their entry point."""

AskSecret = Callable[[], Secret | None]
"""Gives the login when it is needed (and once more after a 401); None if the target wants none."""


def open_uploader(target: Target, ask: AskSecret) -> Uploader:
    """Return the uploader of a target; nothing is contacted yet.

    Libraries are imported here, by kind, so that a command that sends nothing starts quickly.

    Raises:
        ConfigurationInvalid: an unknown kind or option.
        TargetUntrusted: an address that is not encrypted.
    """
    if target.kind == "cmis":
        return _cmis(target, ask)
    if target.kind == "folder":
        from scanstation.upload.folder import FolderUploader, folder_options

        options = folder_options(target.name, target.options)
        return FolderUploader(target.name, Path(target.address), options)
    if target.kind in plugin_names(PLUGINS):
        made: Uploader = load_plugin(PLUGINS, target.kind)(target, ask)
        return made
    listed = ", ".join((*KINDS, *plugin_names(PLUGINS)))
    raise ConfigurationInvalid(
        file=f"targets/{target.name}",
        line=1,
        key="kind",
        expected_de=f"einer von: {listed}",
        expected_en=f"one of: {listed}",
    )


def _cmis(target: Target, ask: AskSecret) -> Uploader:
    from scanstation.upload.cmis import CmisUploader
    from scanstation.upload.cmis_options import cmis_options
    from scanstation.upload.http import Connection, Login

    options = cmis_options(target.name, target.options)

    def login() -> Login | None:
        secret = ask()
        if secret is None:
            return None
        return Login(secret.user or target.user, secret.value, options.auth)

    connection = Connection(
        target=target.name,
        address=target.address,
        login=login,
        ca_file=target.ca_file,
        proxy=options.proxy,
        connect_timeout=options.connect_timeout,
        read_timeout=options.read_timeout,
        plain_http=options.plain_http,
    )
    return CmisUploader(connection, options)

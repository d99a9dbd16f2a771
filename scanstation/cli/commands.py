"""All commands but ``bench``, which ``__main__`` adds."""

from __future__ import annotations

import click

from scanstation.cli import (
    batches,
    demo,
    editing,
    indexing,
    releasing,
    scanning,
    sending,
    station,
)

COMMANDS: tuple[click.Command, ...] = (
    demo.demo,
    scanning.devices,
    scanning.profiles,
    station.sheets,
    scanning.scan,
    scanning.import_,
    batches.batches,
    batches.show,
    indexing.index,
    editing.edit,
    editing.undo,
    editing.redo,
    releasing.check,
    releasing.release,
    releasing.withdraw,
    releasing.export,
    sending.upload,
    sending.targets,
    batches.verify,
    batches.purge,
    batches.abandon,
    station.audit,
    station.settings,
    station.diagnostics,
    station.doctor,
    station.eakte,
)

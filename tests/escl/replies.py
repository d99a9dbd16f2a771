"""Capabilities, status and image information as XML, by the specification's schema order."""

from __future__ import annotations

import time
from xml.sax.saxutils import escape

from tests.escl.jobs import REASONS, Job
from tests.escl.model import Model
from tests.escl.settings import PWG, SCAN

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT = f'xmlns:scan="{SCAN}" xmlns:pwg="{PWG}"'


def element(name: str, *inner: str) -> str:
    """Return an element; ``inner`` is XML already."""
    return f"<{name}>{''.join(inner)}</{name}>"


def text(name: str, value: object) -> str:
    """Return an element with a text."""
    return element(name, escape(str(value)))


def document(name: str, *inner: str) -> str:
    """Return a whole document."""
    return f"{HEAD}<{name} {ROOT}>{''.join(inner)}</{name}>\n"


def capabilities(model: Model, url: str) -> str:
    """Return ``ScannerCapabilities``."""
    parts = [
        text("pwg:Version", model.version),
        text("pwg:MakeAndModel", f"{model.maker} {model.name}"),
        text("pwg:SerialNumber", model.serial),
        text("scan:UUID", model.uuid),
        text("scan:AdminURI", url.removesuffix("eSCL")),
        text("scan:Manufacturer", model.maker),
    ]
    if "Platen" in model.sources:
        parts.append(element("scan:Platen", _input_caps(model, "scan:PlatenInputCaps")))
    if "Feeder" in model.sources:
        parts.append(_feeder(model))
    return dialect(model, document("scan:ScannerCapabilities", *parts))


def _feeder(model: Model) -> str:
    duplex = "Duplex" in model.sources
    options = ["DetectPaperLoaded", "SelectSinglePage", *(["Duplex"] if duplex else [])]
    return element(
        "scan:Adf",
        _input_caps(model, "scan:AdfSimplexInputCaps"),
        _input_caps(model, "scan:AdfDuplexInputCaps") if duplex else "",
        text("scan:FeederCapacity", 50),
        element("scan:AdfOptions", *(text("scan:AdfOption", option) for option in options)),
    )


def _input_caps(model: Model, name: str) -> str:
    return element(
        name,
        text("scan:MinWidth", model.smallest[0]),
        text("scan:MaxWidth", model.area[0]),
        text("scan:MinHeight", model.smallest[1]),
        text("scan:MaxHeight", model.area[1]),
        text("scan:MaxScanRegions", 1),
        element("scan:SettingProfiles", _profile(model)),
        element("scan:SupportedIntents", text("scan:Intent", "Document")),
        text("scan:MaxOpticalXResolution", max(model.resolutions)),
        text("scan:MaxOpticalYResolution", max(model.resolutions)),
    )


def _profile(model: Model) -> str:
    formats = [text("pwg:DocumentFormat", each) for each in model.formats]
    if not model.old_formats:
        formats += [text("scan:DocumentFormatExt", each) for each in model.formats]
    resolutions = (
        element(
            "scan:DiscreteResolution",
            text("scan:XResolution", each),
            text("scan:YResolution", each),
        )
        for each in model.resolutions
    )
    return element(
        "scan:SettingProfile",
        element("scan:ColorModes", *(text("scan:ColorMode", mode) for mode in model.modes)),
        element("scan:DocumentFormats", *formats),
        element("scan:SupportedResolutions", element("scan:DiscreteResolutions", *resolutions)),
    )


def status(model: Model, states: tuple[str, str], jobs: list[Job], path: str) -> str:
    """Return ``ScannerStatus``."""
    parts = [text("pwg:Version", model.version), text("pwg:State", states[0])]
    if "Feeder" in model.sources:
        parts.append(text("scan:AdfState", states[1]))
    parts.append(element("scan:Jobs", *(_job(job, path) for job in jobs)))
    return dialect(model, document("scan:ScannerStatus", *parts))


def _job(job: Job, path: str) -> str:
    done = len(job.fetched)
    return element(
        "scan:JobInfo",
        text("pwg:JobUri", f"{path}/ScanJobs/{job.id}"),
        text("pwg:JobUuid", job.id),
        text("scan:Age", int(time.monotonic() - job.born)),
        text("pwg:ImagesCompleted", done),
        text("pwg:ImagesToTransfer", 0 if job.ended else 1),
        text("pwg:JobState", job.state),
        element("pwg:JobStateReasons", text("pwg:JobStateReason", REASONS[job.state])),
    )


def image_info(model: Model, job: Job, size: tuple[int, int, int], path: str) -> str:
    """Return ``ScanImageInfo`` of the page that was fetched last."""
    return dialect(
        model,
        document(
            "scan:ScanImageInfo",
            text("pwg:JobUri", f"{path}/ScanJobs/{job.id}"),
            text("pwg:JobUuid", job.id),
            text("scan:ActualWidth", size[0]),
            text("scan:ActualHeight", size[1]),
            text("scan:ActualBytesPerLine", size[2]),
            text("scan:BlankPageDetected", "false"),
        ),
    )


def dialect(model: Model, xml: str) -> str:
    """Return the same with other prefixes where the model has its own (both are legal)."""
    if not model.own_dialect:
        return xml
    for prefix, own in (("scan", "escl"), ("pwg", "sm")):
        xml = xml.replace(f"<{prefix}:", f"<{own}:").replace(f"</{prefix}:", f"</{own}:")
        xml = xml.replace(f"xmlns:{prefix}=", f"xmlns:{own}=")
    return xml

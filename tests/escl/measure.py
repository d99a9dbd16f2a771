"""The station's driver beside ``scanimage`` through sane-airscan, from the same server.

``python -m tests.escl.measure --sheets 20`` loads so many sheets for each client in turn and
prints one JSON line a run: seconds from the client's job to its last page, as the device sees
them, and of the whole client, its start included. The pages of a warm-up run are kept by the
server, so no run waits for an encoder. ``scanimage`` decodes JPEG and writes PNM to a folder;
the station's driver hands frames over from its worker, as ``scan`` does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Frame
from scanstation.model import ScanOptions
from tests.escl.model import Model, NotReady
from tests.escl.paper import Sheet, numbered_sheets
from tests.escl.scanner import Scanner
from tests.escl.server import EsclServer


def main() -> None:
    """Run every client so often, in turn."""
    if len(sys.argv) == 4 and sys.argv[1] == "scan":
        print(scan(sys.argv[2], int(sys.argv[3])))  # noqa: T201
        return
    wanted = arguments()
    model = replace(
        Model(),
        page_seconds=wanted.page_seconds,
        not_ready=cast(NotReady, wanted.not_ready),
        buffered=wanted.buffered,
    )
    sheets = numbered_sheets(wanted.sheets, duplex=True, dpi=wanted.dpi)
    with EsclServer(Scanner(model)) as server, tempfile.TemporaryDirectory() as folder:
        url = server.secure_url if wanted.tls else server.url
        clients: dict[str, Callable[[], None]] = {
            "scanstation": lambda: run_station(url, wanted.dpi),
            "scanimage": lambda: run_scanimage(url, wanted.dpi, Path(folder)),
        }
        for run in range(wanted.runs + 1):
            for name, client in clients.items():
                line = measured(server, sheets, client)
                if run:
                    print(json.dumps({"client": name, "run": run} | line), flush=True)  # noqa: T201


def measured(
    server: EsclServer, sheets: list[Sheet], client: Callable[[], None]
) -> dict[str, float]:
    """Load the feeder and let a client empty it."""
    server.scanner.unload()
    server.scanner.load(list(sheets))
    begun = time.perf_counter()
    client()
    whole = time.perf_counter() - begun
    job = server.scanner.jobs()[0]
    pages = len(job.fetched)
    assert pages == 2 * len(sheets), pages
    seconds = job.fetched[-1] - job.born
    return {
        "pages": pages,
        "job_seconds": round(seconds, 3),
        "images_per_minute": round(60 * pages / seconds),
        "client_seconds": round(whole, 3),
    }


def run_station(url: str, dpi: int) -> None:
    """Scan with the station's client and worker in a process of its own."""
    command = [sys.executable, "-m", "tests.escl.measure", "scan", url, str(dpi)]
    subprocess.run(command, check=True, capture_output=True)


def scan(url: str, dpi: int) -> str:
    """Scan to the end; return a digest of all pages."""
    digest = hashlib.sha256()
    with DeviceClient(f"escl:{url}") as client:
        client.configure(ScanOptions(resolution=dpi, source="duplex"))
        for delivery in client.scan():
            if isinstance(delivery, Frame):
                digest.update(delivery.data)
                client.acknowledge(delivery.id)
    return digest.hexdigest()


def run_scanimage(url: str, dpi: int, folder: Path) -> None:
    """Scan with Debian's scanimage and sane-airscan."""
    (folder / "dll.conf").write_text("airscan\n", encoding="ascii")
    (folder / "airscan.conf").write_text(
        f"[devices]\nDevice = {url}\n[options]\ndiscovery = disable\n", encoding="ascii"
    )
    command = ["scanimage", "--device=airscan:e0:Device", "--source=ADF Duplex", "--mode=Color"]
    command += [f"--resolution={dpi}", "--format=pnm", f"--batch={folder}/%03d.pnm"]
    environment = {**os.environ, "SANE_CONFIG_DIR": str(folder), "LC_ALL": "C"}
    # It ends with the status of an empty feeder.
    subprocess.run(command, env=environment, capture_output=True, check=False)


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description="eSCL clients, measured")
    parser.add_argument("--sheets", type=int, default=20)
    parser.add_argument("--dpi", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--page-seconds", type=float, default=0.0)
    parser.add_argument("--buffered", type=int, default=4)
    parser.add_argument("--not-ready", choices=("wait", "503"), default="wait")
    parser.add_argument("--tls", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()

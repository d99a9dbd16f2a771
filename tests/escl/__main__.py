"""The scanner as a program of its own: by hand, and for measurements beside a client.

``python -m tests.escl --sheets 20`` prints one JSON line with its addresses, serves until its
stdin ends, and then prints one JSON line a page with size and SHA-256.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from dataclasses import replace

from tests.escl.announce import announced
from tests.escl.faults import Fault, Kind
from tests.escl.model import Model
from tests.escl.paper import numbered_sheets, numbered_side
from tests.escl.scanner import Scanner
from tests.escl.server import EsclServer


def main() -> None:
    """Serve until stdin ends."""
    wanted = arguments()
    model = replace(
        Model(),
        page_seconds=wanted.page_seconds,
        bytes_per_second=wanted.bytes_per_second,
        formats=tuple(wanted.format) or Model().formats,
    )
    scanner = Scanner(model)
    scanner.glass = numbered_side(0, wanted.dpi)
    scanner.load(numbered_sheets(wanted.sheets, duplex=True, dpi=wanted.dpi))
    for fault in wanted.fault:
        kind, _, page = fault.partition("@")
        scanner.faults.add(Fault(Kind(kind), page=int(page or 1)))
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(EsclServer(scanner, wanted.port))
        if wanted.announce:
            stack.enter_context(announced(server))
        say({"url": server.url, "secure_url": server.secure_url})
        sys.stdin.read()
        for page in server.log.pages:
            say({"job": page.job, "page": page.number, "size": page.size, "sha256": page.sha256})


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description="An eSCL scanner for tests")
    parser.add_argument("--sheets", type=int, default=10, help="in the feeder, both sides printed")
    parser.add_argument("--dpi", type=int, default=100, help="of the paper's pictures")
    parser.add_argument("--port", type=int, default=0, help="of http; 0 takes a free one")
    parser.add_argument("--page-seconds", type=float, default=0.0)
    parser.add_argument("--bytes-per-second", type=int, default=0)
    parser.add_argument("--format", action="append", default=[], help="media type; repeatable")
    parser.add_argument("--fault", action="append", default=[], help="KIND@PAGE; repeatable")
    parser.add_argument("--announce", action="store_true", help="by mDNS on loopback")
    return parser.parse_args()


def say(line: dict[str, object]) -> None:
    """Print one JSON line."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

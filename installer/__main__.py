"""``./run installer``: builds what is installed on Windows, into ``build/installer``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.packages.__main__ import add_signing_arguments, given_certificate
from installer.windows.packages.build import Order, build_packages
from installer.windows.payload.application import product
from installer.windows.payload.build import build
from installer.windows.payload.locks import ROOT
from installer.windows.payload.twice import build_elsewhere

BUILT = ROOT / "build" / "installer"


def main(arguments: list[str] | None = None) -> int:
    """Build, and return the exit code: 1 if something was refused."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.twice and asked.certificate:
        parser.error("--twice compares bytes, and each signature is another one")
    started = time.monotonic()
    try:
        _build(asked)
    except BuildRefused as error:
        _say(f"Refused: {error}")
        return 1
    _say(f"Built in {time.monotonic() - started:.0f} s: {_described(asked.payload.resolve())}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run installer", description=__doc__)
    parser.add_argument("--payload-only", action="store_true", help="no packages of it")
    parser.add_argument(
        "--payload", type=Path, default=BUILT / "payload", help="the folder in which it is made"
    )
    parser.add_argument("--output", type=Path, default=BUILT, help="the folder of the packages")
    parser.add_argument(
        "--twice",
        action="store_true",
        help="make payload and packages again elsewhere and compare every byte: twice the time",
    )
    add_signing_arguments(parser)
    return parser


def _build(asked: argparse.Namespace) -> None:
    payload: Path = asked.payload.resolve()
    output: Path | None = None if asked.payload_only else asked.output.resolve()
    with tempfile.TemporaryDirectory() as secrets:
        certificate = given_certificate(asked, Path(secrets))
        build(payload, _say)
        if output:
            order = Order(payload, output, product().version, certificate=certificate)
            build_packages(order, _say)
    if asked.twice:
        _say("the same elsewhere")
        build_elsewhere(payload, output)


def _described(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    return f"{folder}, {len(files)} files, {size / 1e6:.0f} MB"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

"""``python -m installer.windows.packages PAYLOAD FOLDER``: MSI and setup.exe of a payload."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.packages.build import MSI, SETUP, Order, build_packages
from installer.windows.packages.signing import PASSWORD_VARIABLE, Certificate, password_file


def main(arguments: list[str] | None = None) -> int:
    """Build, and return the exit code: 1 if something was refused."""
    parser = argparse.ArgumentParser(prog="installer.windows.packages", description=__doc__)
    parser.add_argument("payload", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--version", required=True, help="three numbers with dots")
    parser.add_argument("--only", choices=[MSI, SETUP], action="append", help="one of both")
    parser.add_argument("--help-link", default="", metavar="URL", help="for Add/Remove programs")
    parser.add_argument("--fast", action="store_true", help="setup.exe sooner, and larger")
    add_signing_arguments(parser)
    given = parser.parse_args(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as secrets:
        try:
            order = Order(
                payload=given.payload,
                folder=given.folder,
                version=given.version,
                kinds=tuple(given.only or (MSI, SETUP)),
                certificate=given_certificate(given, Path(secrets)),
                help_link=given.help_link,
                fast=given.fast,
            )
            build_packages(order, _say)
        except BuildRefused as error:
            _say(f"Refused: {error}")
            return 1
    _say(f"Built in {time.monotonic() - started:.0f} s.")
    return 0


def add_signing_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what names a certificate to a command line."""
    group = parser.add_argument_group("signing")
    group.add_argument("--certificate", type=Path, metavar="FILE", help="PKCS#12 with its key")
    group.add_argument(
        "--password-file", type=Path, metavar="FILE", help=f"or the variable {PASSWORD_VARIABLE}"
    )
    group.add_argument("--timestamp", default="", metavar="URL", help="time-stamp server, RFC 3161")
    group.add_argument("--authorities", type=Path, metavar="FILE", help="PEM of a root of your own")


def given_certificate(given: argparse.Namespace, secrets: Path) -> Certificate | None:
    """Return the certificate of the command line, None if it names none.

    Args:
        secrets: folder of this process alone, for the password of the environment.

    Raises:
        BuildRefused: there is no password.
    """
    if given.certificate is None:
        return None
    password = given.password_file or password_file(secrets, os.environ)
    if password is None:
        raise BuildRefused(f"--certificate takes --password-file or {PASSWORD_VARIABLE}")
    return Certificate(given.certificate, password, given.timestamp, given.authorities)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

"""mDNS: the services of a scanner with the TXT records that devices have.

The records are those of the specification's chapter "Discovery": ``rs`` is the root of the
resources without slashes, ``cs`` colour spaces, ``is`` sources, ``pdl`` formats, ``duplex``.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from zeroconf import ServiceInfo, Zeroconf

from tests.escl.model import Model
from tests.escl.server import LOOPBACK, EsclServer

COLOURS = {"BlackAndWhite1": "binary", "Grayscale8": "grayscale", "RGB24": "color"}
PLAIN, SECURE = "_uscan._tcp.local.", "_uscans._tcp.local."


def records(model: Model, url: str) -> dict[str, str]:
    """Return the TXT records of a model."""
    inputs = [("platen", "Platen"), ("adf", "Feeder")]
    return {
        "txtvers": "1",
        "vers": model.version,
        "ty": f"{model.maker} {model.name}",
        "rs": "eSCL",
        "uuid": model.uuid,
        "adminurl": url.removesuffix("eSCL"),
        "note": "Poststelle",
        "pdl": ",".join(model.formats),
        "cs": ",".join(COLOURS[mode] for mode in model.modes if mode in COLOURS),
        "is": ",".join(name for name, source in inputs if source in model.sources),
        "duplex": "T" if "Duplex" in model.sources else "F",
    }


@contextmanager
def announced(
    server: EsclServer, name: str = "", *, plain: bool = True, secure: bool = True
) -> Iterator[str]:
    """Announce a server on loopback; give the name that it has there."""
    model = server.scanner.model
    name = name or f"{model.maker} {model.name}"
    kinds = [(PLAIN, server.ports[0], server.url, plain)]
    kinds.append((SECURE, server.ports[1], server.secure_url, secure))
    zeroconf = Zeroconf(interfaces=[LOOPBACK])
    try:
        for kind, port, url, wanted in kinds:
            if wanted:
                # Nobody else has the name on loopback: it need not be asked for first.
                service = _service(kind, name, port, records(model, url))
                zeroconf.register_service(service, cooperating_responders=True)
        yield name
    finally:
        zeroconf.close()


def _service(kind: str, name: str, port: int, text: dict[str, str]) -> ServiceInfo:
    return ServiceInfo(
        kind,
        f"{name}.{kind}",
        addresses=[socket.inet_aton(LOOPBACK)],
        port=port,
        properties=text,
        server=f"scanner-{port}.local.",
    )

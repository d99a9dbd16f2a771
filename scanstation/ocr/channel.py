"""Messages between the station and a recognition worker: a length, then a pickled value.

Pickle is safe here: both ends are this program, joined by an inherited pipe.
"""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from scanstation.errors import ScanstationError

BEGUN: Final = "begun"
"""Comes before an answer: if the worker dies from now on, the page may be the reason."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error on its way: exceptions with keyword arguments do not survive pickling."""

    kind: type[ScanstationError]
    details: dict[str, object]

    def error(self) -> ScanstationError:
        """Return the error that the worker met."""
        return self.kind(**self.details)


_LENGTH: Final = struct.Struct("<Q")


def send(stream: BinaryIO, value: object) -> None:
    """Write one message and flush it.

    Raises:
        OSError: the other end is gone.
    """
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one message.

    Raises:
        EOFError: the other end is gone, perhaps in the middle of a message.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return pickle.loads(_exactly(stream, length))  # noqa: S301


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data

"""How station and worker talk: one page.

A message is two lengths (unsigned 32 bit, big-endian), a JSON head in UTF-8 and raw bytes::

    +-------------+-------------+-------------------+----------------------+
    | head length | body length | {"type": ..., }   | body (frames only)   |
    +-------------+-------------+-------------------+----------------------+

Station to worker (the worker's stdin)::

    list                                        -> devices | error
    open          name, window, quirks          -> opened | error
    capabilities                                -> capabilities | error
    configure     options                       -> configured | error
    sensors                                     -> sensors | error
    scan                                        -> frame* notice* alive*, end_of_feed | error
    ack           frame, sha256                 the frame is durable; no answer
    reject        frame, reason                 the frame cannot be used; no answer
    stop          now                           after this sheet, or at once; no answer
    bye                                         close the device and end; the answer is EOF

Worker to station (the worker's real stdout; whatever a vendor library prints to fd 1 goes
to stderr)::

    devices       devices
    opened
    capabilities  capabilities
    configured    options as the device took them
    sensors       values: the device's buttons and sensors by name; none without any
    frame         the fields of ``driver.Frame``; the body is its data
    notice        the fields of ``driver.Notice``: an anomaly that does not end the scan
    alive                                       a slow page is under way; nothing else
    end_of_feed   the fields of ``driver.EndOfFeed``
    error         error (leaf of the error tree), details; ends the call or the scan

Rules: one call at a time; ``ack``, ``reject`` and ``stop`` may be sent any time. The worker
sends at most ``window`` frames that are neither acknowledged nor rejected, then it waits.
The worker ends when its stdin ends. Log text goes to stderr. Unknown fields of a head are
ignored, so that a newer side can add some.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import threading
from io import FileIO
from typing import TypeAlias

from scanstation.devices.splice import lend

Head: TypeAlias = dict[str, object]

LENGTHS = struct.Struct(">II")
MAX_HEAD = 1 << 20
MAX_BODY = 1 << 31
"""Above an A2 page in 48-bit colour at 600 dpi (1.7 GB); a greater number is garbage."""

PIPE_BYTES = 1 << 20
"""What Linux grants every user by default (/proc/sys/fs/pipe-max-size)."""


class ProtocolError(Exception):
    """What came over the pipe is not a message."""


def binary(descriptor: int) -> None:
    """Keep Windows from translating line ends in a pipe."""
    if sys.platform == "win32":
        import msvcrt  # exists on Windows only

        msvcrt.setmode(descriptor, os.O_BINARY)


def enlarge(descriptor: int) -> None:
    """Let a pipe hold 1 MiB: 16 times fewer switches between worker and station a frame."""
    if sys.platform == "linux":
        import fcntl  # exists on POSIX only

        try:
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        except OSError:  # the administrator set a lower limit; works, only slower
            return


class Channel:
    """Both ends of a pair of pipes. One thread receives; any thread may send."""

    def __init__(self, source: FileIO, sink: FileIO) -> None:
        self._source = source
        self._sink = sink
        self._lock = threading.Lock()

    def send(self, head: Head, body: memoryview | bytes = b"") -> None:
        """Send one message; when this returns, the body's memory may be used for the next one.

        Raises:
            OSError: the other side is gone.
        """
        encoded = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        view = memoryview(body)
        with self._lock:
            self._write(memoryview(LENGTHS.pack(len(encoded), len(view)) + encoded))
            self._write(view[lend(self._sink.fileno(), view) :])

    def receive(self) -> tuple[Head, int]:
        """Wait for a message; return its head and the length of the body that follows.

        Raises:
            EOFError: the other side is gone.
            ProtocolError: this is not a message.
        """
        head_length, body_length = LENGTHS.unpack(self._exactly(LENGTHS.size))
        if head_length > MAX_HEAD or body_length > MAX_BODY:
            raise ProtocolError(f"lengths {head_length}, {body_length}")
        try:
            head = json.loads(self._exactly(head_length))
        except (ValueError, RecursionError) as error:
            raise ProtocolError("head is not JSON, or nested too deeply") from error
        if not isinstance(head, dict) or not isinstance(head.get("type"), str):
            raise ProtocolError("head without type")
        return head, body_length

    def read_into(self, view: memoryview) -> None:
        """Fill ``view`` with body bytes.

        Raises:
            EOFError: the other side is gone.
        """
        done = 0
        while done < len(view):
            count = self._source.readinto(view[done:])
            if not count:
                raise EOFError
            done += count

    def close(self) -> None:
        """Close both pipes."""
        self._source.close()
        with self._lock:
            self._sink.close()

    def _exactly(self, size: int) -> bytearray:
        data = bytearray(size)
        self.read_into(memoryview(data))
        return data

    def _write(self, view: memoryview) -> None:
        done = 0
        while done < len(view):
            done += self._sink.write(view[done:]) or 0

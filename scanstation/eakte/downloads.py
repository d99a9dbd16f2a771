"""Answering with a document's bytes, whole or a range (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from urllib.parse import quote

from starlette.concurrency import iterate_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from scanstation.eakte.content import ContentFiles
from scanstation.eakte.objects import Content

# Shown by the browser itself without running anything of the document's in our origin.
_SHOWN = ("application/pdf", "image/jpeg", "image/png")
_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)

Cut = Callable[[], Awaitable[object]]


class _NotSatisfiable(Exception):
    """The range begins behind the end."""


def content_answer(
    request: Request, contents: ContentFiles, content: Content, inline: bool, cut: Cut | None = None
) -> Response:
    """Return the bytes that the request asks for: 200, 206 or 416.

    Args:
        inline: let the browser show what it can show safely, instead of saving it.
        cut: ends the connection; called after half of the bytes (a staged mishap).
    """
    try:
        span = _span(request, content)
    except _NotSatisfiable:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{content.length}"})
    start, end = span or (0, content.length)
    headers = _headers(content, inline, end - start)
    if span is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{content.length}"
    stop = end if cut is None else start + (end - start) // 2
    pieces = contents.read(content.stream, start, stop)
    return StreamingResponse(
        _stream(pieces, cut), 206 if span else 200, headers, headers["Content-Type"]
    )


async def _stream(pieces: Iterator[bytes], cut: Cut | None) -> AsyncIterator[bytes]:
    async for piece in iterate_in_threadpool(pieces):
        yield piece
    if cut is not None:
        await cut()


def _headers(content: Content, inline: bool, length: int) -> dict[str, str]:
    shown = inline and content.media_type in _SHOWN
    name = quote(content.file_name, safe="")
    kind = content.media_type if _MEDIA_TYPE.fullmatch(content.media_type) else ""
    return {
        "Content-Type": kind or "application/octet-stream",
        "Content-Length": str(length),
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}",
        "Accept-Ranges": "bytes",
        "ETag": f'"{content.sha256}"',
    }


def _span(request: Request, content: Content) -> tuple[int, int] | None:
    """Return start and end (exclusive), or None for the whole; several ranges get the whole."""
    match = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if match is None or match[0] == "bytes=-":
        return None
    condition = request.headers.get("if-range")
    if condition is not None and condition != f'"{content.sha256}"':
        return None
    if not match[1]:
        start, end = max(0, content.length - int(match[2])), content.length
    else:
        start = int(match[1])
        end = min(content.length, int(match[2]) + 1) if match[2] else content.length
        if match[2] and int(match[2]) < start:
            return None
    if start >= content.length:
        raise _NotSatisfiable
    return start, end

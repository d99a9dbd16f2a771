"""The errors a CMIS client can be answered, with their HTTP codes (CMIS 1.1, 5.2.10)."""

from __future__ import annotations

from typing import ClassVar


class CmisError(Exception):
    """Root; ``name`` and ``status`` are what goes over the wire."""

    name: ClassVar[str] = "runtime"
    status: ClassVar[int] = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def as_json(self) -> dict[str, str]:
        """Return the body of the answer."""
        return {"exception": self.name, "message": self.message}


class InvalidArgument(CmisError):
    """A parameter is missing or wrong."""

    name = "invalidArgument"
    status = 400


class FilterNotValid(CmisError):
    """The property filter is wrong."""

    name = "filterNotValid"
    status = 400


class Unauthorized(CmisError):
    """The caller has not proved who it is (an extension of OpenCMIS)."""

    name = "unauthorized"
    status = 401


class StreamNotSupported(CmisError):
    """The type takes no content."""

    name = "streamNotSupported"
    status = 403


class ObjectNotFound(CmisError):
    """No such object, type or repository."""

    name = "objectNotFound"
    status = 404


class NotSupported(CmisError):
    """The repository does not offer this."""

    name = "notSupported"
    status = 405


class Constraint(CmisError):
    """A rule of the repository forbids it."""

    name = "constraint"
    status = 409


class ContentAlreadyExists(CmisError):
    """There is content and it may not be overwritten."""

    name = "contentAlreadyExists"
    status = 409


class NameConstraintViolation(CmisError):
    """The name is taken in this folder."""

    name = "nameConstraintViolation"
    status = 409


class UpdateConflict(CmisError):
    """The object has changed since the caller read it."""

    name = "updateConflict"
    status = 409


class TooManyRequests(CmisError):
    """The caller shall wait (an extension of OpenCMIS)."""

    name = "tooManyRequests"
    status = 429


class ServiceUnavailable(CmisError):
    """Not now (an extension of OpenCMIS)."""

    name = "serviceUnavailable"
    status = 503


class StorageError(CmisError):
    """The bytes could not be kept."""

    name = "storage"
    status = 500

"""The actions of the browser binding: what can be changed (CMIS 1.1, 5.4.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scanstation.eakte.binding_read import Reading, target
from scanstation.eakte.cmis_errors import Constraint, InvalidArgument, NotSupported
from scanstation.eakte.content import Upload
from scanstation.eakte.forms import Form
from scanstation.eakte.objects import StoredObject
from scanstation.eakte.repository import Caller, Repository
from scanstation.eakte.representation import Json


@dataclass(frozen=True, slots=True)
class Writing:
    """One writing request.

    Attributes:
        path: of the object below the root folder URL, unless ``objectId`` names it.
        rename: take another name instead of refusing a taken one (a staged mishap).
    """

    repository: Repository
    form: Form
    path: str
    caller: Caller
    rename: bool = False

    def target(self) -> StoredObject:
        """Return the object that the request is about."""
        with self.repository.read() as connection:
            return target(Reading(connection, self.form), self.path)

    def upload(self) -> Upload:
        """Return the content that came with the request.

        Raises:
            InvalidArgument: there is none.
        """
        if self.form.upload is None:
            raise InvalidArgument("The request has no content.")
        return self.form.upload

    def token(self) -> str | None:
        """Return the change token that the caller holds, if it sent one."""
        return self.form.text("changeToken") or None


@dataclass(frozen=True, slots=True)
class Written:
    """The answer to an action: the object concerned, or a JSON value of its own."""

    status: int
    item: StoredObject | None = None
    json: Json | None = None


Action = Callable[[Writing], Written]


def write(action: str, writing: Writing) -> Written:
    """Carry out an action of the root folder URL.

    Raises:
        NotSupported: there is no such action.
        Constraint: it asks for access rights or policies.
    """
    found = _ACTIONS.get(action.lower())
    if found is None:
        raise NotSupported(f"The action {action} is not supported.")
    _refuse_rights(writing.form)
    return found(writing)


def _refuse_rights(form: Form) -> None:
    """A caller that asks for rights or policies must not believe that they hold."""
    if any(name.startswith(("addACE", "removeACE", "policy")) for name in form.fields):
        raise Constraint("Access rights and policies cannot be set.")


def _create_folder(writing: Writing) -> Written:
    parent = writing.target().id
    made = writing.repository.create_folder(parent, writing.form.properties(), writing.caller)
    return Written(201, made)


def _create_document(writing: Writing) -> Written:
    if writing.form.text("versioningState", "none") != "none":
        raise Constraint("Documents are not versionable; versioningState must be none.")
    made = writing.repository.create_document(
        writing.target().id,
        writing.form.properties(),
        writing.form.upload,
        writing.caller,
        writing.rename,
    )
    return Written(201, made)


def _append_content(writing: Writing) -> Written:
    writing.form.flag("isLastChunk")  # checked, but every state is a good one: nothing is closed
    changed = writing.repository.append_content(
        writing.target().id, writing.token(), writing.upload(), writing.caller
    )
    return Written(201, changed)


def _set_content(writing: Writing) -> Written:
    changed = writing.repository.set_content(
        writing.target().id,
        writing.token(),
        writing.upload(),
        writing.form.flag("overwriteFlag", default=True),
        writing.caller,
    )
    return Written(201, changed)


def _delete_content(writing: Writing) -> Written:
    item = writing.target()
    changed = writing.repository.delete_content(item.id, writing.token(), writing.caller)
    return Written(200, changed)


def _update(writing: Writing) -> Written:
    changed = writing.repository.update(
        writing.target().id, writing.token(), writing.form.properties(), writing.caller
    )
    return Written(200, changed)


def _move(writing: Writing) -> Written:
    source, into = writing.form.text("sourceFolderId"), writing.form.text("targetFolderId")
    moved = writing.repository.move(writing.target().id, source, into, writing.caller)
    return Written(201, moved)


def _delete(writing: Writing) -> Written:
    writing.repository.delete(writing.target().id, writing.token())
    return Written(200)


def _delete_tree(writing: Writing) -> Written:
    writing.repository.delete_tree(writing.target().id)
    return Written(200, json={"ids": []})


_ACTIONS: dict[str, Action] = {
    "createfolder": _create_folder,
    "createdocument": _create_document,
    "appendcontent": _append_content,
    "setcontent": _set_content,
    "deletecontent": _delete_content,
    "update": _update,
    "move": _move,
    "delete": _delete,
    "deletetree": _delete_tree,
}

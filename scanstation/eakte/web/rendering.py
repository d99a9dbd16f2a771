"""Templates to HTML, in the language of the request."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from scanstation.eakte.authentication import Session
from scanstation.eakte.searching import Page
from scanstation.eakte.web.lists import ROWS
from scanstation.eakte.web.texts import LANGUAGE_COOKIE, TEXTS, day, language_of, moment, size
from scanstation.errors import Language
from scanstation.settings.resources import resource

_YEAR = 365 * 24 * 3600


class Renderer:
    """The templates of the package; every value is escaped."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(resource("eakte/templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(
        self,
        request: Request,
        template: str,
        *,
        session: Session | None,
        status: int = 200,
        **values: Any,
    ) -> Response:
        """Render a template with the values and what every page needs."""
        language = language_of(request)
        html = self._environment.get_template(template).render(
            t=partial(_say, language),
            language=language,
            session=session,
            day=partial(day, language),
            moment=partial(moment, language),
            size=partial(size, language),
            link=partial(_link, request),
            search_field=request.query_params.get("in", "all"),
            search_text=request.query_params.get("q", "") if session else "",
            paging=_paging,
            **values,
        )
        answer = HTMLResponse(html, status, {"Vary": "Accept-Language, Cookie"})
        answer.headers["Content-Language"] = language
        if request.query_params.get("lang") == language:
            answer.set_cookie(LANGUAGE_COOKIE, language, _YEAR, path="/", samesite="strict")
        return answer


def _say(language: Language, name: str, **details: object) -> str:
    return TEXTS[name].say(language, **details)


def _link(request: Request, **changes: object) -> str:
    """Return this page's address with some parameters changed; None takes one away."""
    parameters: dict[str, object] = {**request.query_params, **changes}
    kept = {name: value for name, value in parameters.items() if value not in (None, "")}
    return f"?{urlencode(kept)}"


def _paging(page: Page) -> dict[str, int]:
    """Return the numbers of a page of a list, counted from 1."""
    return {
        "number": page.start // ROWS + 1,
        "pages": max(1, -(-page.total // ROWS)),
        "first": page.start + 1 if page.items else 0,
        "last": page.start + len(page.items),
        "total": page.total,
    }

"""Templates: Jinja2 with everything escaped, made once."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Response

from wireroom.web.static_files import static_url


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("wireroom.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(name: str, **values: Any) -> str:
    """Fill a template."""
    values.setdefault("here", "")
    values.setdefault("query", "")
    values.setdefault("editor", None)
    return _environment().get_template(name).render(static=static_url, **values)


def page(name: str, *, status: int = 200, cache: str = "no-cache", **values: Any) -> Response[str]:
    """Make a page; browsers ask again each time unless told otherwise, for the wire moves on."""
    return Response(
        render(name, **values), status_code=status, media_type=MediaType.HTML, headers={"cache-control": cache}
    )

"""What others are told of an item's page: social cards (Open Graph) and schema.org's NewsArticle with versions and corrections.

The data block of JSON-LD is not a script: browsers do not run it, and the strict content policy lets it stand.
Source: ogp.me; schema.org 28 (NewsArticle, CorrectionComment).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request
from markupsafe import Markup

from wireroom.model import Filed
from wireroom.web import paper
from wireroom.web._api import WebRoom
from wireroom.web.corrections import Correction


class SocialCard(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says of itself to programs that show a link to it."""

    url: str
    title: str
    description: str
    published: str
    modified: str | None
    #: JSON-LD, safe inside a script element
    data: Markup


def site_address(request: Request[Any, Any, Any], room: WebRoom) -> str:
    """Give the site's own address without a slash behind."""
    return (room.config.public_url or str(request.base_url)).rstrip("/")


def make_card(
    filed: Filed,
    chain: Sequence[Filed],
    corrections: Sequence[Correction],
    *,
    site_url: str,
    site_name: str,
    position: int,
) -> SocialCard:
    """Describe the page of an item that may be shown and was not killed; `chain` is what this reader may see of it."""
    item = filed.item
    times = [at for one in chain if not one.is_gone and (at := paper.moment_of(one.item, one.received_at))]
    published = min(times, default=filed.received_at)
    modified = paper.moment_of(item, filed.received_at)
    url = f"{site_url}/item/{item.id}"
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": item.title,
        "datePublished": _iso(published),
        "dateModified": _iso(modified) if modified else None,
        "version": position,
        "inLanguage": item.language,
        "articleSection": item.sections[-1] if item.sections else None,
        "description": paper.first_words(item) or None,
        "author": {"@type": "NewsMediaOrganization", "name": paper.agency_of(item)},
        "publisher": {"@type": "Organization", "name": site_name, "url": f"{site_url}/"},
        "copyrightNotice": item.copyrightnotice,
        "dateline": item.dateline.city if item.dateline else None,
        "isBasedOn": [
            f"{site_url}/item/{one.item.id}" for one in chain if one.position < filed.position and not one.is_gone
        ],
        "correction": [_correction(one, chain, site_url) for one in corrections if one.by == item.id],
    }
    return SocialCard(
        url=url,
        title=item.title,
        description=paper.first_words(item),
        published=_iso(published),
        modified=_iso(modified) if modified else None,
        data=_data_block({name: value for name, value in said.items() if value not in (None, [])}),
    )


def _correction(correction: Correction, chain: Sequence[Filed], site_url: str) -> dict[str, Any]:
    """Say one correction: what took the place of what, and in which version it was wrong."""
    facts = "; ".join(f"{fact.was} → {fact.now}" for fact in correction.named or correction.facts)
    by = next((one for one in chain if one.item.id == correction.by), None)
    at = paper.moment_of(by.item, by.received_at) if by else None
    return {
        "@type": "CorrectionComment",
        "text": f"Corrected: {facts}" if facts else "Corrected by the agency",
        "about": f"{site_url}/item/{correction.corrected}",
        **({"datePublished": _iso(at)} if at else {}),
    }


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _data_block(value: object) -> Markup:
    """Write JSON that cannot end the element it stands in."""
    text = msgspec.json.encode(value).decode()
    for sign, safe in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(sign, safe)
    return Markup(text)  # nothing in it can be markup any more

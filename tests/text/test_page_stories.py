"""Pages of several stories, and pages that only look so."""

import json

import pytest

from wireroom import read

WORDS = "The council of Low Fen decided on Tuesday that the road by the old mill will be closed to lorries from the spring on. "
MORE = "Those who live there had asked for it for nine years, and the mill has not run since the flood of the year before last."


def article(
    title: str, *, tag: str = "h2", href: str | None = None, text: str = WORDS, more: str = MORE, kind: str = ""
) -> str:
    heading = f'<a href="{href}">{title}</a>' if href else title
    return f'<article class="{kind}"><{tag}>{heading}</{tag}><p>{text}</p><p>{more}</p></article>'


def page(inner: str, head: str = "", body_class: str = "") -> bytes:
    return f'<!doctype html><html><head><title>Fen Gazette</title>{head}</head><body class="{body_class}">{inner}</body></html>'.encode()


def headlines(data: bytes) -> list[str | None]:
    return [item.headline for item in read(data, content_type="text/html").items]


def test_alike_articles_are_stories() -> None:
    found = read(
        page(
            article("Road by the mill closed")
            + article("Herons return to the fen", text="Eighty-eight herons. " + MORE)
        )
    )
    assert [item.headline for item in found.items] == ["Road by the mill closed", "Herons return to the fen"]
    assert found.items[1].body_text == "Eighty-eight herons. " + MORE + "\n\n" + MORE
    assert len({item.id for item in found.items}) == 2


@pytest.mark.parametrize(
    ("why", "data"),
    [
        ("the page says it is an article", page(article("Road by the mill closed") * 2, '<meta property="og:type" content="article">')),
        ("the posts of a live blog", page(article("Road closed") + article("Herons return"), body_class="page-live-blog")),
        ("posts under a headline, with no address of their own", page("<h1>Storm on the fen</h1>" + article("Road closed") + article("Herons back"))),
        ("headings of another rank", page(article("Road by the mill closed", tag="h1") + article("Herons return", tag="h3"))),
        ("teasers that go on elsewhere", page(article("Road by the mill closed") + article("Herons return", more="Read more"))),
        ("one has nearly all the words", page(article("Road by the mill closed", text=WORDS * 9) + article("Herons return"))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_stays_one_story(why: str, data: bytes) -> None:
    assert len(headlines(data)) == 1, why


def told(*stories: dict[str, str]) -> str:
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", **story} for story in stories]}
    return f'<script type="application/ld+json">{json.dumps(graph)}</script>'


ROAD = {"headline": "Road by the mill closed", "url": "https://fen.example/road", "articleBody": WORDS + MORE}
HERONS = {
    "headline": "Herons return",
    "url": "https://fen.example/herons",
    "articleBody": "Eighty-eight herons. " + MORE,
}


def test_stories_told_to_machines_are_stories_when_the_page_shows_them() -> None:
    shown = f"<p>{WORDS + MORE}</p><p>Eighty-eight herons. {MORE}</p>"
    assert headlines(page(shown, told(ROAD, HERONS))) == ["Road by the mill closed", "Herons return"]
    assert headlines(page(f"<h1>Road by the mill closed</h1><p>{WORDS + MORE}</p>", told(ROAD, HERONS))) == [
        "Road by the mill closed"
    ]


def test_a_page_with_its_own_story_has_the_next_ones_below_it_only_to_scroll_to() -> None:
    shown = f"<p>{WORDS + MORE}</p><p>Eighty-eight herons. {MORE}</p>"
    head = '<link rel="canonical" href="https://fen.example/road">' + told(ROAD, HERONS)
    assert headlines(page(shown, head)) == ["Road by the mill closed"]


def test_a_live_blog_keeps_what_stands_above_and_the_times_of_its_posts() -> None:
    posts = [{"headline": "Road closed", "datePublished": "2024-03-10T22:05:00+01:00", "articleBody": WORDS}]
    posts.append({"datePublished": "2024-03-10T21:00:00+01:00", "articleBody": MORE})
    story = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Storm on the fen",
        "liveBlogUpdate": posts,
    }
    above = "All that happens on the fen in this storm, as it comes in from our writers and readers there, the newest first."
    shown = f"<h1>Storm on the fen</h1><p>{above}</p><h2>Road closed</h2><p>{WORDS}</p><p>{MORE}</p>"
    (item,) = read(page(shown, f'<script type="application/ld+json">{json.dumps(story)}</script>')).items
    assert [(block.kind, block.text.strip()) for block in item.blocks] == [
        ("para", above), ("subhead", "22:05 Road closed"), ("para", WORDS.strip()), ("subhead", "21:00"), ("para", MORE),
    ]  # fmt: skip

"""The quick way through tidy markup says what the sanitiser and a parser say, and lets nothing through that they stop."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wireroom.text.markup import blocks_of_html, parsed_blocks
from wireroom.text.tidy_markup import tidy_blocks

_NAMES = [
    "p",
    "h2",
    "div",
    "section",
    "figure",
    "figcaption",
    "ul",
    "ol",
    "li",
    "blockquote",
    "b",
    "i",
    "em",
    "strong",
    "span",
    "a",
    "code",
    "s",
    "small",
    "u",
    "sub",
    "sup",
    "q",
    "cite",
    "abbr",
    "del",
    "ins",
    "hr",
    "br",
    "img",
    "wbr",
    "table",
    "tr",
    "td",
    "pre",
    "script",
    "style",
    "iframe",
    "svg",
    "math",
    "title",
    "noscript",
    "template",
    "form",
    "select",
    "option",
    "textarea",
    "dl",
    "dt",
    "font",
    "center",
    "article",
    "header",
    "footer",
    "aside",
    "main",
    "picture",
    "source",
    "P",
    "DIV",
    "B",
    "A",
    "nobr",
    "button",
    "h3",
]
_ATTRIBUTES = (
    ' href="https://example.org/a?b=1&amp;c=2"', " href='/a/b#c'", ' href="javascript:alert(1)"', ' href=" https://x.example/"',
    ' href="//example.org/"', ' href="mailto:a@example.org"', ' href="https://example.org/?a=1&b=2&copy=3"', ' href=""', " href",
    ' href="HTTPS://EXAMPLE.ORG/"', ' href="data:text/html,x"', ' href="java&#115;cript:x"', ' href="a:b"', ' href="https://1.2.3.999/"',
    ' href="https://xn--a.example/"', ' href=https://example.org/x', ' href="x.html" href="y.html"', ' href="https://example.org/%zz"',
    ' class="k"', " style='x:y'", ' onclick="x()"', " onerror=x()", ' title="a &quot; b"', ' title="Ferry"', ' lang="nb"', ' dir="rtl"',
    " lang", ' start="3"', ' rel="me"', ' title="<b>"', ' title="a > b"', ' id="1"id="2"', " /", "/", ' src="x.jpg"', ' datetime="2026-03-11"',
)  # fmt: skip
_WORDS = (
    "Ferry", " ", "  ", "\n", "\t", "tide & wind", "AT&T", "&amp;", "&lt;b&gt;", "&amp;lt;", "&#8220;", "&#x2019;", "&nbsp;", "\u00a0",
    "&quot;", "&copy;", "&copy", "&#150;", "&#0;", "&#38;amp;", "&AMP;lt;", "<", ">", "a < b", "1 > 0", "&", "& ", "&bogus;", "\r\n", "\0",
    "\ufeff", "\u2028", "\u3000", "\x0c", "<!-- x -->", "<!-->", "<!-- a -- b -->", "<![CDATA[x]]>", "<?x?>", "</", "<3", "“Æ”", "\x85",
    "<script>alert(1)</script>", "<script src='x'>a<b</script>", "<style>p{}</style>", "<iframe src='x'></iframe>", "</p>", "</br>", "]]>",
)  # fmt: skip

_inner = st.sampled_from(_WORDS)


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, attributes, inside: f"<{name}{''.join(attributes)}>{''.join(inside)}</{name}>",
        st.sampled_from(_NAMES),
        st.lists(st.sampled_from(_ATTRIBUTES), max_size=2),
        st.lists(inner, max_size=4),
    )


_tree = st.lists(st.recursive(_inner, _element, max_leaves=12), max_size=5).map("".join)
_tags = st.builds(
    lambda end, name, attributes: f"<{end}{name}{''.join(attributes)}>",
    st.sampled_from(["", "", "/"]),
    st.sampled_from(_NAMES),
    st.lists(st.sampled_from(_ATTRIBUTES), max_size=2),
)
_soup = st.lists(_inner | _tags, max_size=12).map("".join)
#: what is tidy more often than not
_line = st.recursive(
    st.sampled_from(["Ferry ", "late", " & ", "&#8220;", "&nbsp;", "<br>", "<br/>", "&lt;", "\n", "<img src='x'>"]),
    lambda inner: st.builds(
        lambda name, attributes, inside: f"<{name}{''.join(attributes)}>{''.join(inside)}</{name}>",
        st.sampled_from(["b", "i", "em", "strong", "span", "a", "code", "small", "sup", "q"]),
        st.lists(st.sampled_from(_ATTRIBUTES), max_size=1),
        st.lists(inner, max_size=3),
    ),
    max_leaves=5,
)
_block = st.recursive(
    st.builds(lambda name, inside: f"<{name}>{''.join(inside)}</{name}>", st.sampled_from(["p", "p", "h2", "p class='x'"]), st.lists(_line))
    .map(lambda made: re.sub(r"</p class='x'>$", "</p>", made))
    | _line
    | st.lists(_line, min_size=1, max_size=3).map(lambda ones: "<ul>" + "".join(f"<li>{one}</li> " for one in ones) + "</ul>"),
    lambda inner: st.builds(
        lambda name, inside: f"<{name}>{''.join(inside)}</{name}>",
        st.sampled_from(["div", "section", "figure", "blockquote", "article", "figcaption"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=8,
)  # fmt: skip
_copy = st.lists(_block | st.sampled_from(["\n", "<hr>", "<script>x()</script>"]), max_size=6).map("".join)


@given(_tree | _soup | _copy)
@example("<p>a<script>b</script>c</p>")
@example("<a title='<script>x</script>' href='/x'>a</a>")
@example("<p><a href='/x'>a<a href='/y'>b</a></a></p>")
@example("<b><p>x</p></b>")
@example("<ul>\n<li>One <b>two</b></li>\n</ul>")
@example("<ul><li><b>late<img src='x'>Ferry</b></li></ul>")
@example("<blockquote><h2>Ferry</h2></blockquote>")
@example("<p><a href='https://1.2.3.999/'>x</a></p>")
@example("&amp;&#38;amp;")
@example("<figure><img src='a.jpg'><figcaption>Quay</figcaption></figure>behind<p>x</p>")
@settings(max_examples=600, deadline=None)
def test_both_ways_say_the_same(markup: str) -> None:
    if tidy_blocks(markup) is not None:
        assert blocks_of_html(markup) == parsed_blocks(markup)


@given(_tree | _soup | _copy)
@settings(max_examples=300, deadline=None)
def test_only_harmless_tags_leave(markup: str) -> None:
    for block in blocks_of_html(markup):
        for tag in re.findall(r"<[^>]*>", block.html or ""):
            assert not re.search(r"script|iframe|style|\son\w+=|javascript:|data:", tag, re.IGNORECASE), tag


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='entry'><p class='a'>One <a target='_blank' href='https://example.org/?a=1&amp;b=2'>link</a> more.</p></div>",
        "<p>One</p>\n<h2>Two</h2>\n<ul><li>a</li><li>b <em>c</em></li></ul><blockquote><p>No.</p></blockquote><p>Three<br />four</p>",
        "Words alone, with &#8220;signs&#8221; &amp; an entity",
        "<figure class='wp-block-image'><img src='a.jpg' alt='x'/><figcaption>Quay</figcaption></figure><p>One</p><script>x()</script>",
    ],
)
def test_what_content_systems_write_goes_the_quick_way(markup: str) -> None:
    assert tidy_blocks(markup) is not None

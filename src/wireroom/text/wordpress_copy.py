"""What WordPress writes into its posts, in an export (WXR) and in the answers of its REST API alike.

Source: WordPress 6.x, the exporter and `wp/v2` of the REST API handbook; what other programs put beside (Yoast, Jetpack,
Polylang, PublishPress) as seen in sites' answers.
"""

import re
from datetime import UTC, datetime
from typing import Final

#: kinds of WordPress's that are no news
NO_NEWS: Final = frozenset((
    "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache", "user_request", "wp_block",
    "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face", "comment",
))  # fmt: skip
#: what is not named here is withheld: drafts, private and pending posts
STATUS: Final = {"publish": "usable", "inherit": "usable", "future": "usable", "trash": "canceled"}
_SHORTCODE: Final = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+)\b[^\[\]]{0,1000}\]"
)
#: the classic editor's picture with its caption, which WordPress shows as a figure
_CAPTION: Final = re.compile(
    r"\[caption\b[^\[\]]{0,500}\]\s*((?:<a\b[^<>]{0,1000}>)?<img\b[^<>]{0,2000}>(?:</a>)?)([^\[\]]{0,2000})\[/caption\]"
)
#: what the block editor notes for itself; all other comments are the sanitiser's to take off
_EDITOR: Final = re.compile(r"<!-- /?wp:[^<>]{0,5000}-->")
_BLOCK_TAG: Final = re.compile(
    r"^\s*</?(?:p|div|h[1-6]|ul|ol|li|table|blockquote|pre|figure|section|hr|dl)\b", re.IGNORECASE
)
#: "Continue reading", and the sign that WordPress puts where it cut an excerpt
_MORE: Final = re.compile(r"<a\b(?>[^<>]*?\bclass=\")(?>[^\"<>]*?\bmore-link\b)[^<>]*+>(?>.{0,300}?</a>)", re.DOTALL)
_CUT: Final = re.compile(r"\[(?:…|&hellip;|&#8230;|\.\.\.)\]\s*+(?=(?:</p>)?\s*$)")
_SENTENCE_END: Final = tuple('.!?…。！？:"”»')


def without_shortcodes(text: str) -> str:
    """Take off shortcodes that nothing has carried out, and what the block editor notes; captions become figures."""
    if "[" in text:
        text = _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", text)
        text = _SHORTCODE.sub("", text)
    return _EDITOR.sub("", text)


def as_html(text: str) -> str:
    """Make paragraphs of text as WordPress keeps it: empty lines, no <p>, comments of the editor, shortcodes."""
    text = without_shortcodes(text.replace("\r\n", "\n"))
    parts = [part.strip() for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    made = (part if _BLOCK_TAG.match(part) else f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)
    return "\n".join(made)


def whole_excerpt(markup: str) -> str:
    """Take "Continue reading" off an excerpt, and "[…]": behind a whole sentence it says nothing, else it is "…"."""
    markup = _MORE.sub("", markup)
    if (cut := _CUT.search(markup)) is None:
        return markup
    before = markup[: cut.start()].rstrip()
    return f"{before}{'' if before.endswith(_SENTENCE_END) else '…'}{markup[cut.end() :]}"


def gmt(words: str | None) -> str | None:
    """Give "2026-03-11 09:30:00", a time in GMT, as ISO 8601; None for zeros, which WordPress writes for drafts."""
    if not words or words.startswith("0000"):
        return None
    try:
        return datetime.strptime(words.replace("T", " "), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return words

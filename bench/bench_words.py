"""Whether reading loses words: real copy put into nine forms as agencies and sites send it, read, and its words counted again.

    python bench/bench_words.py [--texts 3000] [--data DIR]

Texts are of Reuters-21578 beside the checkout (../shared/data; not part of the repository), drawn by a fixed seed: wrapped lines,
tables of earnings, firms in angle brackets. A word counts as kept when it stands anywhere in the items that were read; what was
lost is printed.
"""

import argparse
import html
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import msgspec

from wireroom import read

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
_WORD = re.compile(r"[A-Za-z0-9]+")


def texts(data: Path, n: int) -> list[tuple[str, str]]:
    """Draw titles and bodies; what no file could carry (control bytes) is taken out before."""
    found = [one for path in sorted((data / "reuters-21578").glob("*.json")) for one in json.loads(path.read_text())]
    made = [
        (_CONTROLS.sub(" ", one["title"]).strip(), _CONTROLS.sub("", one["body"]))
        for one in found
        if one.get("title") and one.get("body")
    ]
    return random.Random(11).sample(made, min(n, len(made)))


def paragraphs(body: str) -> list[str]:
    return [html.escape(" ".join(part.split())) for part in re.split(r"\n {4}", body) if part.strip()]


def as_html(body: str) -> str:
    return "".join(f"<p>{part}</p>" for part in paragraphs(body))


def ninjs_text(title: str, body: str) -> str:
    return json.dumps({"uri": "urn:1", "version": "1", "type": "text", "headline": title, "body_text": body})


def ninjs_html(title: str, body: str) -> str:
    return json.dumps({"uri": "urn:1", "version": "1", "type": "text", "headline": title, "body_html": as_html(body)})


def _rss(title: str, description: str) -> str:
    entry = f"<item><title>{html.escape(title)}</title><description>{html.escape(description)}</description></item>"
    return f'<rss version="2.0"><channel><title>Wire</title>{entry}</channel></rss>'


def rss_html(title: str, body: str) -> str:
    return _rss(title, as_html(body))


def rss_text(title: str, body: str) -> str:
    return _rss(title, body)


def json_feed(title: str, body: str) -> str:
    entry = {"id": "1", "title": title, "content_text": body}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [entry]})


def nitf(title: str, body: str) -> str:
    head = f"<head><title>{html.escape(title)}</title></head>"
    hedline = f"<body.head><hedline><hl1>{html.escape(title)}</hl1></hedline></body.head>"
    return f"<nitf>{head}<body>{hedline}<body.content>{as_html(body)}</body.content></body></nitf>"


def mail(title: str, body: str) -> str:
    message = EmailMessage()
    message["From"] = "desk@agency.example"
    message["Subject"] = title
    message["Message-ID"] = "<1@agency.example>"
    message["Date"] = "Mon, 1 Jun 2026 10:00:00 +0000"
    message.set_content(body)
    return message.as_string()


def text(title: str, body: str) -> str:
    return f"{title}\n\n{body}"


def page(title: str, body: str) -> str:
    head = f"<head><title>{html.escape(title)}</title></head>"
    story = f"<article><h1>{html.escape(title)}</h1>{as_html(body)}</article>"
    return f'<html>{head}<body><nav><a href="/">Home</a></nav>{story}<footer>About us</footer></body></html>'


FORMS: tuple[Callable[[str, str], str], ...] = (
    ninjs_text, ninjs_html, rss_html, rss_text, json_feed, nitf, mail, text, page,
)  # fmt: skip


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


def words(copy: str) -> Counter[str]:
    return Counter(_WORD.findall(copy.lower()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=3000)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--worst", type=int, default=5, help="texts to print of each form")
    asked = parser.parse_args()
    chosen = texts(asked.data, asked.texts)
    print(f"{len(chosen):,} texts, {sum(words(f'{title} {body}').total() for title, body in chosen):,} words")
    print("form        on the spike  no headline  other headline  texts that lost words  words lost")
    for form in FORMS:
        n_spiked = n_bare = n_other = 0
        lost: list[tuple[int, str, str]] = []
        for title, body in chosen:
            items = read(form(title, body).encode()).items
            if not items:
                n_spiked += 1
                continue
            n_bare += not items[0].headline
            n_other += bool(items[0].headline) and words(items[0].headline) != words(title)
            missing = words(f"{title} {body}") - words(" ".join(strings(msgspec.to_builtins(items))))
            if missing:
                lost.append((missing.total(), title, " ".join(list(missing)[:10])))
        print(
            f"{form.__name__:10}  {n_spiked:12}  {n_bare:11}  {n_other:14}  {len(lost):21}  {sum(n for n, *_ in lost):10}"
        )
        for n, title, some in sorted(lost, reverse=True)[: asked.worst]:
            print(f"    {n:4}  {title}: {some}")


if __name__ == "__main__":
    main()

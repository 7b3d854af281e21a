"""The time that a page shows beside its story, where it tells machines none."""

from datetime import UTC, datetime

import pytest

from wireroom import read

STORY = "".join(
    f"<p>Forty boats of the fleet lay in the ice of the bay on day {n}, two weeks later in the year than ever before.</p>"
    for n in range(4)
)
SHOWN = '<time datetime="2024-03-14T09:05:00+11:00">9.05am</time>'


AT = datetime(2024, 3, 13, 22, 5, tzinfo=UTC)


def created(inner: str) -> datetime | None:
    markup = f"<!doctype html><html><head><title>Ice</title></head><body><h1>Ice in the bay</h1>{inner}</body></html>"
    (item,) = read(markup.encode()).items
    return item.versioncreated


def test_the_one_time_beside_the_story_is_its() -> None:
    assert created(f"<article><div>{SHOWN}</div>{STORY}</article>") == AT
    assert created(f"<article><p>Posted {SHOWN}</p>{STORY}</article>") == AT


@pytest.mark.parametrize(
    "inner",
    [
        f"<article>{SHOWN}{STORY}<div><time datetime='2024-03-15T10:00:00Z'>10am</time></div></article>",
        f"<article><p>The court meets again on Friday, when the owner of the ferry and its captain are heard at {SHOWN} by the judges.</p>{STORY}</article>",
        f"<article>{STORY}<ul><li>{SHOWN} first comment</li></ul></article>",
        f"<article><div><time datetime='2024-03-14'>14 March</time></div>{STORY}</article>",
        f"<div>{SHOWN}{STORY}</div>",
    ],
    ids=["two that differ", "in a sentence", "in a list", "a day", "outside of a story"],
)
def test_any_other_time_is_not(inner: str) -> None:
    assert created(inner) is None

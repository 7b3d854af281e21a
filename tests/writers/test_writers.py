"""What leaves: every writer on every kind of item, read back by somebody else's reader or by our own."""

import json
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import msgspec
import pytest
from lxml import etree

import wireroom
from wireroom import writers
from wireroom.model import Block, Concept, Dateline, Filed, Item, Marks
from wireroom.writers import FeedInfo, get_writer

AT = datetime(2026, 3, 1, 21, 5, tzinfo=UTC)
ABOUT = FeedInfo(
    title="Room: off the wire",
    site_url="http://127.0.0.1:8640",
    self_url="http://127.0.0.1:8640/feeds/wire.rss",
    updated_at=AT,
)
SECRET = "Words that were killed"


def filed(**values) -> Filed:
    """Make an item as it stands on the wire."""
    killed_by = values.pop("killed_by", None)
    item = Item(
        **{
            "id": "a" * 24,
            "uri": "urn:newsml:north.example:20260301:bridge",
            "format": "ninjs",
            "agency": "north",
            "agency_name": "Norrland Press",
            "version": "3",
            "versioncreated": AT,
            "firstcreated": AT,
            "headline": "2nd LD: Bridge closed, 12 hurt & more",
            "headline_clean": "Bridge closed, 12 hurt & more",
            "slugline": "Harbour-Bridge",
            "byline": "By Ann Example",
            "language": "en",
            "urgency": 2,
            "summary": "A bridge was closed.",
            "ednote": "Eds: not for readers",
            "dateline": Dateline(text="HARBOUR CITY, March 1 -", city="HARBOUR CITY"),
            "marks": Marks(series="lead", number=2, label="2nd LD"),
            "keywords": ("bridge", "accident"),
            "subjects": (Concept(name="accident", uri="http://cv.iptc.org/newscodes/mediatopic/20000139"),),
            "copyrightholder": "Norrland Press",
            "usageterms": "Not for resale",
            "blocks": (
                Block(text="A bridge was closed on Friday & nobody knew."),
                Block(text="It was old.", html="<p>It was <em>old</em>.</p>"),
                Block(kind="table", text="Hurt\t12\nDead\t1"),
            ),
            **values,
        }
    )
    return Filed(
        item=item, seq=7, chain="c1", story="s1", source="api", dispatch="d", received_at=AT,
        killed_by=killed_by, killed_at=AT if killed_by else None,
    )  # fmt: skip


BARE = dict.fromkeys(("agency", "agency_name", "version", "versioncreated", "firstcreated", "headline", "headline_clean", "slugline", "byline", "language", "urgency", "summary", "dateline", "copyrightholder", "usageterms")) | {"blocks": (), "marks": Marks(), "keywords": (), "subjects": ()}  # fmt: skip
KINDS = {
    "whole": {},
    "bare": BARE,
    "control-bytes": {
        "headline": "A\x01B\ud800C",
        "headline_clean": "A\x01B\ud800C",
        "blocks": (Block(text="x\x1fy"),),
    },
    "arabic": {"language": "ar", "headline": "عاجل: إغلاق الجسر", "headline_clean": "إغلاق الجسر"},
    "killed": {"killed_by": "b" * 24, "headline": SECRET, "headline_clean": SECRET, "blocks": (Block(text=SECRET),)},
}


def test_the_registry_names_every_writer() -> None:
    there = {path.stem for path in Path(writers.__file__).parent.glob("[a-z]*.py")}
    assert there == set(writers.NAMES), "make NAMES in src/wireroom/writers/__init__.py say what is in the folder"


@pytest.mark.parametrize("name", writers.NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_anything_can_be_written(name: str, kind: str) -> None:
    writer = get_writer(name)
    assert writer.name == name
    one, several = writer.write([filed(**KINDS[kind])], ABOUT), writer.write([filed(**KINDS[kind])] * 2, ABOUT)
    assert one.decode()
    assert several.decode()
    assert writer.write([], ABOUT) is not None
    if "xml" in writer.media_type:
        etree.fromstring(one)
        etree.fromstring(several)
    if "json" in writer.media_type:
        json.loads(one)


@pytest.mark.parametrize("name", writers.NAMES)
def test_killed_copy_has_no_words_and_nobody_gets_editors_notes(name: str) -> None:
    assert SECRET.encode() not in get_writer(name).write([filed(**KINDS["killed"])], ABOUT)
    told = filed(sign_off="qq zz", selector="xyzzy", ednote_private="call 555 0100")
    for words in (b"not for readers", b"qq zz", b"xyzzy", b"555 0100"):
        assert words not in get_writer(name).write([told], ABOUT)
    for_editors = msgspec.structs.replace(ABOUT, for_editors=True)
    assert b"555 0100" not in get_writer(name).write([told], for_editors), (
        "not even editors get what is not for publication"
    )


@pytest.mark.parametrize("name", writers.NAMES)
def test_what_was_killed_has_no_words_for_editors_either(name: str) -> None:
    for_editors = msgspec.structs.replace(ABOUT, for_editors=True)
    assert SECRET.encode() not in get_writer(name).write([filed(**KINDS["killed"])], for_editors)


@pytest.mark.parametrize(("name", "kind"), [("rss", "rss20"), ("atom", "atom10")])
def test_feeds_are_read_by_another_reader(name: str, kind: str) -> None:
    found = feedparser.parse(get_writer(name).write([filed(), filed(**KINDS["arabic"])], ABOUT))
    assert not found.bozo
    assert found.version == kind
    first = found.entries[0]
    assert first.id == "urn:newsml:north.example:20260301:bridge"
    assert first.title == "2nd LD: Bridge closed, 12 hurt & more"
    assert first.link == "http://127.0.0.1:8640/item/" + "a" * 24
    assert first.author == "By Ann Example"
    assert "<em>old</em>" in first.content[0].value
    assert first.published_parsed[:5] == (2026, 3, 1, 21, 5)


def test_json_feed_has_what_its_version_asks() -> None:
    found = json.loads(get_writer("json_feed").write([filed()], ABOUT))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    entry = found["items"][0]
    assert entry["id"]
    assert "content_html" in entry
    assert entry["_wireroom"]["marks"]["number"] == 2


@pytest.mark.parametrize("name", ["ninjs", "newsml_g2"])
def test_what_is_written_is_read_again(name: str) -> None:
    written = filed()
    reading = wireroom.read(get_writer(name).write([written], ABOUT))
    assert reading.format == name
    item = reading.items[0]
    assert item.headline == written.item.headline
    assert item.version == "3"
    assert item.versioncreated == AT
    assert item.slugline == "Harbour-Bridge" or item.slugline_raw == "Harbour-Bridge"
    assert item.byline == "By Ann Example"
    assert item.language == "en"
    assert item.blocks[0].text == "A bridge was closed on Friday & nobody knew."
    assert "It was old." in item.body_text


@pytest.mark.parametrize("name", ["ninjs", "newsml_g2"])
def test_a_killed_item_is_read_as_canceled(name: str) -> None:
    item = wireroom.read(get_writer(name).write([filed(**KINDS["killed"])], ABOUT)).items[0]
    assert item.pubstatus == "canceled"


def test_ninjs_uses_only_what_its_schema_has(shared_data: Path) -> None:
    schema = json.loads((shared_data / "iptc-examples/schema/ninjs-schema_2.2.json").read_text())
    allowed = schema["$defs"]["ninjsType"]["properties"]
    for values in KINDS.values():
        found = json.loads(get_writer("ninjs").write([filed(**values)], ABOUT))
        assert set(found) <= set(allowed)
        for name, value in found.items():
            if isinstance(value, list):
                inner = allowed[name]["items"]["properties"]
                assert all(set(entry) <= set(inner) for entry in value), name


def test_newsml_g2_is_valid_by_the_schema(shared_data: Path) -> None:
    path = shared_data / "iptc-examples/schema/NewsML-G2_2.35-spec-All-Power.xsd"
    schema = etree.XMLSchema(etree.parse(str(path)))
    for values in KINDS.values():
        document = etree.fromstring(get_writer("newsml_g2").write([filed(**values)], ABOUT))
        assert schema.validate(document), schema.error_log.last_error

"""What is written is valid by the IPTC's schemas; where they are not at hand, by the rules that readers fall over most."""

import json
from pathlib import Path
from typing import Any

import pytest
from invented import KINDS, make_item
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from lxml import etree
from roundtrips import ABOUT, FOR_EDITORS, filed_of, items_of

from wireroom.model import Item
from wireroom.writers import get_writer

XML = {"newsml_g2": "NewsML-G2_2.35-spec-All-Power.xsd", "nitf": "nitf-3-6.xsd"}
NINJS = {"ninjs1": "1.6", "ninjs": "2.2", "ninjs3": "3.1"}


@pytest.fixture(scope="session")
def all_items(shared_data: Path) -> list[Item]:
    """Real items, and invented ones of every kind."""
    examples = (path for path in (shared_data / "iptc-examples").rglob("*.*") if path.parent.name != "schema")
    feeds = sorted(path for path in (shared_data / "feeds").rglob("*") if path.is_file())[::10]
    real = [*items_of((shared_data / "agency-files").iterdir()), *items_of(examples), *items_of(iter(feeds))]
    return [*(item for _, item in real), *(make_item(**values) for values in KINDS.values())]


def written(name: str, items: list[Item]) -> list[bytes]:
    """Write each item for editors, and as a killed one for readers."""
    writer = get_writer(name)
    whole = [writer.write([filed_of(item)], FOR_EDITORS) for item in items]
    killed = [writer.write([filed_of(item, killed_by="b" * 24)], ABOUT) for item in items[::10]]
    return whole + killed


@pytest.mark.parametrize("name", XML)
def test_xml_is_valid(name: str, all_items: list[Item], shared_data: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(shared_data / "iptc-examples" / "schema" / XML[name])))
    for data in written(name, all_items):
        assert schema.validate(etree.fromstring(data)), f"{schema.error_log.last_error}\n{data.decode()[:2000]}"


def test_a_news_message_is_valid(all_items: list[Item], shared_data: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(shared_data / "iptc-examples" / "schema" / XML["newsml_g2"])))
    data = get_writer("newsml_g2").write([filed_of(item) for item in all_items], FOR_EDITORS)
    assert schema.validate(etree.fromstring(data)), schema.error_log.last_error


@pytest.mark.parametrize("name", NINJS)
def test_ninjs_is_valid(name: str, all_items: list[Item], shared_data: Path) -> None:
    path = shared_data / "iptc-examples" / "schema" / f"ninjs-schema_{NINJS[name]}.json"
    schema = _without_geojson(json.loads(path.read_text()))
    kind = Draft7Validator if "draft-07" in schema["$schema"] else Draft202012Validator
    check = kind(schema, format_checker=FormatChecker())
    assert list(check.iter_errors({"uri": 1, "no such": 1})), "the schema would find nothing"
    for data in written(name, all_items):
        found = [f"{error.json_path}: {error.message}" for error in check.iter_errors(json.loads(data))]
        assert not found, found


def _without_geojson(schema: Any) -> Any:
    """Take out the reference to another site's schema: nothing here is fetched, and no map is written."""
    if isinstance(schema, dict):
        return {
            key: _without_geojson(value)
            for key, value in schema.items()
            if not (key == "$ref" and "geojson" in str(value))
        }
    return [_without_geojson(value) for value in schema] if isinstance(schema, list) else schema


# without the schemas at hand: order and names that the standards fix

ITEM_META = (
    "itemClass", "provider", "versionCreated", "firstCreated", "embargoed", "pubStatus", "title", "edNote", "signal",
    "expires", "link", "itemMetaExtProperty",
)  # fmt: skip
CONTENT_META = (
    "urgency", "contentCreated", "infoSource", "language", "genre", "keyword", "subject", "slugline", "headline",
    "dateline", "by", "creditline", "description",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_properties_of_newsml_g2_stand_in_their_order(kind: str) -> None:
    root = etree.fromstring(get_writer("newsml_g2").write([filed_of(make_item(**KINDS[kind]))], FOR_EDITORS))
    for section, order in (("itemMeta", ITEM_META), ("contentMeta", CONTENT_META)):
        names = [etree.QName(child).localname for child in root.iterfind(f"{{*}}{section}/*")]
        places = [order.index(name) for name in names if name not in ("subject", "genre")]
        assert places == sorted(places)
    assert {"guid", "version", "standard", "standardversion", "conformance"} <= set(root.keys())
    assert int(root.get("version", "0")) > 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NINJS)
def test_ninjs_has_a_uri_and_only_strings_in_its_ids(kind: str, name: str) -> None:
    found = json.loads(get_writer(name).write([filed_of(make_item(**KINDS[kind]))], FOR_EDITORS))
    assert ":" in found["uri"]
    ids = found.get("altids") or found["altIds"]
    values = ids.values() if isinstance(ids, dict) else [one["value"] for one in ids]
    assert all(isinstance(value, str) for value in values)
    assert None not in found.values()

"""The IPTC's own examples (../shared/data/iptc-examples) are read without a fault that is not the example's own."""

from pathlib import Path

import pytest

from wireroom import read

NOT_NEWS = ("not-news",)
#: what is to be said of each listing, and why; of all others nothing
G2_FAULTS = {
    "LISTING_10": NOT_NEWS,  # a concept item
    "LISTING_11": NOT_NEWS,
    "LISTING_12": NOT_NEWS,  # a knowledge item
    "LISTING_13": NOT_NEWS,  # a catalog item
    "LISTING_14": NOT_NEWS,  # an event, sent as a concept item
    "LISTING_15": NOT_NEWS,  # events in a knowledge item
    "LISTING_16": ("content-unread",),  # a news item whose content is <events>, with no words in it
    "LISTING_17": NOT_NEWS,  # planning items
    "LISTING_18": NOT_NEWS,
    "LISTING_19": NOT_NEWS,
    "LISTING_20": NOT_NEWS,
    "LISTING_21": ("content-unread",),  # a news item whose content is SportsML's tables
    "LISTING_24": ("empty-item",) * 5,  # "<newsItem guid="N1"> ..... </newsItem>": a package and four items left out
    "LISTING_25": ("id-missing",),  # no guid in it
    "LISTING_28": NOT_NEWS,  # a contentMeta alone
    "LISTING_5": ("charset-wrong",),  # says ISO-8859-1 and is UTF-8: "von Bülow"
    "LISTING_7": NOT_NEWS,  # groupSets alone
    "LISTING_8": NOT_NEWS,
    "LISTING_9": NOT_NEWS,
}


def _codes(path: Path) -> tuple[str | None, int, tuple[str, ...]]:
    """Give format, items and the codes of all faults."""
    reading = read(path.read_bytes(), filename=path.name)
    faults = [*reading.faults, *(fault for item in reading.items for fault in item.faults)]
    return reading.format, len(reading.items), tuple(fault.code for fault in faults)


def test_newsml_g2_listings(shared_data: Path) -> None:
    paths = sorted((shared_data / "iptc-examples" / "newsml-g2").glob("*.xml"))
    assert len(paths) >= 35
    wrong = []
    for path in paths:
        name = "_".join(path.name.split("_")[:2])
        wanted = G2_FAULTS.get(name, ())
        found = _codes(path)
        n_items = 0 if wanted == NOT_NEWS or "empty-item" in wanted else 1
        if found != ("newsml_g2", n_items, wanted):
            wrong.append(f"{path.name}: {found}, not {n_items} items with {wanted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("edition", ["1.4", "2.1", "3.0"])
def test_ninjs_examples(shared_data: Path, edition: str) -> None:
    paths = sorted((shared_data / "iptc-examples" / f"ninjs-{edition}").rglob("*.json"))
    assert len(paths) >= 10
    wrong = []
    for path in paths:
        name, n_items, faults = _codes(path)
        if name != "ninjs" or n_items < 1 or faults:
            wrong.append(f"{path.name}: {name}, {n_items} items, {faults}")
    assert not wrong, "\n".join(wrong)

"""Items refined by house style: agency, marks of all places, clean texts, end marks, embargoes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wireroom import read
from wireroom.agencies import refine
from wireroom.model import Block, Concept, Item, Signal
from wireroom.text.markup import blocks_of_html

SENT = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)  # a Wednesday


def item(**fields: Any) -> Item:
    """An item as a format might have read it."""
    return Item(id="i1", uri="urn:x:1", format="test", **fields)


def paras(*texts: str) -> tuple[Block, ...]:
    """Paragraphs."""
    return tuple(Block(text=text) for text in texts)


def test_agency_headline_and_end_mark() -> None:
    found = refine(
        item(
            agency_name="Xinhua",
            headline="2nd LD: Bridge closed after collision",
            blocks=paras("HOLM, May 15 (Xinhua) -- The bridge is closed.", "It will open soon. Endit"),
        )
    )
    assert (found.agency, found.agency_name) == ("xinhua", "Xinhua")
    assert found.marks.label == "2nd LD"
    assert found.headline_clean == "Bridge closed after collision"
    assert found.blocks[-1].text == "It will open soon."
    assert found.sign_off == "Endit"
    assert found.headline == "2nd LD: Bridge closed after collision"


@pytest.mark.parametrize(
    ("sent", "mark", "kept"),
    [
        ("<p><b>She left at noon.</b> END</p>", "END", "<p><b>She left at noon.</b></p>"),
        ("<p>She <b>left</b> at noon. <b>END</b></p>", "END", "<p>She <b>left</b> at noon.</p>"),
        ("<p>She <b>left</b> at noon. <i>(E<b>N</b>D)</i></p>", "(END)", "<p>She <b>left</b> at noon.</p>"),
        ("<p><i>She left.</i>&nbsp;Endit<br></p>", "Endit", "<p><i>She left.</i></p>"),
        ("<p>Hay &amp; <b>Sons</b> &lt;HAY&gt;. # # #</p>", "# # #", "<p>Hay &amp; <b>Sons</b> &lt;HAY&gt;.</p>"),
        ("<ul><li>One <b>is</b></li><li>two. (END)</li></ul>", "(END)", "<ul><li>One <b>is</b></li><li>two.</li></ul>"),
        # a word that is no mark stays with its tags
        ("<p><b>She saw THE END</b></p>", None, "<p><b>She saw THE END</b></p>"),
    ],
)
def test_an_end_mark_goes_out_of_the_markup_too(sent: str, mark: str | None, kept: str) -> None:
    found = refine(Item(id="x", uri="urn:x:x", format="x", blocks=(Block(text="Begun."), *blocks_of_html(sent))))
    assert found.sign_off == mark
    assert found.blocks[-1].html == kept
    # the text and the markup say the same
    assert blocks_of_html(kept)[0].text == found.blocks[-1].text


def test_slug_is_clean_and_raw_is_kept() -> None:
    found = refine(
        item(agency_name="AP", slugline_raw="BC-Harbour-Bridge, 4th Ld-Writethru", take_key="4thLd-Writethru")
    )
    assert found.slugline == "Harbour-Bridge"
    assert found.slugline_raw == "BC-Harbour-Bridge, 4th Ld-Writethru"
    assert (found.marks.series, found.marks.number, found.marks.writethru) == ("lead", 4, True)
    assert found.marks.label == "4th Ld-Writethru"
    assert {evidence.where for evidence in found.marks.evidence} == {"slug", "take_key"}


def test_places_that_disagree_take_the_higher_number_and_keep_both() -> None:
    found = refine(
        item(agency="reuters", headline="UPDATE 1-Bridge closed", slugline_raw="NORRLAND-BRIDGE/ (UPDATE 2)")
    )
    assert found.marks.number == 2
    assert [evidence.mark for evidence in found.marks.evidence] == ["update:1", "update:2"]


@pytest.mark.parametrize(
    ("fields", "rank"),
    [
        ({"priority_raw": "f", "headline": "The art of slow ferries", "blocks": paras("Long. " * 200)}, None),
        ({"priority_raw": "f", "headline": "BRIDGE FALLS", "blocks": paras("BRIDGE FALLS")}, "flash"),
        ({"priority_raw": "f", "headline": "BRIDGE FALLS", "byline": "By ANNA KARLSEN", "blocks": paras("x")}, None),
        ({"priority_raw": "r", "headline": "BRIDGE FALLS"}, None),
    ],
)
def test_a_priority_letter_alone_is_no_flash(fields: dict[str, Any], rank: str | None) -> None:
    assert refine(item(agency="ap", **fields)).marks.rank == rank


def test_signals_genres_and_status_speak() -> None:
    found = refine(
        item(
            agency_name="dpa",
            version="3",
            headline="Bridge closed",
            signals=(Signal(code="sig:update", note="New fact"),),
            genres=(Concept(name="Interview", code="interview"),),
            pubstatus="canceled",
        )
    )
    assert (found.marks.series, found.marks.number, found.marks.genre) == ("update", None, "interview")
    assert found.marks.label == "KILL UPDATE"
    assert "kill" in found.marks.actions


def test_dateline_is_read_where_the_format_read_none() -> None:
    found = refine(item(headline="Bridge closed", blocks=paras("HOLM, Norrland, May 15 (AP) _ The bridge is closed.")))
    assert found.dateline is not None
    assert found.dateline.city == "HOLM"
    assert found.agency == "ap"
    assert found.blocks[0].text.startswith("HOLM")


@pytest.mark.parametrize(
    ("note", "action"),
    [
        ("Eds: CORRECTS age of captain in 2nd graf.", "correction"),
        ("Corrects spelling of Karlsen", "correction"),
        ("MANDATORY KILL. Kill the story slugged Bridge.", "kill"),
        ("Our story was withdrawn.", "withdrawal"),
    ],
)
def test_notes_to_editors_speak(note: str, action: str) -> None:
    assert action in refine(item(agency="ap", headline="Bridge closed", ednote=note)).marks.actions


def test_a_note_that_adds_is_no_correction() -> None:
    found = refine(
        item(agency="ap", headline="Bridge closed", ednote="Eds: UPDATES with quotes. Will be corrected soon.")
    )
    assert found.marks.actions == ()


def test_an_embargo_is_read_as_a_time() -> None:
    note = "EMBARGOED until 00:01 GMT Friday"
    found = refine(item(agency="ap", headline="Study finds ferries slow", ednote=note, versioncreated=SENT))
    assert found.embargoed == datetime(2024, 5, 17, 0, 1, tzinfo=UTC)
    assert "embargo" in found.marks.actions


def test_an_embargo_that_cannot_be_read_keeps_its_words() -> None:
    found = refine(item(headline="Study finds ferries slow", ednote="Embargoed until the minister has spoken"))
    assert found.embargoed is None
    assert found.embargo_text == "Embargoed until the minister has spoken"
    assert [fault.code for fault in found.faults] == ["embargo-unread"]


def test_an_embargo_on_oil_holds_nothing_back() -> None:
    found = refine(item(headline="EU agrees oil embargo until Friday", ednote="Adds detail of oil embargo"))
    assert (found.embargoed, found.embargo_text) == (None, None)


def test_unknown_agencies_are_read_with_care_and_keep_their_name() -> None:
    found = refine(item(agency_name="Norrland Press", headline="URGENT: Bridge closed"))
    assert (found.agency, found.agency_name) == ("norrland_press", "Norrland Press")
    assert found.marks.rank == "urgent"


def test_the_sources_agency_is_believed_only_where_the_copy_names_none() -> None:
    assert refine(item(headline="x"), default="dpa").agency == "dpa"
    assert refine(item(headline="x", agency_name="AP"), default="dpa").agency == "ap"


def test_the_page_this_started_from(shared_data: Path) -> None:
    reading = read((shared_data / "page" / "off-the-wire.txt").read_bytes())
    story, *box = reading.items
    assert story.agency == "xinhua"
    assert (story.marks.series, story.marks.number) == ("lead", 2)
    assert story.headline_clean is not None
    assert not story.headline_clean.startswith("2nd")
    assert len(story.blocks) == 11
    assert "Endit" not in story.body_text
    labelled = {
        row["text"]: row for row in map(json.loads, (shared_data / "marks" / "dev.jsonl").read_text().splitlines())
    }
    for line in box:
        assert line.headline is not None
        if row := labelled.get(line.headline):
            assert (line.marks.rank, line.marks.number, line.marks.genre) == tuple(
                row["marks"][key] for key in ("rank", "number", "genre")
            )

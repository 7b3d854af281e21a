"""What stands over the story in a mail, and what only looks so."""

import pytest

from wireroom.text.mail_head import read_mail_head
from wireroom.text.notebook import split_notebook

STORY = "PORT NESS (HNS) - A ferry ran aground off the harbour on Tuesday night, the coast guard said."


def test_a_slug_that_is_the_subject_gives_way_to_the_headline_below_it() -> None:
    text = f"BC-EU--Ferry, 2nd Ld,90\nEds: Adds cause.\nFerry runs aground off Port Ness\nBy ADA QUILL\nHarbour News\n\n{STORY}"
    head = read_mail_head(text.split("\n"), "BC-EU--Ferry, 2nd Ld")
    assert (head.slug, head.n_words, head.headline) == ("BC-EU--Ferry, 2nd Ld", 90, "Ferry runs aground off Port Ness")
    assert (head.notes, head.byline and head.byline.credit, head.lines) == (("Adds cause.",), "Harbour News", (STORY,))


def test_first_points_of_a_story_are_its_own() -> None:
    text = f"Ferry runs aground\n\n* Six hurt\n\n* Harbour shut\n\nBy Ada Quill\n\n{STORY}"
    head = read_mail_head(text.split("\n"), "Ferry runs aground")
    assert [line for line in head.lines if line] == ["* Six hurt", "* Harbour shut", STORY]
    assert head.byline is not None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Night ferry ends", "It ends."),
        ("Night ferry ends", "A word before\n\nIt ends on Monday, after ninety years."),
        ("Night ferry ends", f"From our harbour page\n\n{STORY}"),
        ("Night ferry ends", "(laughs) It ends."),
        ("Night ferry ends", "Phone calls ended it\n\nIt ends."),
    ],
)
def test_what_is_no_head_stays_in_the_story(subject: str, text: str) -> None:
    head = read_mail_head(text.split("\n"), subject)
    assert "\n".join(head.lines) == text
    assert head.headline is None


def test_contacts_over_a_release_stay_at_the_desk() -> None:
    text = f"Sheriff's Office\n12 Mill Street\n\nFOR IMMEDIATE RELEASE\nContact: Ray Otero, 555-0110\n\nFerry runs aground\n\n{STORY}"
    head = read_mail_head(text.split("\n"), "Release 24-18: ferry")
    assert (head.headline, head.lines) == ("Ferry runs aground", (STORY,))
    assert "Contact: Ray Otero, 555-0110" in head.private


def test_an_embargo_over_the_story_is_an_embargo() -> None:
    head = read_mail_head(
        f"EMBARGOED UNTIL 11:00 AM EDT, MARCH 14, 2024\n\nFerry aground\n\n{STORY}".split("\n"), "Ferry aground"
    )
    assert head.embargo == "EMBARGOED UNTIL 11:00 AM EDT, MARCH 14, 2024"


def test_below_an_end_mark_only_addresses_and_notes_are_no_story() -> None:
    told = [STORY, "", "All are well.", "", "###", "", "Press office", "press@harbour.example"]
    assert split_notebook(told).story == (STORY, "", "All are well.")
    assert (
        split_notebook([STORY, "", "###", "", "The next morning the tide took it off."])
        .story[-1]
        .startswith("The next")
    )


def test_how_to_reach_the_writer_is_for_the_desk() -> None:
    found = split_notebook([STORY, "", "All are well.", "", "((ada.quill@hns.example; +1 555 0100;))"])
    assert (found.story[-1], found.private) == ("All are well.", "((ada.quill@hns.example; +1 555 0100;))")

"""Words to editors among the paragraphs of a story: where they go, and what is none."""

import pytest

from wireroom import read
from wireroom.model import Block
from wireroom.text.editor_notes import part_notes

STORY = Block(text="A bridge has closed.")
PUBLIC = [
    "Eds: Adds quote in third paragraph.",
    "(EDS: Updates throughout.)",
    "Note to editors: A picture follows.",
    "Hinweis an die Redaktionen: Bild folgt.",
    "Note aux rédactions : photo à suivre.",
    "Nota a los editores: actualiza cifras.",
    "Til redaktionen: Billede følger.",
    "Вниманию редакций: фото будет.",
    "До уваги редакцій: буде фото.",
    "【編注】写真あり",
    "(ATTN: ADDS quote in para 2)",
]
PRIVATE = [
    "Not for publication: duty phone 0400 000 000",
    "Nicht zur Veröffentlichung: Telefon 030 0000",
    "Niet voor publicatie: contact J. Bos",
    "Не для печати: тел. 000-00-00",
    "ليس للنشر: هاتف 000",
    "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt: Telefon 030 0000",
]
STORIES = [
    "Editors at the paper walked out.",
    "Editor's note: This story tells of a shipwreck.",
    "Not for the first time, the bridge has closed.",
    "Note to self: the bridge has closed.",
    "Edsvik: the bridge has closed.",
    "Nicht zur Veröffentlichung vor 18 Uhr",
    "The following is a list of bridges.",
    "Information: The bridge has closed.",
    "Die Brücke ist gesperrt.",
    "Korrektur: Die Brücke ist offen.",
]


@pytest.mark.parametrize("note", PUBLIC)
def test_a_note_to_editors_is_no_part_of_the_story(note: str) -> None:
    for blocks in ((Block(text=note), STORY), (STORY, Block(text=note)), (STORY, Block(text=note), STORY)):
        parted = part_notes(blocks)
        assert parted is not None
        assert (set(parted.blocks), parted.ednote, parted.private) == ({STORY}, note, None)


@pytest.mark.parametrize("note", PRIVATE)
def test_what_is_not_for_publication_stays_at_the_desk(note: str) -> None:
    parted = part_notes((STORY, Block(text=note), STORY))
    assert parted is not None
    assert (parted.blocks, parted.ednote, parted.private) == ((STORY, STORY), None, note)


def test_a_heading_speaks_of_all_that_follows() -> None:
    heading, phone = Block(text="The following information is not for publication"), Block(text="Desk: 555 0100")
    parted = part_notes((STORY, heading, phone))
    assert parted is not None
    assert (parted.blocks, parted.private) == ((STORY,), f"{heading.text}\n{phone.text}")


def test_rules_around_a_correction_are_taken_off() -> None:
    correction = Block(
        text="------------\nKORREKTUR-HINWEIS\nIn NW0007 muss es heißen: niemand.\n------------", kind="pre"
    )
    parted = part_notes((correction, STORY))
    assert parted is not None
    assert (parted.blocks, parted.ednote) == ((STORY,), "KORREKTUR-HINWEIS In NW0007 muss es heißen: niemand.")


@pytest.mark.parametrize("text", STORIES)
def test_copy_is_no_note(text: str) -> None:
    assert part_notes((Block(text=text), STORY)) is None


def test_notes_in_a_body_of_html_join_the_note_that_came_apart() -> None:
    body = "<p>Eds: With photo.</p><p>HALDEN (NP) - A bridge closed.</p><p>Not for publication: 555 0100</p>"
    item = read(b'{"uri":"urn:x:1","headline":"Bridge","ednote":"Updates.","body_html":"%s"}' % body.encode()).items[0]
    assert item.body_text == "HALDEN (NP) - A bridge closed."
    assert (item.ednote, item.ednote_private) == ("Updates.\nEds: With photo.", "Not for publication: 555 0100")
    assert item.dateline is not None

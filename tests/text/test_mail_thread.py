"""What of a mail is its own: subjects without the marks of programs, copy without what it answers."""

import pytest

from wireroom.text.mail_thread import clean_subject, own_words


@pytest.mark.parametrize(
    ("subject", "clean", "is_forwarded"),
    [
        ("Re: Night ferry ends", "Night ferry ends", False),
        ("AW: WG: Brücke gesperrt", "Brücke gesperrt", True),
        ("RE[2]: FW: Mill", "Mill", True),
        ("[Fwd: Mill]", "Mill", True),
        ("Re:", "Re:", False),
        ("Reform: was nun?", "Reform: was nun?", False),
        ("FLASH: BRIDGE CLOSED", "FLASH: BRIDGE CLOSED", False),
    ],
)
def test_marks_of_mail_programs_come_off_a_subject(subject: str, clean: str, is_forwarded: bool) -> None:
    assert clean_subject(subject) == (clean, is_forwarded)


def test_the_tag_of_a_list_comes_off_only_where_there_is_a_list() -> None:
    assert clean_subject("[Press] New quay", is_list=True) == ("New quay", False)
    assert clean_subject("[Correction] New quay") == ("[Correction] New quay", False)


def test_what_is_answered_is_no_copy() -> None:
    text = "The court sits on Monday.\n\nOn Tue, 12 Mar 2024 at 15:02, Desk <d@p.example> wrote:\n> When?\n"
    assert own_words(text).text.strip() == "The court sits on Monday."


def test_a_mail_of_nothing_but_quoted_copy_keeps_it() -> None:
    assert own_words("> The quay opens.\n>\n> It is long.").text == "The quay opens.\n\nIt is long."


def test_of_a_forwarded_mail_the_copy_is_what_was_forwarded() -> None:
    text = (
        "fyi\n\n---------- Forwarded message ---------\nFrom: Port <p@port.example>\nSubject: Quay\n\nThe quay opens.\n"
    )
    thread = own_words(text, is_forwarded=True)
    assert thread.text.strip() == "The quay opens."
    assert thread.cover == "fyi"


def test_a_closing_ends_the_copy_and_a_long_text_below_the_same_words_does_not() -> None:
    assert own_words("The quay opens.\n\nRegards,\nAda\n").text.strip() == "The quay opens."
    story = "The book:\n\nRegards\n" + "\n".join(f"Line {n} of the letter that was found." for n in range(30))
    assert "Line 29" in own_words(story).text

"""What a mail's subject orders holds for its stories, however many there are."""

from wireroom import read

FERRY = (
    "Ferry aground\n\nPORT NESS (HNS) - A ferry ran aground off the harbour on Tuesday night, the coast guard said.\n"
)
MILL = "Mill to close\n\nLOW FEN (HNS) - The mill at Low Fen will close in the spring, its owners told the workers.\n"
HEAD = "From: HNS <desk@hns.example>\nTo: x@tern.example\nDate: Tue, 12 Mar 2024 18:00:00 +0000\nMessage-ID: <1@hns.example>\n"


def mail(subject: str, text: str, kind: str = "text/plain") -> bytes:
    return f"{HEAD}Subject: {subject}\nContent-Type: {kind}; charset=utf-8\n\n{text}".encode()


def test_an_embargo_in_the_subject_or_above_them_holds_all_stories() -> None:
    until = "EMBARGOED UNTIL 11:00 AM GMT, MARCH 14, 2024"
    for data in (
        mail(f"{until}: morning report", f"{FERRY}\n=====\n{MILL}"),
        mail("Morning report", f"{until}\n=====\n{FERRY}\n=====\n{MILL}"),
    ):
        items = read(data).items
        assert [item.headline for item in items] == ["Ferry aground", "Mill to close"]
        assert {str(item.embargoed) for item in items} == {"2024-03-14 11:00:00+00:00"}
        assert len({item.native_guid for item in items}) == 2


def test_an_embargo_above_stories_in_markup_holds_them() -> None:
    story = "<h2>{}</h2><p>PORT NESS (HNS) - A ferry ran aground off the harbour on Tuesday night.</p><p>All are well, it is said, and nobody was on deck.</p>"
    text = (
        "<p>EMBARGOED UNTIL 11:00 AM GMT, MARCH 14, 2024</p>"
        + story.format("Ferry aground")
        + story.format("Mill to close")
    )
    items = read(mail("Morning report", text, "text/html")).items
    assert [item.headline for item in items] == ["Ferry aground", "Mill to close"]
    assert all(item.embargoed for item in items)


def test_an_order_in_the_subject_is_not_lost_to_a_title_or_to_stories() -> None:
    release = f"FOR IMMEDIATE RELEASE\n\n{FERRY}"
    (item,) = read(mail("KILL: Ferry aground off the harbour", release)).items
    assert "kill" in item.marks.actions
    (item,) = read(mail("KILL: Morning report", f"{FERRY}\n=====\n{MILL}")).items
    assert "kill" in item.marks.actions
    (item,) = read(mail("Release 12: ferry", release)).items
    assert item.headline == "Ferry aground"

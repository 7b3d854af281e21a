"""Pictures of a story with their captions, and bylines as a page shows them."""

from wireroom import read

STORY = "".join(
    f"<p>Forty boats of the fleet lay in the ice of the bay on day {n}, two weeks later in the year than ever before.</p>"
    for n in range(4)
)
FIGURE = '<figure><img src="https://fen.example/ice.jpg"><figcaption>{}</figcaption></figure>'


def page(inner: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>Ice</title>{head}</head><body><h1>Ice in the bay</h1>{inner}</body></html>".encode()


def test_caption_and_credit_are_the_pictures_and_not_the_storys() -> None:
    figure = FIGURE.format('Boats in the ice. <span class="credit">Anna Lind/HNS</span>')
    (item,) = read(page(f"<article>{STORY}{figure}</article>")).items
    (picture,) = item.associations
    assert (picture.caption, picture.credit, picture.renditions[0].href) == (
        "Boats in the ice.", "Anna Lind/HNS", "https://fen.example/ice.jpg",
    )  # fmt: skip
    assert "Anna Lind" not in item.body_text


def test_the_picture_a_page_names_as_its_own_gets_its_caption_and_is_one() -> None:
    head = '<meta property="og:image" content="https://cdn.example/big/ice.jpg?w=1200">'
    (item,) = read(page(f"<article>{FIGURE.format('Image caption Boats in the ice.')}{STORY}</article>", head)).items
    assert [(media.role, media.caption) for media in item.associations] == [("featuremedia", "Boats in the ice.")]


def test_pictures_beside_the_story_are_not_its() -> None:
    (item,) = read(page(f"<article>{STORY}</article><aside>{FIGURE.format('Subscribe to the Gazette.')}</aside>")).items
    assert item.associations == ()


def test_a_person_shown_counts_more_than_a_house_told() -> None:
    told = '{"@type":"NewsArticle","headline":"Ice in the bay","author":{"@type":"Organization","name":"Fen Gazette"}}'
    script = f'<script type="application/ld+json">{told}</script>'
    shown = f'<article><p class="byline">By Otto Lind on March 9, 2024</p>{STORY}</article>'
    assert read(page(shown, script)).items[0].byline == "By Otto Lind"
    assert read(page(f"<article>{STORY}</article>", script)).items[0].byline == "By Fen Gazette"


def test_a_byline_of_a_teaser_is_not_the_storys() -> None:
    (item,) = read(
        page(f'<main>{STORY}</main><div><p class="byline">By Ines Park</p><p>Library to open.</p></div>')
    ).items
    assert item.byline is None

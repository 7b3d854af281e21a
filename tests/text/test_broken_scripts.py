"""Of scripts and what only looks like one, our text has what a browser shows (`innerText` in Chromium, 2026)."""

import pytest

from wireroom.text.markup import blocks_of_html


@pytest.mark.parametrize(
    ("between", "shown"),
    [
        # a script, however it is begun and ended
        ("</p></script><script\n>\nlet a = 1; /* <script> */\n</script\n><p>", []),
        ("</p><script>let a = 1;</ script><p>in it</p></script><p>", []),
        ("</p><script>let a = '<!--<script>';</script> let b = 2;</script><p>", []),
        ("</p><!-- <script> --><p>", []),
        # text, whatever it looks like
        (" < script>is text</p><p>", [" < script>is text"]),
        ("</p><scr<script>let a = 1;</script>ipt>let b = 2;</script><p>", ["", "let a = 1;ipt>let b = 2;"]),
    ],
)
def test_scripts_are_told_from_text_as_a_browser_tells_them(between: str, shown: list[str]) -> None:
    first, *more = shown or [""]
    found = [block.text for block in blocks_of_html(f"<p>Before.{between}Behind.</p>")]
    assert found == [f"Before.{first}", *more, "Behind."]


@pytest.mark.parametrize("cut", ["<script>let a = 1;", "<script src=x /><p>Behind.</p>"])
def test_a_script_without_an_end_takes_all_behind_it(cut: str) -> None:
    assert [block.text for block in blocks_of_html(f"<p>Before.</p>{cut}")] == ["Before."]

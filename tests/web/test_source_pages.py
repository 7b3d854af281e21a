"""Sources in the page: a form for each way in, secrets by name, and nothing of this machine that is not meant."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import TOKEN, Room
from web.feeding import feed_server
from wireroom.config import SOURCE_SETTINGS, Config, SourceConfig
from wireroom.room import folder_for, load_added
from wireroom.transports import FOR_ALL, NAMES, WAYS
from wireroom.web.source_pages import LABELS

WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(data=tmp_path)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "coast").write_text("word\n")
    (tmp_path / "token").write_text("not for the page\n")
    return made


def post(client: httpx.Client, **form: str) -> httpx.Response:
    return client.post("/admin/sources", data=form, headers=WITH_TOKEN)


def main_words(answer: httpx.Response) -> str:
    return " ".join(LexborHTMLParser(answer.text).css_first("main").text().split())


def test_every_way_in_has_a_form_and_every_setting_a_place_in_one(client: httpx.Client) -> None:
    schemes = {scheme for way in WAYS for scheme in way.schemes}
    assert schemes == set(NAMES) - {"folder"}, "add a Way for the new scheme to transports/_ways.py"
    heeded = {name for way in WAYS for name in way.settings} | set(FOR_ALL)
    elsewhere = {"url", "secret_env", "allow_private", "is_off"}
    assert heeded == {setting.name for setting in SOURCE_SETTINGS} - elsewhere, (
        "say in transports/_ways.py who heeds it"
    )
    assert set(LABELS) == heeded, "give the setting a label in web/source_pages.py"
    for way in WAYS:
        page = LexborHTMLParser(client.get(f"/admin/sources/new?kind={way.kind}", headers=WITH_TOKEN).text)
        named = {node.attributes["name"] for node in page.css("form.watch-form [name]")} - {"do", "kind", "name"}
        assert named == {*way.settings, *FOR_ALL, *(["url"] if way.schemes else [])}
        unlabelled = [node.attributes["id"] for node in page.css("form.watch-form input[id], form.watch-form select")
                      if not page.css(f'label[for="{node.attributes["id"]}"]')]  # fmt: skip
        assert unlabelled == []


def test_it_is_for_those_who_are_signed_in(client: httpx.Client) -> None:
    answer = client.get("/admin/sources/new?kind=sftp")
    assert (answer.status_code, "/login" in answer.headers["location"]) == (303, True)
    assert client.post("/admin/sources", data={"name": "x"}).status_code == 401
    assert client.get("/admin/sources/new?kind=pigeon", headers=WITH_TOKEN).status_code == 404


def test_a_source_that_is_posted_is_added_and_removed(room: Room, client: httpx.Client) -> None:
    answer = post(client, do="add", kind="posted", name="coast", agency="ap")
    assert answer.headers["location"] == "/admin#sources"
    assert load_added(room.config.data) == {"coast": SourceConfig(agency="ap")}
    again = post(client, do="add", kind="posted", name="coast")
    assert again.status_code == 400
    assert "is there already" in again.text
    assert client.post("/admin/sources/remove", data={"name": "coast"}, headers=WITH_TOKEN).status_code == 303
    assert load_added(room.config.data) == {}
    assert client.post("/admin/sources/remove", data={"name": "coast"}, headers=WITH_TOKEN).status_code == 400


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"name": "Bad Name"}, "names are of small letters"),
        ({"name": "x", "kind": "posted", "format": "klingon"}, "there is no format"),
        ({"name": "x", "kind": "posted", "zone": "Moon/Base"}, "there is no time zone"),
        ({"name": "x", "kind": "feed"}, "Address: is wanted"),
        ({"name": "x", "kind": "feed", "url": "file:///etc/passwd"}, "begins with https://"),
        ({"name": "x", "kind": "feed", "url": "ftp://coast.example/"}, "begins with https://"),
        ({"name": "x", "kind": "feed", "url": "http://127.0.0.1:1/feed"}, "127.0.0.1 is a private address"),
        ({"name": "x", "kind": "feed", "url": "http://127.0.0.1:1/f", "allow_private": "true"}, "a private address"),
        ({"name": "x", "kind": "ftp", "url": "ftp://desk:word@coast.example/"}, "holds a password"),
        ({"name": "x", "kind": "ftp", "url": "ftp://127.0.0.1:1/"}, "a private address"),
        ({"name": "x", "kind": "sftp", "url": "sftp://desk@coast.example/"}, "Secret: is wanted"),
        ({"name": "x", "kind": "sftp-drop", "url": "sftp-listen://127.0.0.1:0", "secret_file": "coast"}, "Name to sign in"),
        ({"name": "x", "kind": "feed", "url": "https://c.example/", "secret_file": "../token"}, "there is no ../token"),
        ({"name": "x", "kind": "feed", "url": "https://c.example/", "secret_file": "PATH"}, "there is no PATH"),
        ({"name": "x", "kind": "feed", "url": "https://c.example/", "ca_file": "/etc/passwd"}, "there is no /etc/passwd"),
        ({"name": "x", "kind": "feed", "url": "https://c.example/", "interval": "soon"}, "Look every:"),
        ({"name": "x", "kind": "folder"}, "Folder: is wanted"),
        ({"name": "x", "kind": "folder", "folder": "/etc"}, "lies under"),
        ({"name": "x", "kind": "folder", "folder": "../secrets"}, "lies under"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_says_why(room: Room, client: httpx.Client, form: dict[str, str], problem: str) -> None:
    answer = post(client, do="add", **form)
    assert answer.status_code in (200, 400)
    assert problem in main_words(answer)
    assert load_added(room.config.data) == {}


def test_settings_that_are_not_of_the_way_in_are_left_out(room: Room, client: httpx.Client, tmp_path: Path) -> None:
    post(client, do="add", kind="posted", name="x", folder=str(tmp_path), allow_private="true", secret_env="HOME")
    assert load_added(room.config.data) == {"x": SourceConfig()}


def test_a_feed_is_tried_and_added_with_a_secret_by_its_name(room: Room, client: httpx.Client) -> None:
    room.config = Config(data=room.config.data, private_sources=True)
    with feed_server("word") as url:
        form = {"kind": "feed", "name": "coast", "url": url, "secret_header": "x-api-key", "allow_private": "true"}
        refused = post(client, do="test", **form)
        assert "coast cannot be read now. the server answers 401" in main_words(refused)
        found = post(client, do="test", **form, secret_file="coast")
        assert "coast answers. Nothing was stored. feed.rss: rss, 1 item Tides turn early" in main_words(found)
        page = LexborHTMLParser(found.text)
        assert page.css_first("#new-secret_file option[selected]").text() == "coast"
        assert page.css_first("#new-url").attributes["value"] == url
        assert load_added(room.config.data) == {}
        assert post(client, do="add", **form, secret_file="coast").status_code == 303
    (added,) = load_added(room.config.data).values()
    assert added.secret_file == (room.config.data / "secrets" / "coast").absolute()
    assert b"word" not in (room.config.data / "sources.json").read_bytes()


def test_a_variable_that_is_meant_for_it_can_be_the_secret(
    room: Room, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREROOM_SECRET_COAST", "word")
    form = {"kind": "posted", "name": "coast", "secret_file": "WIREROOM_SECRET_COAST"}
    assert post(client, do="add", **form).status_code == 303
    assert load_added(room.config.data) == {"coast": SourceConfig(secret_env="WIREROOM_SECRET_COAST")}


def test_a_folder_lies_under_the_one_for_sources(room: Room, client: httpx.Client, tmp_path: Path) -> None:
    assert post(client, do="add", kind="folder", name="coast", folder="coast/today", pattern="*.xml").status_code == 303
    folder = folder_for(room.config) / "coast" / "today"
    assert folder.is_dir()
    assert load_added(room.config.data) == {"coast": SourceConfig(folder=folder, pattern="*.xml")}
    (folder_for(room.config) / "out").symlink_to(tmp_path / "secrets")
    assert "lies under" in main_words(post(client, do="add", kind="folder", name="out", folder="out"))


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("sftp-drop", {"url": "sftp-listen://127.0.0.1:0", "user": "coast", "secret_file": "coast"}),
        ("line-in", {"url": "tcp-listen://127.0.0.1:0"}),
    ],
)
def test_a_look_at_a_door_of_ours_says_that_the_port_can_be_had(
    room: Room, client: httpx.Client, monkeypatch: pytest.MonkeyPatch, kind: str, form: dict[str, Any]
) -> None:
    monkeypatch.setattr("wireroom.transports._callers.SAMPLE_S", 0.1)
    told = main_words(post(client, do="test", kind=kind, name="coast", **form))
    assert "coast: The port can be had. Nobody has sent anything within five seconds." in told


def test_what_is_pushed_says_where_to(client: httpx.Client) -> None:
    assert "to /push/coast or" in main_words(post(client, do="test", kind="posted", name="coast"))

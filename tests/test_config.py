"""Settings from flags, environment and TOML; a wrong one is named."""

from pathlib import Path
from typing import Any

import pytest

from wireroom.config import SETTINGS, Config, load_config, make_source
from wireroom.errors import ConfigError


def test_defaults_are_safe() -> None:
    config = load_config(environment={})
    assert config.host == "127.0.0.1"
    assert config.max_body == 5 * 1024 * 1024
    assert config.sync == "full"
    assert config.token is None


def test_flags_beat_environment_beats_file_beats_defaults(tmp_path: Path) -> None:
    file = tmp_path / "wireroom.toml"
    file.write_text('host = "127.0.0.2"\nport = 1\nsite_name = "Harbour desk"\n')
    config = load_config(
        file, flags={"port": 3, "host": None}, environment={"WIREROOM_PORT": "2", "WIREROOM_SYNC": "normal"}
    )
    assert (config.port, config.host, config.site_name, config.sync) == (3, "127.0.0.2", "Harbour desk", "normal")


def test_the_file_is_found_by_environment_and_where_we_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text("port = 7")
    assert load_config(environment={"WIREROOM_CONFIG": str(tmp_path / "other.toml")}).port == 7
    monkeypatch.chdir(tmp_path)
    assert load_config(environment={}).port == Config().port
    (tmp_path / "wireroom.toml").write_text("port = 8")
    assert load_config(environment={}).port == 8


def test_a_secret_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("open-sesame\n")
    environment = {"WIREROOM_TOKEN_FILE": str(tmp_path / "token")}
    assert load_config(environment=environment).token == "open-sesame"
    with pytest.raises(ConfigError, match="only one can be meant"):
        load_config(environment={**environment, "WIREROOM_TOKEN": "x"})
    with pytest.raises(ConfigError, match="WIREROOM_TOKEN_FILE"):
        load_config(environment={"WIREROOM_TOKEN_FILE": str(tmp_path / "gone")})


def test_sizes_and_times_may_be_written_with_units() -> None:
    config = load_config(environment={"WIREROOM_MAX_BODY": "1.5 MiB", "WIREROOM_STOP_AFTER": "2 min"})
    assert (config.max_body, config.stop_after) == (1_572_864, 120)
    assert make_source("a", {"interval": "250 ms"}).interval == 0.25


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("WIREROOM_PORT", "http", "port"),
        ("WIREROOM_PORT", "70000", "port"),
        ("WIREROOM_SYNC", "sometimes", "full, normal"),
        ("WIREROOM_MAX_BODY", "lots", "5 MiB"),
        ("WIREROOM_MAX_BODY", "0", "max_body"),
        ("WIREROOM_STOP_AFTER", "-1", "time"),
    ],
)
def test_a_wrong_setting_is_named(variable: str, value: str, named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(environment={variable: value})
    assert named in str(caught.value)


def test_kubernetes_service_links_are_not_settings() -> None:
    assert load_config(environment={"WIREROOM_PORT": "tcp://10.0.0.1:8640"}).port == Config().port


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prot = 1", "no such setting"),
        ("port = ", "TOML"),
        ("[source.a]\nfolder = 'x'\nurl = 'http://x'", "either a folder or a url"),
        ("[source.a]\nurl = 'file:///etc/passwd'", "no address of a kind we know"),
        ("[source.A]\n", "small letters"),
        ("[source.a]\nflder = 'x'", "source.a.flder"),
        ("[source.a]\nzone = 'Mars/Olympus'", "no time zone"),
        ("[source.a]\ncharset = 'klingon'", "no character set"),
        ("source = 1", "[source.NAME]"),
        ("desk_url = 'desk:8640'", "desk_url"),
        ("desk_url = 'http://desk:port'", "desk_url"),
        ("[source]\na = 1", "[source.a]"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "wireroom.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(file, environment={})
    assert named in str(caught.value)


def test_sources_are_read(tmp_path: Path) -> None:
    file = tmp_path / "wireroom.toml"
    file.write_text(
        '[source.coast]\nfolder = "~/in"\nzone = "Asia/Tokyo"\n[source.feed]\nurl = "https://a.example/rss"\n'
    )
    sources = load_config(file, environment={}).source
    assert sources["coast"].folder == Path("~/in").expanduser()
    assert sources["feed"].allow_private is False


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_says_what_it_is(setting: Any) -> None:
    assert setting.help
    assert setting.kind
    assert setting.default_words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("port", "abc", "port: 'abc' is no number"),
        ("port", "99999", "port: '99999' is too much: a number, at most 65535"),
        ("port", -1, "port: '-1' is too little: a number, at least 0"),
        ("log_level", "loud", "log_level: 'loud' is none of these: debug, info, warning, error"),
        ("websub_private", "maybe", "websub_private: 'maybe' is none of these: true, false"),
        ("bus_subject", "a b", "bus_subject: 'a b' is not of the form ^[A-Za-z0-9_-]{1,40}$"),
        ("prot", "1", "prot: there is no such setting; did you mean port? There are: "),
        ("zzz", "1", "zzz: there is no such setting; there are: "),
    ],
)
def test_what_is_wrong_is_said_in_words(name: str, value: object, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(flags={name: value}, environment={})
    assert str(caught.value).startswith(words)

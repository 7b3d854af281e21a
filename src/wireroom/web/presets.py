"""Presets of the desk: searches with a name that an editor opens as a column. Data, one TOML file a group.

    [[preset]]
    name = "Business"
    query = "subject:economy OR category:f"
    says = "companies, markets and money"

Ours lie in `desk_presets/`, a room's own in the folder that the setting `presets` names; a file there takes the place of ours of
the same name. Our subjects are the words of IPTC Media Topics (NewsCodes, first and second level, 2024), which NewsML-G2 and
ninjs carry by name; the category letters are those of ANPA 1312 and IPTC 7901.
"""

import tomllib
from importlib import resources
from pathlib import Path

import msgspec

from wireroom import query as search
from wireroom.errors import ConfigError, QueryError


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """One search with a name."""

    name: str
    query: str
    #: what is in it, in a few words
    says: str = ""
    #: the file it is from, or who keeps it
    group: str = ""
    #: an editor keeps it: it can be forgotten
    is_kept: bool = False


class _Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    query: str
    says: str = ""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    preset: list[_Line]


def load_presets(own: Path | None = None) -> list[Preset]:
    """Read all presets, by file name and then in the order of the file.

    Raises:
        ConfigError: a file of one's own is none; the message names it and what is wrong.
    """
    texts = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in resources.files("wireroom.web").joinpath("desk_presets").iterdir()
        if entry.name.endswith(".toml")
    }
    if own is not None:
        try:
            texts |= {path.name: path.read_text(encoding="utf-8") for path in own.glob("*.toml")}
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError("presets", f"{own}: {error}") from error
    return [preset for name in sorted(texts) for preset in _read(name, texts[name])]


def _read(name: str, text: str) -> list[Preset]:
    try:
        found = msgspec.convert(tomllib.loads(text), _File).preset
        for preset in found:
            search.parse(preset.query)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, QueryError) as error:
        raise ConfigError("presets", f"{name}: {error}") from error
    group = name.removesuffix(".toml").lstrip("0123456789-").replace("-", " ")
    return [Preset(name=one.name, query=one.query, says=one.says, group=group.capitalize()) for one in found]

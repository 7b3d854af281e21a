"""A registry that forgets a module says so, with the cure."""

from pathlib import Path

import pytest

import wireroom
from wireroom import deliveries, formats, transports

SOURCE = Path(wireroom.__file__).parent
TESTS = Path(__file__).resolve().parents[1]


def _modules(package: str) -> set[str]:
    return {path.stem for path in (SOURCE / package).glob("[a-z]*.py")}


def test_every_format_module_is_named() -> None:
    missing = _modules("formats") - set(formats.NAMES)
    assert not missing, f"add {sorted(missing)} to NAMES in src/wireroom/formats/__init__.py"
    gone = set(formats.NAMES) - _modules("formats")
    assert not gone, f"NAMES in src/wireroom/formats/__init__.py names {sorted(gone)}, which do not exist"


@pytest.mark.parametrize("name", formats.NAMES)
def test_every_format_has_data(name: str) -> None:
    folder = TESTS / "formats" / name
    assert (folder / "README.md").is_file(), f"add tests/formats/{name}/ with copy of our own and a README.md"
    assert formats.get_format(name).name == name


def test_no_two_test_modules_share_a_name() -> None:
    seen: dict[str, Path] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        other = seen.setdefault(path.name, path)
        assert other == path, (
            f"rename {path.relative_to(TESTS)}: {other.relative_to(TESTS)} has its name, and pytest takes one of them"
        )


def test_every_kind_of_channel_is_named() -> None:
    missing = _modules("deliveries") - set(deliveries.NAMES)
    assert not missing, f"add {sorted(missing)} to NAMES in src/wireroom/deliveries/__init__.py"
    gone = set(deliveries.NAMES) - _modules("deliveries")
    assert not gone, f"NAMES in src/wireroom/deliveries/__init__.py names {sorted(gone)}, which do not exist"


def test_every_kind_of_transport_is_named() -> None:
    # the guard and its words are no transport; deliveries use them too
    missing = _modules("transports") - set(transports.NAMES.values()) - {"guard", "refusals"}
    assert not missing, f"add {sorted(missing)} to NAMES in src/wireroom/transports/__init__.py"
    gone = set(transports.NAMES.values()) - _modules("transports")
    assert not gone, f"NAMES in src/wireroom/transports/__init__.py names {sorted(gone)}, which do not exist"

"""One body over all format folders: `tests/formats/<name>/<case>.<ext>` with `<case>.json` beside it.

The JSON holds only the facts the case is about: {"format": …, "items": [{field: value, …}, …], "faults": ["code", …]}.
A field is compared as `wireroom.model.public.item_object` writes it; nested objects and lists must hold what is named.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from wireroom import formats, read
from wireroom.model.public import item_object

HERE = Path(__file__).parent / "formats"


def expected_path(case: Path) -> Path:
    """Give where the facts of a case stand: beside it; a case that is itself JSON has `<case>.json.json`."""
    return case.with_suffix(".json.json") if case.suffix == ".json" else case.with_suffix(".json")


def cases() -> list[Path]:
    """Find all cases."""
    found = []
    for path in sorted(HERE.glob("*/*")):
        if path.name == "README.md" or path.name.endswith(".json.json"):
            continue
        if path.suffix == ".json" and not expected_path(path).exists():
            continue  # the facts of a case, not a case
        found.append(path)
    return found


def holds(found: Any, wanted: Any) -> bool:
    """Tell whether `found` has all that `wanted` names."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(holds(found.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list | tuple) and len(found) == len(wanted) and all(map(holds, found, wanted))
    return bool(found == wanted)


@pytest.mark.parametrize("case", cases(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_case_is_read(case: Path) -> None:
    facts_at = expected_path(case)
    assert facts_at.exists(), f"add {facts_at.name} beside {case}, with the facts the case is about"
    facts = json.loads(facts_at.read_text())
    reading = read(case.read_bytes(), filename=case.name)
    assert reading.format == facts["format"]
    if "faults" in facts:
        codes = [fault.code for fault in reading.faults] + [f.code for item in reading.items for f in item.faults]
        assert sorted(codes) == sorted(facts["faults"])
    objects = json.loads(json.dumps([item_object(item) for item in reading.items]))
    assert len(objects) == len(facts["items"]), [found.get("headline") for found in objects]
    for found, wanted in zip(objects, facts["items"], strict=True):
        for field, value in wanted.items():
            assert holds(found.get(field), value), f"{field}: {found.get(field)!r}, not {value!r}"


def test_a_look_at_the_first_element_finds_what_asking_all_would() -> None:
    found = 0
    for case in cases():
        raw = formats.RawCopy(data=case.read_bytes(), filename=case.name)
        sure = {name: formats.get_format(name).sniff(raw) for name in formats.NAMES}
        if max(sure.values()) >= formats.LEAST_SURE:
            found += 1
            assert formats.pick(raw).name == max(sure, key=lambda name: sure[name]), case.name
    assert found > 150

"""What lies in deploy/ fits the program: metrics, settings, commands and alerts that it names exist."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from roomproc import ninjs, room_process
from wireroom.cli import COMMANDS
from wireroom.config import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
RULES = (DEPLOY / "prometheus" / "rules.yml").read_text()


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a room with a bus (which is not there) tells."""
    # nothing listens on the discard port of this machine
    with room_process(tmp_path_factory.mktemp("metrics") / "room", "--bus", "nats://127.0.0.1:9") as room:
        headers = {"Authorization": f"Bearer {room.token}"}
        httpx.post(f"{room.url}/api/v1/dispatches?source=x", content=ninjs(1), headers=headers).raise_for_status()
        return httpx.get(f"{room.url}/metrics").text


def test_every_metric_that_alerts_and_dashboard_name_is_told(metrics: str) -> None:
    told = set(re.findall(r"^# TYPE (\S+) (?:counter|gauge)", metrics, re.MULTILINE))
    told |= {f"{name}_bucket" for name in re.findall(r"^# TYPE (\S+) histogram", metrics, re.MULTILINE)}
    dashboard = json.loads((DEPLOY / "grafana" / "wireroom.json").read_text())
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked = re.findall(r"^\s*expr: (.*)$", RULES, re.MULTILINE)
    assert len(asked) > 5
    assert len(shown) > 10
    for expression in [*asked, *shown]:
        named = set(re.findall(r"\b(?:wireroom|process)_[a-z_]+", expression))
        assert named or expression.startswith("up{"), expression
        assert named <= told, f"{expression}: /metrics does not tell {named - told}"


def test_every_label_that_alerts_and_dashboard_use_is_told(metrics: str) -> None:
    told = set(re.findall(r"[{,]([a-z_]+)=\"", metrics)) | {"job"}
    dashboard = (DEPLOY / "grafana" / "wireroom.json").read_text()
    used = re.findall(r"\bby \(([a-z_, ]+)\)", RULES + dashboard) + re.findall(r"\$labels\.([a-z_]+)", RULES)
    used += re.findall(r"\{\{([a-z_]+)\}\}", dashboard) + re.findall(r"[{,]([a-z_]+)=~?\\?\"", RULES)
    names = {name.strip() for each in used for name in each.split(",")}
    assert "source" in names
    # labels that are told only when there is something to count
    assert names <= told | {"code", "source", "severity", "instance"}


def test_every_alert_has_its_cure() -> None:
    page = (ROOT / "docs" / "howto" / "operations.md").read_text()
    alerts = re.findall(r"- alert: (\w+)", RULES)
    assert len(alerts) > 5
    assert [alert for alert in alerts if alert not in page] == []
    assert set(re.findall(r"\b(Wireroom[A-Z]\w+)", page)) <= set(alerts)


def test_every_setting_that_the_files_set_is_one() -> None:
    # the first is asked for by compose, and passed on in `store`
    known = (
        {"WIREROOM_DB_PASSWORD"}
        | {setting.variable for setting in SETTINGS}
        | {f"{each.variable}_FILE" for each in SETTINGS if each.is_secret}
    )
    for path in (path for path in DEPLOY.rglob("*") if path.is_file()):
        assert set(re.findall(r"\bWIREROOM_[A-Z_]+\b", path.read_text())) <= known, path.name


def test_every_command_that_the_units_and_pages_call_is_one() -> None:
    known = {command.name for command in COMMANDS}
    pages = [*(DEPLOY / "systemd").iterdir(), *(ROOT / "docs" / "howto").glob("*.md")]
    called = {
        name
        for page in pages
        for name in re.findall(r"(?:`|^|/bin/)wireroom ([a-z]+)\b", page.read_text(), re.MULTILINE)
    }
    assert {"serve", "backup"} <= called
    assert called <= known


def test_every_process_of_the_grown_compose_file_is_looked_at() -> None:
    rooms = set(re.findall(r"^  (\w+):\n    <<: \*room$", (DEPLOY / "compose.grown.yaml").read_text(), re.MULTILINE))
    assert {"intake", "desk", "standby", "web"} <= rooms
    targets = set(re.findall(r'"(\w+):8640"', (DEPLOY / "prometheus" / "prometheus.grown.yml").read_text()))
    assert targets == rooms


def test_the_builder_is_handed_what_the_container_file_copies() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    handed = re.findall(r"^!(\S+)$", (DEPLOY / "Containerfile.dockerignore").read_text(), re.MULTILINE)
    wanted = {name.partition("/")[0] for line in copied for name in line.split()}
    assert wanted == set(handed)
    assert [name for name in wanted if not (ROOT / name).exists()] == []


def test_no_image_names_a_registry_host() -> None:
    files = [DEPLOY / "Containerfile", *DEPLOY.glob("*.yaml")]
    named = [
        name for file in files for name in re.findall(r"^\s*(?:image:|FROM) (\S+)", file.read_text(), re.MULTILINE)
    ]
    assert len(named) > 3
    assert [name for name in named if "." in name.partition("/")[0].partition(":")[0] and "/" in name] == []


def test_the_dashboard_is_current() -> None:
    command = [sys.executable, "tools/grafana_dashboard.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr

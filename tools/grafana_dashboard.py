"""Write deploy/grafana/wireroom.json: what a wall in the newsroom's engine room shows. Edit this, not the JSON."""

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "deploy" / "grafana" / "wireroom.json"

#: title, unit, (legend, expression) …
PANELS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("Copy in", "cps", (("{{source}}", "sum by (source) (rate(wireroom_taken_total[5m]))"),)),
    (
        "From a dispatch to its commit",
        "s",
        tuple(
            (name, f"histogram_quantile({at}, sum by (le) (rate(wireroom_taking_seconds_bucket[5m])))")
            for name, at in (("p50", 0.5), ("p99", 0.99))
        ),
    ),
    ("Time since the newest copy", "s", (("all agencies", "time() - max(wireroom_newest_received_seconds)"),)),
    ("Sources that fail", "none", (("{{source}}", "1 - wireroom_source_up"),)),
    ("Not read", "none", (("on the spike", "max(wireroom_spike)"), ("kept, not placed", "max(wireroom_dispatches_unplaced)"))),
    ("Faults in copy", "cps", (("{{code}}", "topk(10, sum by (code) (rate(wireroom_faults_total[15m])))"),)),
    ("Live readers", "none", (("connected", "sum(wireroom_readers)"), ("lagging", "sum(wireroom_readers_lagging)"))),
    (
        "Events to readers",
        "cps",
        (
            ("sent", "sum(rate(wireroom_events_sent_total[1m]))"),
            ("readers cut", "sum(rate(wireroom_readers_cut_total[5m]))"),
        ),
    ),
    (
        "Behind the wire",
        "none",
        (
            ("readers, {{instance}}", "wireroom_last_seq - wireroom_wire_seq"),
            ("the bus", "wireroom_last_seq - wireroom_bus_seq"),
        ),
    ),
    ("Deliveries", "none", (("{{state}}", "max by (state) (wireroom_deliveries)"),)),
    ("The room", "none", tuple((name, f"max(wireroom_{name})") for name in ("items", "chains", "stories"))),
    ("The desk", "none", (("{{instance}}", "wireroom_desk"),)),
    ("Store", "bytes", (("size", "max(wireroom_store_bytes)"), ("memory, {{instance}}", "process_resident_memory_bytes"))),
)  # fmt: skip


def dashboard() -> dict[str, Any]:
    """Give the dashboard as Grafana imports it."""
    return {
        "title": "Wireroom",
        "uid": "wireroom",
        "tags": ["wireroom"],
        "timezone": "utc",
        "refresh": "15s",
        "schemaVersion": 39,
        "time": {"from": "now-6h", "to": "now"},
        "templating": {
            "list": [{"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}]
        },
        "panels": [_panel(n, *panel) for n, panel in enumerate(PANELS)],
    }


def _panel(n: int, title: str, unit: str, lines: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    source = {"type": "prometheus", "uid": "${source}"}
    return {
        "id": n + 1,
        "type": "timeseries",
        "title": title,
        "datasource": source,
        "gridPos": {"h": 8, "w": 8, "x": n % 3 * 8, "y": n // 3 * 8},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0, "custom": {"fillOpacity": 8}}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
        "targets": [
            {"refId": chr(65 + at), "datasource": source, "expr": expression, "legendFormat": legend}
            for at, (legend, expression) in enumerate(lines)
        ],
    }


def main() -> int:
    """Write it; with --check only say whether it is current."""
    words = json.dumps(dashboard(), indent=1, ensure_ascii=False) + "\n"
    if "--check" in sys.argv:
        if TARGET.read_text() != words:
            print(f"{TARGET.name} is not current: python tools/grafana_dashboard.py", file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(words)
    return 0


if __name__ == "__main__":
    sys.exit(main())

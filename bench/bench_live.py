"""How many live readers one core serves: Wireroom beside nginx with nchan and beside a plain server with a queue a reader.

    python bench/bench_live.py [--readers 1000,5000,10000] [--rounds 3] [--only wireroom nchan queue nodes]
                               [--cases one eight filters stuck] [--messages 60] [--json]

Server on one core, readers and senders on the other, loopback only, all contenders in turn in each round; a row is the
median of its rounds. Wireroom is `wireroom serve` as it is shipped, on a new room on disk with full durability: each
message is an item that is posted with its token, read, put in its chain and story, committed, and pushed. The others are
given the message as it is pushed. `live_client.c` is the readers and senders (compiled with gcc into a temporary folder).

    one        all readers want everything; the next message is posted when the last reader has the one before
    eight      the same with eight messages on their way
    filters    twenty searches (channels), each reader has one of them, each message is for one; eight on their way
    stuck      as `eight`, beside a hundred more readers that read nothing
    nodes      two web nodes on PostgreSQL, beside the process that takes copy and places it, all on the one core

`per s` counts what reached readers; `p50` and `p99` are of single readers, `last` is the last reader's median; from before
the POST. `us` is the servers' processor time for each delivery; `B` what came over the line for each; `kB/conn` the growth
of the servers' memory (PSS, no kernel buffers).
"""

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from wireroom.room import find_holder, read_token

HERE: Final = Path(__file__).resolve().parent
SERVER_CORE: Final = {0}
CLIENT_CORE: Final = {(os.cpu_count() or 1) - 1}
#: messages on their way, filters, stuck readers
CASES: Final = {"one": (1, 1, 0), "eight": (8, 1, 0), "filters": (8, 20, 0), "stuck": (8, 1, 100)}
CONTENDERS: Final = ("wireroom", "nchan", "queue", "nodes")
#: a headline that makes an event of about 640 bytes, and a message that comes out as long
SIZES: Final = {"wireroom": 190, "nodes": 190, "nchan": 615, "queue": 620}
NGINX: Final = """
load_module {module};
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.err warn; worker_rlimit_nofile 20000;
events {{ worker_connections 16000; multi_accept on; }}
http {{
  access_log off; keepalive_requests 1000000;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e; nchan_shared_memory_size 256M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /sub {{ nchan_subscriber eventsource; nchan_channel_id wire$arg_f; nchan_subscriber_first_message newest; }}
    location = /pub {{ nchan_publisher; nchan_channel_id wire$arg_f; nchan_message_buffer_length 10; }}
  }}
}}
"""
NCHAN: Final = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")


class Served:
    """Servers that are up: where readers and senders go, and the processes whose time and memory count."""

    def __init__(self, pids: Sequence[int], ports: Sequence[int], *, pubport: int, settings: Sequence[str]) -> None:
        self.pids = tuple(pids)
        self.ports = tuple(ports)
        self.pubport = pubport
        self.settings = tuple(settings)

    def cpu_s(self) -> float:
        """Give the processor time of all of them so far."""
        total = 0
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def memory_kb(self) -> float:
        """Give their proportional set size in units of 1,000 bytes."""
        total = 0
        for pid in self.pids:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total * 1.024


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def process(command: Sequence[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server on its core; it ends with the block."""
    with log.open("ab") as out:
        running = subprocess.Popen(
            command, stdout=out, stderr=out, preexec_fn=lambda: os.sched_setaffinity(0, SERVER_CORE)
        )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_for(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(400):
        if running.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"a server did not start: {log.read_text()[-1500:]}")


def room(folder: Path, stack: ExitStack, *settings: str) -> tuple[int, int, str]:
    """Serve a new room; gives its process, port and token."""
    folder.mkdir()
    log = folder / "log"
    command = [
        sys.executable,
        "-m",
        "wireroom",
        "serve",
        "--data",
        str(folder),
        "--port",
        "0",
        "--log-level",
        "warning",
    ]
    running = stack.enter_context(process([*command, *settings], log))
    while (holder := find_holder(folder)) is None or holder.url is None:
        if running.poll() is not None:
            raise SystemExit(f"the room did not open: {log.read_text()[-1500:]}")
        time.sleep(0.05)
    return running.pid, int(holder.url.rpartition(":")[2]), read_token(folder)


def settings_of_wireroom(token: str) -> list[str]:
    return ["kind=item", f"token={token}", "pub=/api/v1/dispatches?source=live&n=%d", f"run={time.monotonic_ns()}"]


@contextmanager
def serving(name: str, folder: Path) -> Iterator[Served]:
    """Start a contender."""
    with ExitStack() as stack:
        if name == "wireroom":
            pid, port, token = room(folder / "room", stack)
            yield Served([pid], [port], pubport=port, settings=settings_of_wireroom(token))
        elif name == "nodes":
            sys.path.insert(0, str(HERE.parent / "tests"))
            from database import new_server

            url = stack.enter_context(new_server("-c", "listen_addresses=")).make_schema()
            pid, pubport, token = room(folder / "desk", stack, "--store", url)
            nodes = [room(folder / f"web{n}", stack, "--store", url, "--role", "web") for n in range(2)]
            yield Served(
                [pid, *(node[0] for node in nodes)], [node[1] for node in nodes],
                pubport=pubport, settings=settings_of_wireroom(token),
            )  # fmt: skip
        else:
            port = free_port()
            log = folder / "log"
            if name == "nchan":
                conf = folder / "nginx.conf"
                conf.write_text(NGINX.format(module=NCHAN, folder=folder, port=port))
                command = [
                    str(shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")),
                    "-p",
                    str(folder),
                    "-c",
                    str(conf),
                ]
            else:
                command = [sys.executable, str(HERE / "queue_server.py"), str(port)]
            running = stack.enter_context(process(command, log))
            wait_for(port, running, log)
            pids = [running.pid]
            while name == "nchan" and len(pids) < 2:  # it listens before its worker is there
                time.sleep(0.05)
                children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
                pids = [running.pid, *map(int, children)]
            yield Served(pids, [port], pubport=port, settings=["kind=plain", "pub=/pub?f=%d"])


def sub_path(name: str, n_filters: int) -> str:
    if name in ("wireroom", "nodes"):
        return "/api/v1/wire?q=filter%d" if n_filters > 1 else "/api/v1/wire?n=%d"
    return "/sub?f=%d"


def measure(name: str, case: str, n_readers: int, asked: argparse.Namespace, client: Path) -> dict[str, Any]:
    """Run one contender once."""
    window, n_filters, n_stuck = CASES[case]
    with tempfile.TemporaryDirectory(prefix="wireroom-live-") as folder, serving(name, Path(folder)) as served:
        words = [
            f"ports={','.join(map(str, served.ports))}", f"pubport={served.pubport}", f"readers={n_readers}",
            f"stuck={n_stuck}", f"filters={n_filters}", f"messages={asked.messages * (window if n_filters == 1 else 40)}",
            f"window={window}", f"seconds={asked.seconds}", f"size={SIZES[name]}", f"sub={sub_path(name, n_filters)}",
        ]  # fmt: skip
        # a first run with a few readers: code and formats are loaded, memory has its shape
        drive(client, [*words, *served.settings, "readers=40", "stuck=0", "messages=40", "run=warm"], served)
        before_kb = served.memory_kb()
        found = drive(client, [*words, *served.settings], served)
    n, took_s = found["n_deliveries"], found["took_s"]
    return {
        "who": name, "case": case, "readers": n_readers, "per_s": round(n / took_s), "p50_ms": found["p50_ms"],
        "p99_ms": found["p99_ms"], "last_ms": found["last_p50_ms"], "us": round(found["cpu_s"] / max(1, n) * 1e6, 2),
        "B": round(found["n_bytes"] / max(1, n)), "kB_conn": round((found["memory_kb"] - before_kb) / (n_readers + n_stuck), 1),
        "n_full": found["n_full"], "n_closed": found["n_closed"], "connect_s": found["connect_s"],
        "client_share": round(found["client_cpu_s"] / took_s, 2),
    }  # fmt: skip


def drive(client: Path, words: Sequence[str], served: Served) -> dict[str, Any]:
    """Let the client connect, measure memory, and let it post."""
    with subprocess.Popen(
        [str(client), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, CLIENT_CORE),
    ) as running:  # fmt: skip
        assert running.stdin is not None
        assert running.stdout is not None
        try:
            ready = running.stdout.readline().split()
            if not ready:
                raise SystemExit("the client could not connect")
            time.sleep(0.5)
            memory_kb = served.memory_kb()
            began_s = served.cpu_s()
            running.stdin.write("go\n")
            running.stdin.flush()
            line = running.stdout.readline()
        finally:
            if running.poll() is None and not line:
                running.kill()
    cpu_s = served.cpu_s() - began_s
    return {**json.loads(line), "cpu_s": cpu_s, "memory_kb": memory_kb, "connect_s": float(ready[1])}


def middle(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Give one row of its rounds: the median of each number."""
    found = dict(rows[0])
    for name, value in found.items():
        if isinstance(value, int | float):
            found[name] = round(statistics.median(row[name] for row in rows), 2)
    return found


def show(row: dict[str, Any], beside: dict[str, Any] | None) -> None:
    ratio = f"{row['per_s'] / beside['per_s']:.2f}" if beside and beside["per_s"] else "-"
    print(
        f"{row['case']:8} {row['readers']:>6,} {row['who']:9} {row['per_s']:>9,.0f} {ratio:>7} {row['p50_ms']:>8.1f}"
        f" {row['p99_ms']:>8.1f} {row['last_ms']:>8.1f} {row['us']:>6.1f} {row['B']:>5.0f} {row['kB_conn']:>8.1f}"
        f" {row['client_share']:>6.2f} {row['n_closed']:>4.0f}",
        flush=True,
    )


def contenders(asked: argparse.Namespace) -> list[str]:
    """Say who can take part on this machine."""
    missing = {
        "nchan": not NCHAN.exists() and "nchan left out: no nginx with nchan here",
        "queue": not find_spec("starlette") and "queue left out: starlette is not installed",
    }
    for name in asked.only:
        if missing.get(name):
            print(missing[name], file=sys.stderr)
    return [name for name in asked.only if not missing.get(name)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", default="1000,5000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=8, help="a run ends then at the latest")
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=["wireroom", "nchan", "queue"])
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    names = contenders(asked)
    with tempfile.TemporaryDirectory(prefix="wireroom-live-") as folder:
        client = Path(folder) / "live_client"
        subprocess.run(["gcc", "-O2", "-o", str(client), str(HERE / "live_client.c")], check=True)
        print(f"load {os.getloadavg()[0]:.1f}, {asked.rounds} rounds")
        print(
            "case    readers who           per s x nchan      p50      p99     last     us     B  kB/conn client  cut"
        )
        for case in asked.cases:
            for n_readers in map(int, asked.readers.split(",")):
                rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
                for _ in range(asked.rounds):
                    for name in names:
                        rounds[name].append(measure(name, case, n_readers, asked, client))
                rows = {name: middle(found) for name, found in rounds.items()}
                for row in rows.values():
                    print(json.dumps(row)) if asked.json else show(row, rows.get("nchan"))
    return 0


if __name__ == "__main__":
    sys.exit(main())

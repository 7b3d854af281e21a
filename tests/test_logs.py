"""Logs go beside the output of a command, never into it."""

import json
import subprocess
import sys

LIBRARY = (
    "from wireroom.logs import get_log; log = get_log('desk'); log.info('quiet'); log.warning('odd', source='coast')"
)


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)


def test_as_a_library_warnings_are_the_programs_to_show() -> None:
    done = run(LIBRARY)
    assert done.stdout == ""
    assert done.stderr == "event='odd' source='coast'\n"


def test_a_program_may_silence_us() -> None:
    done = run(f"import logging; logging.getLogger('wireroom').setLevel('ERROR'); {LIBRARY}")
    assert (done.stdout, done.stderr) == ("", "")


def test_a_server_logs_one_object_a_line_ours_and_the_libraries() -> None:
    done = run(
        f"import logging; from wireroom.logs import get_log, set_up_logs; early = get_log('early'); set_up_logs('info'); {LIBRARY};"
        "early.info('too'); logging.getLogger('uvicorn.error').info('up at %s', 'noon')\n"
        "try: 1 / 0\n"
        "except ZeroDivisionError: log.exception('broke')"
    )
    logged = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in logged] == ["quiet", "odd", "too", "up at noon", "broke"]
    assert logged[1]["source"] == "coast"
    assert logged[1]["logger"] == "wireroom.desk"
    assert "ZeroDivisionError" in logged[4]["exception"]
    assert all(line["timestamp"].endswith("Z") for line in logged)

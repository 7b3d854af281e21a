"""Ten kills a store, with all the traffic of a room: what everybody was told holds. `make reliability` does three hundred."""

from pathlib import Path

import pytest

from crash.siege import Outcome, Plan, Siege
from database import new_server
from natsd import nats_server

N_KILLS = 10


def assert_held(outcome: Outcome) -> None:
    print("\n".join(outcome.lines()))
    assert outcome.faults == []
    assert outcome.n_kills >= N_KILLS
    assert outcome.n_posts_again > 0, "no post was cut off: the kills missed the traffic"
    assert outcome.n_dispatches > 10 * N_KILLS


@pytest.mark.slow
@pytest.mark.timeout(400)  # 30 s on a free machine
async def test_killed_in_a_file(tmp_path: Path) -> None:
    assert_held(await Siege(tmp_path, Plan(n_kills=N_KILLS, seed=1)).run())


@pytest.mark.slow
@pytest.mark.timeout(400)  # 40 s on a free machine
async def test_killed_on_a_server_that_crashes_too_with_a_bus(tmp_path: Path) -> None:
    (tmp_path / "nats").mkdir()
    plan = Plan(n_kills=N_KILLS, seed=1, server_share=0.3, bus_share=0.3)
    with new_server() as postgres, nats_server(tmp_path / "nats") as bus:
        outcome = await Siege(tmp_path, plan, postgres=postgres, bus=bus).run()
    assert_held(outcome)
    assert outcome.n_server_crashes > 0
    assert outcome.n_bus_crashes > 0

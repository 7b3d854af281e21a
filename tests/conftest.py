"""What every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from wireroom.agencies.own import drop_styles

# a machine that does other work besides is slow, not wrong: time is bounded by pytest's own limit
settings.register_profile("wireroom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("wireroom")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real agency copy that lies beside the checkout and is never part of it."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared/data beside this checkout: real agency copy is not part of the repository")
    return SHARED


@pytest.fixture(scope="module", autouse=True)
def no_styles_are_left() -> Iterator[None]:
    """Styles are chosen once for a process; those that a room of one module chose are not there in the next."""
    yield
    drop_styles()

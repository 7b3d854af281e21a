"""What every test may use."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real agency copy that lies beside the checkout and is never part of it."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared/data beside this checkout: real agency copy is not part of the repository")
    return SHARED

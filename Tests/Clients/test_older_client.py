"""A client that sends x-api-key and ?beta=true."""

import os
import subprocess
from pathlib import Path

import pytest

from conftest import coming
from server import KEY, Server

OLDER = os.environ.get("ROOST_OLDER_PYTHON")


@coming("turns that wait")
@pytest.mark.skipif(OLDER is None, reason="ROOST_OLDER_PYTHON names no python with requirements-older.txt")
def test_an_older_client_goes_through_a_confirmed_call(server: Server) -> None:
    program = Path(__file__).resolve().parent / "older_client.py"
    run = subprocess.run([str(OLDER), "-B", str(program), server.url, KEY], capture_output=True, text=True, timeout=120, env={"HOME": "/nonexistent"})
    assert run.returncode == 0 and run.stdout.strip() == "done", run.stderr[-3000:]

"""docs/managed-agents.md, followed word by word."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOST, coming
from server import KEY

PAGE = Path(__file__).resolve().parents[2] / "docs/managed-agents.md"
TEXT = PAGE.read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def here(text: str, url: str) -> str:
    return text.replace("http://127.0.0.1:8000", url).replace("choose-a-long-key", KEY)


@coming("turns that wait")
def test_the_page_leads_to_a_confirmed_call_and_its_commands_work(own_server: Any) -> None:
    server = own_server()
    program = here("".join(blocks("python")), server.url) + "\nprint('SESSION', session.id)\n"
    run = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr[-3000:]
    lines = run.stdout.splitlines()
    assert any(line.startswith("requires_action ['sevt_") for line in lines), lines
    assert "  wants to run: {'command': 'uptime'}" in lines or any("uptime" in line for line in lines), lines
    assert any("That is how long." in line for line in lines), lines
    commands(server.url, lines[-1].split()[1])


def commands(url: str, session: str) -> None:
    listed = subprocess.run(["curl", "-s", f"{url}/v1/sessions/{session}/events", "-H", f"x-api-key: {KEY}"], capture_output=True, text=True, timeout=30)
    event = re.findall(r'"(sevt_\w{24})"', listed.stdout)[0]
    found = [command for block in blocks("sh") for command in re.split(r"\n(?=curl)", block) if command.startswith("curl")]
    assert len(found) >= 6
    for command in found:
        # A stream goes on: what is there already is enough.
        script = here(command, url).replace("curl ", "curl --silent --show-error --max-time 3 --write-out '\\n%{http_code}' ", 1)
        environment = os.environ | {"SESSION": session, "EVENT": event, "AGENT_AUTH_TOKEN": KEY}
        run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30, env=environment)
        assert run.stdout.splitlines()[-1] == "200", (command, run.stdout[-500:], run.stderr)
        if "-N" in command:
            assert "event: session.status_idle" in run.stdout, run.stdout[-500:]


@pytest.mark.parametrize("flag", ["--model-stub", "--isolation", "--cors-origin"])
def test_the_flags_it_names_are_there(flag: str) -> None:
    help_text = subprocess.run([ROOST, "serve", "--help"], capture_output=True, text=True, timeout=30)
    assert flag in help_text.stdout + help_text.stderr


def test_other_pages_lead_to_it() -> None:
    assert "docs/managed-agents.md" in (PAGE.parents[1] / "README.md").read_text()

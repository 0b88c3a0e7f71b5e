"""What the tests share: one server for most of them, clients whose every answer is held against openapi.json."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anthropic
import httpx2
import pytest

sys.dont_write_bytecode = True
for name in [name for name in os.environ if name.startswith("ANTHROPIC_") or name.lower().endswith("_proxy")]:
    del os.environ[name]

from described import Document, ObservedAsyncTransport, ObservedTransport, Seen  # noqa: E402
from server import KEY, Server  # noqa: E402

ROOST = Path(os.environ.get("ROOST_PROGRAM", Path(__file__).resolve().parents[2] / ".build/release/roost"))
MODEL = "claude-sonnet-4-6"
# Seconds for one test.
LIMIT = int(os.environ.get("ROOST_TEST_LIMIT", "90"))


@pytest.fixture(autouse=True)
def deadline() -> Iterator[None]:
    """A stream that is kept alive would keep its test alive with it."""
    def late(*_: object) -> None:
        raise TimeoutError(f"the test took longer than {LIMIT} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def document(request: pytest.FixtureRequest) -> Iterator[Document]:
    document = Document.read()
    yield document
    # What nobody was answered nobody has held against its description. A part of the tests asks for a part of it.
    whole = not request.config.getoption("keyword") and all(Path(word).is_dir() for word in request.config.args)
    if whole and not request.session.testsfailed:
        assert not (unseen := document.unseen()), "described, and never seen: " + ", ".join(unseen)


def new_server(*arguments: str, **more: Any) -> Server:
    return Server(ROOST, Path(tempfile.mkdtemp(prefix="roost-clients-")), *arguments, **more)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """For tests that end nothing but their own sessions."""
    server = new_server()
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture
def own_server() -> Iterator[Callable[..., Server]]:
    """Makes servers that a test may kill."""
    made: list[Server] = []

    def make(*arguments: str, **more: Any) -> Server:
        made.append(new_server(*arguments, **more))
        return made[-1].start()

    try:
        yield make
    finally:
        for server in made:
            server.remove()


@pytest.fixture
def seen(document: Document) -> Iterator[Seen]:
    """Fails a test whose client was answered anything that is not described."""
    seen = Seen(document)
    yield seen
    assert not seen.violations, "\n".join(dict.fromkeys(seen.violations))


def strict_client(url: str, seen: Seen, **more: Any) -> anthropic.Anthropic:
    return anthropic.Anthropic(
        api_key=KEY, base_url=url, http_client=httpx2.Client(transport=ObservedTransport(seen), timeout=60.0),
        _strict_response_validation=True, **more)


@pytest.fixture
def client(server: Server, seen: Seen) -> Iterator[anthropic.Anthropic]:
    with strict_client(server.url, seen) as client:
        yield client


def strict_async_client(url: str, seen: Seen) -> anthropic.AsyncAnthropic:
    return anthropic.AsyncAnthropic(
        api_key=KEY, base_url=url, http_client=httpx2.AsyncClient(transport=ObservedAsyncTransport(seen), timeout=60.0),
        _strict_response_validation=True)


class Setting:
    """An agent and an environment, and sessions of them."""

    def __init__(self, client: anthropic.Anthropic, tools: list[dict[str, Any]] | None = None, **agent: Any) -> None:
        self.client = client
        self.environment = client.beta.environments.create(name="here")
        self.agent = client.beta.agents.create(name="Wren", model=MODEL, tools=tools or [], **agent)

    def session(self, **more: Any) -> Any:
        return self.client.beta.sessions.create(agent=self.agent.id, environment_id=self.environment.id, **more)


@pytest.fixture
def setting(client: anthropic.Anthropic) -> Setting:
    return Setting(client)


@pytest.fixture(scope="session")
def known_ids(server: Server) -> dict[str, str]:
    """Of things that are there, by the names of placeholders."""
    def post(path: str, **body: Any) -> dict[str, Any]:
        answer = httpx2.post(f"{server.url}{path}", json=body, headers={"x-api-key": KEY})
        assert answer.status_code == 200, answer.text
        return answer.json()

    agent, environment = post("/v1/agents", name="A", model="m"), post("/v1/environments", name="E")
    session = post("/v1/sessions", agent=agent["id"], environment_id=environment["id"])
    vault, store = post("/v1/vaults", display_name="V"), post("/v1/memory_stores", name="M")
    return {"agent_id": agent["id"], "environment_id": environment["id"], "session_id": session["id"], "vault_id": vault["id"],
            "memory_store_id": store["id"]}


def toolset(*names: str, policy: str = "always_allow", default: bool = False) -> dict[str, Any]:
    """The built-in tools of these names."""
    rule = {"type": policy}
    return {"type": "agent_toolset_20260401", "default_config": {"enabled": default},
            "configs": [{"name": name, "enabled": True, "permission_policy": rule} for name in names]}


WEATHER = {"type": "custom", "name": "get_weather", "description": "The weather somewhere.",
           "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}

"""Pages in a real browser: they follow a turn by ticket, lose the connection, and go on without a gap."""

import json
import urllib.parse
from typing import Any

import anthropic
import pytest

from browser import Browser, PageServer, chromium
from conftest import Setting
from cutting_proxy import CuttingProxy
from described import Document
from server import KEY
from test_additions import ticket
from turns import message

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this machine; scripts/setup --clients installs it")


@pytest.mark.parametrize("page", ["eventsource.html", "websocket.html"])
def test_a_page_loses_its_connection_and_resumes_without_a_gap(own_server: Any, document: Document, page: str) -> None:
    with PageServer() as pages:
        server = own_server("--cors-origin", pages.url)
        with CuttingProxy(server.port) as proxy, anthropic.Anthropic(api_key=KEY, base_url=server.url) as client:
            session = Setting(client).session()
            query = urllib.parse.urlencode({"server": proxy.url, "session": session.id, "ticket": ticket(server, session.id),
                                            "types": json.dumps(list(document.events))})
            with Browser(f"{pages.url}/{page}?{query}"):
                pages.report("/ready")
                client.beta.sessions.events.send(session.id, events=[message("[[slow:150]] [[chunks:20]] [[text:one two three]]")])
                pages.report("/begun")
                proxy.cut()
                done = pages.report("/done")
            listed = [event.id for event in client.beta.sessions.events.list(session.id)]
    assert [event["id"] for event in done["seen"]] == listed
    assert done["opened"] >= 2 and proxy.count >= 2

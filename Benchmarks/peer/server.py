"""The peer: the hosting contract on FastAPI, sse-starlette and the official Python SDK, a claude process for every turn.

    GET  /health                   {"status":"ok"}
    POST /sessions/{id}/messages   {"prompt": "..."} -> server-sent events: message ..., then done or error

Settings are environment variables: PORT, CLAUDE_CONFIG_DIR (transcripts and the id map), AGENT_CWD, MODEL, AGENT_AUTH_TOKEN,
ROOST_CLAUDE (the program to run; without it the one inside the SDK).
"""

import asyncio
import dataclasses
import hmac
import json
import os
import pathlib
import re

import uvicorn
from claude_agent_sdk import ClaudeAgentOptions, ResultMessage, query
from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sse_starlette import EventSourceResponse
from starlette.datastructures import Headers

SESSION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
BODY_LIMIT = 262_144
SYSTEM_PROMPT = (
    "You are a research agent for artificial intelligence. Search the web for what may have changed. "
    'Cite every source as a markdown link and gather the links in a "Sources:" section.'
)

config_dir = pathlib.Path(os.environ.get("CLAUDE_CONFIG_DIR", "/data"))
map_path = config_dir / "hosting_session_map.json"
token = os.environ.get("AGENT_AUTH_TOKEN")


def load_map() -> dict[str, str]:
    config_dir.mkdir(parents=True, exist_ok=True)
    return json.loads(map_path.read_text()) if map_path.exists() else {}


sessions = load_map()
map_lock = asyncio.Lock()
app = FastAPI()


class Prompt(BaseModel):
    prompt: str


class BodyLimit:
    """Plain ASGI, since the framework's own middleware class costs several times the request itself."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        answer = self.app
        if scope["type"] == "http" and int(Headers(scope=scope).get("content-length", 0)) > BODY_LIMIT:
            answer = JSONResponse({"detail": "request body too large"}, status_code=413)
        await answer(scope, receive, send)


app.add_middleware(BodyLimit)


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/sessions/{session_id}/messages")
async def post_message(session_id: str, body: Prompt, authorization: str = Header(default="")):
    if token and not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
        raise HTTPException(401, "missing or invalid token")
    if not SESSION_ID.fullmatch(session_id):
        raise HTTPException(400, "invalid session_id")
    return EventSourceResponse(turn(session_id, body.prompt))


async def turn(session_id: str, prompt: str):
    try:
        async for message in query(prompt=prompt, options=options(sessions.get(session_id))):
            payload = dataclasses.asdict(message) | {"type": type(message).__name__}
            yield {"event": "message", "data": json.dumps(payload)}
            if isinstance(message, ResultMessage) and message.session_id:
                await remember(session_id, message.session_id)
        yield {"event": "done", "data": ""}
    except Exception as error:
        yield {"event": "error", "data": json.dumps({"message": str(error)})}


def options(resumed: str | None) -> ClaudeAgentOptions:
    return ClaudeAgentOptions(
        system_prompt=SYSTEM_PROMPT,
        allowed_tools=["WebSearch"],
        max_buffer_size=10 * 1024 * 1024,
        model=os.environ.get("MODEL", "claude-sonnet-4-6"),
        cwd=os.environ.get("AGENT_CWD", "/app"),
        cli_path=os.environ.get("ROOST_CLAUDE"),
        resume=resumed,
    )


async def remember(session_id: str, sdk_id: str) -> None:
    async with map_lock:
        if sessions.get(session_id) == sdk_id:
            return
        sessions[session_id] = sdk_id
        replacement = map_path.with_suffix(".tmp")
        replacement.write_text(json.dumps(sessions))
        replacement.replace(map_path)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", 8000)), access_log=False)

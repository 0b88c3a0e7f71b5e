"""The peer of the burst row: a stream of server-sent events as FastAPI's own StreamingResponse sends it.

POST /burst answers EVENTS events of BYTES bytes each, both environment variables.
"""

import json
import os

import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

count = int(os.environ.get("EVENTS", 50))
filling = "x" * int(os.environ.get("BYTES", 300))
app = FastAPI()


@app.post("/burst")
async def burst() -> StreamingResponse:
    return StreamingResponse(events(), media_type="text/event-stream")


async def events():
    for index in range(count):
        data = json.dumps({"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": filling}})
        yield f"event: content_block_delta\ndata: {data}\n\n"


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", 8000)), access_log=False)

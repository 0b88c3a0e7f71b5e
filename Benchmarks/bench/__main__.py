"""python -m bench: see scripts/bench."""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from . import report
from .machine import Machine
from .measurements import PARTS, Measurements, Plan
from .places import Places


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true")
    for name in ("checkout", "roost", "claude", "fake", "nginx", "wrk", "output"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--only", default=",".join(PARTS), help="parts to measure, with commas: " + ", ".join(PARTS))
    parser.add_argument("--image", type=Path, help="what bench.image has found; without it there is no row of images")
    given = parser.parse_args()
    given.parts = given.only.split(",")
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; parts are {', '.join(PARTS)}")
    return given


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def measure(given: argparse.Namespace, folder: Path) -> str:
    places = Places(
        given.checkout, folder, given.roost, given.claude, given.fake, Path(sys.executable), given.nginx, given.wrk
    )
    machine = Machine.describe(places)
    cores = sorted(os.sched_getaffinity(0))
    pins = (cores[0], cores[1]) if len(cores) > 1 else (None, None)
    measured = Measurements(image=json.loads(given.image.read_text()) if given.image else None)
    began = time.monotonic()
    measured.run(places, Plan.quick() if given.quick else Plan(), given.parts, pins, say)
    kind = "quick" if given.quick else "full"
    if len(given.parts) < len(PARTS):
        kind += f", of it only {', '.join(given.parts)}"
    return report.markdown(machine, measured, kind, time.monotonic() - began)


def main() -> None:
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="roost-bench-"))
    try:
        text = measure(given, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    given.output.write_text(text)
    print(text)
    say(f"written to {given.output}")


if __name__ == "__main__":
    main()

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
from .measurements import Measurements, Plan
from .places import Places


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true")
    for name in ("checkout", "roost", "guardian", "claude", "nginx", "wrk", "output"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--image", type=Path, help="what bench.image has found; without it there is no row of images")
    return parser.parse_args()


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def measure(given: argparse.Namespace, folder: Path) -> str:
    places = Places(
        given.checkout, folder, given.roost, given.guardian, given.claude, Path(sys.executable), given.nginx, given.wrk
    )
    machine = Machine.describe(places)
    cores = sorted(os.sched_getaffinity(0))
    pins = (cores[0], cores[1]) if len(cores) > 1 else (None, None)
    measured = Measurements(image=json.loads(given.image.read_text()) if given.image else None)
    began = time.monotonic()
    measured.run(places, Plan.quick() if given.quick else Plan(), pins, say)
    return report.markdown(machine, measured, "quick" if given.quick else "full", time.monotonic() - began)


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

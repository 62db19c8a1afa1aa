"""Runs the benchmarks: python3 Benchmarks/bench.py [--people N] [--keep] [SCENARIO…]

Prints a table and writes the same as JSON to .build/bench/figures.json. The status is 0 if every promise held.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
os.environ["BUILD"] = "release"
sys.path.insert(0, str(REPOSITORY / "Tests/EndToEnd"))

import scenarios  # noqa: E402
from programs import ANPI  # noqa: E402


def machine():
    """Where the figures come from."""
    def said(*command):
        return subprocess.run(command, text=True, capture_output=True, cwd=REPOSITORY).stdout.strip().split("\n")[0]
    model = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    return {
        "processor": model, "cores": os.cpu_count(), "kernel": platform.release(),
        "load": os.getloadavg()[0], "commit": said("git", "describe", "--always", "--dirty"),
        "swift": said("swift", "--version"), "sqlite": scenarios.sqlite3.sqlite_version,
    }


def show(figure):
    value = f"{figure.value:,.1f} {figure.unit}" if figure.value < 1000 else f"{figure.value:,.0f} {figure.unit}"
    against = ""
    if figure.limit:
        against = f"{figure.ratio:.2f} of {figure.limit:,.0f} ({figure.limit_name})"
    promise = ""
    if figure.least is not None:
        promise = f"≥ {figure.least}"
    if figure.most is not None:
        promise = f"≤ {figure.most:g} {figure.unit}"
    mark = "" if not promise else "holds" if figure.holds else "FAILS"
    print(f"{figure.name:<58} {value:>14}  {promise:>10} {mark:<6} {against}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true", help="leaves the folders of the scenarios")
    parser.add_argument("scenario", nargs="*", help=f"of {', '.join(scenarios.ALL)}; without any, all of them")
    chosen = parser.parse_args()
    unknown = set(chosen.scenario) - set(scenarios.ALL)
    if unknown:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    there = machine()
    assert b"ANPI_FAILPOINT" not in ANPI.read_bytes(), "a release build can be told to die"
    print(" · ".join(f"{name} {value}" for name, value in there.items()))
    rows, failed = [], 0
    for name in chosen.scenario or scenarios.ALL:
        folder = Path(tempfile.mkdtemp(prefix=f"anpi-bench-{name}-"))
        try:
            for figure in scenarios.ALL[name](folder, chosen.people):
                show(figure)
                rows.append({"scenario": name} | figure.row())
                failed += not figure.holds
        finally:
            if not chosen.keep:
                shutil.rmtree(folder, ignore_errors=True)
    report = REPOSITORY / ".build/bench/figures.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps({"machine": there, "figures": rows}, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(rows)} figures, {failed} promises not kept; {report.relative_to(REPOSITORY)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

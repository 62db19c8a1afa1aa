"""Runs the benchmarks: python3 Benchmarks/bench.py [--whole] [--people N] [--many N] [--keep] [SCENARIO…]

Prints a table and writes the same as JSON to .build/bench/figures.json. The status is 0 if every promise held.
"""

import argparse
import json
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
os.environ.setdefault("BUILD", "release")
sys.path.insert(0, str(REPOSITORY / "Tests/EndToEnd"))

import limits  # noqa: E402
import scenarios  # noqa: E402
from programs import ANPI  # noqa: E402
from world import Size  # noqa: E402


def machine():
    """Where the figures come from."""
    def said(*command, pattern=".*"):
        done = subprocess.run(
            list(map(str, command)), text=True, capture_output=True, cwd=REPOSITORY, env=limits.environment())
        return re.search(pattern, done.stdout + done.stderr)[0]
    model = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    programs = limits.UNPACKED / "usr/sbin"
    return {
        "processor": model, "cores": os.cpu_count(), "kernel": platform.release(),
        "load": round(os.getloadavg()[0], 2), "commit": said("git", "describe", "--always", "--dirty"),
        "swift": said("swift", "--version", pattern=r"\d+\.[\d.]+"), "sqlite": sqlite3.sqlite_version,
        "postgresql": said("psql", "--version", pattern=r"\d+\.\d+"),
        "postfix": said(programs / "postconf", "-d", "mail_version", pattern=r"\d+\.[\d.]+"),
        "nginx": said(programs / "nginx", "-v", pattern=r"\d+\.[\d.]+"),
    }


def show(figure):
    value = f"{figure.value:,.1f}" if abs(figure.value) < 1000 else f"{figure.value:,.0f}"
    against = f"{figure.ratio:.2f} of {figure.limit:,.1f} ({figure.limit_name})" if figure.limit else ""
    mark = "" if not figure.promise else "holds" if figure.holds else "FAILS"
    print(f"{figure.name:<62} {value + ' ' + figure.unit:>13}  {figure.promise:>14} {mark:<5}  {against}", flush=True)


def chosen_size(chosen, parser):
    """What the flags ask for, and a line about what they leave out."""
    if chosen.people < 1000 or (chosen.many or 1000) < 1000:
        parser.error("fewer than 1,000 people are over before anything can be measured")
    many = chosen.many or (1_000_000 if chosen.whole else 100_000)
    if many < 1_000_000:
        print(f"growth, neighbours and profiles: {many:,} people instead of 1,000,000; FLAGS=--whole takes them all, and hours")
    return Size(people=chosen.people, many=many, rows=chosen.many or 1_000_000, runs=3)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--whole", action="store_true", help="a million people wherever a million is promised")
    parser.add_argument("--many", type=int, help="people, or rows, in place of the million")
    parser.add_argument("--keep", action="store_true", help="leaves the folders of the scenarios")
    parser.add_argument("scenario", nargs="*", help=f"of {', '.join(scenarios.ALL)}; without any, all of them")
    chosen = parser.parse_args()
    unknown = set(chosen.scenario) - set(scenarios.ALL)
    if unknown:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    size = chosen_size(chosen, parser)
    there = machine()
    assert b"ANPI_FAILPOINT" not in ANPI.read_bytes(), "a release build can be told to die"
    print(" · ".join(f"{name} {value}" for name, value in there.items()))
    rows, failed = [], 0
    for name in chosen.scenario or scenarios.ALL:
        folder = Path(tempfile.mkdtemp(prefix=f"anpi-bench-{name}-"))
        try:
            for figure in scenarios.ALL[name](folder, size):
                show(figure)
                rows.append({"scenario": name} | figure.row())
                failed += not figure.holds
        except Exception:  # One scenario that breaks down says nothing about the next.
            traceback.print_exc()
            print(f"{name} broke down")
            failed += 1
            rows.append({"scenario": name, "error": traceback.format_exc(limit=0), "holds": False})
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

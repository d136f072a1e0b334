"""How long a comparison takes, and whether one that is killed ends with the same figures.

  python3 Benchmarks/comparing.py [TABLE] [--label PATTERN] [--seeds N] [--kills N] [-- OPTION…]

Compares the usual schemes on a table (the example's by default), then again in a process that is killed
(SIGKILL) at so many moments, spread at random over the time the first one took, and goes on each time by
the same command. Prints the seconds of the first, of how many models, how busy the cores were, and
whether the two tables of figures agree; exits with 1 if they do not. Further options go to `equipoise
compare`. Run it on a machine with nothing else to do; build first: swift build -c release.
"""

import argparse
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).parent
EQUIPOISE = FOLDER.parent / ".build" / "release" / "equipoise"


def figures(report):
    """The table of a comparison without seconds, which no two have in common."""
    with open(report / "compare.csv", newline="") as file:
        return [{name: cell for name, cell in row.items() if name != "seconds_per_epoch"}
                for row in csv.DictReader(file)]


def compare(command, report, seconds=None):
    """Runs the command, and kills it after so many seconds; whether it came to its end."""
    process = subprocess.Popen(
        [*command, "-o", report], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return False
    if process.returncode != 0:
        sys.exit(f"it failed: {errors.strip()[-400:]}")
    return True


def killed(command, report, seconds, kills, draw):
    """Runs the command to its end over so many kills at the most; how many there were."""
    moments = sorted(draw.uniform(0, seconds) for _ in range(kills))
    lives = [now - before for now, before in zip(moments, [0, *moments])]
    for count, life in enumerate(lives):
        if compare(command, report, life):
            return count
    compare(command, report)
    return kills


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", nargs="?", default=FOLDER.parent / "data" / "nyc_weather.csv.gz")
    parser.add_argument("--label", default="y_*")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0, help="of the kills' moments")
    end = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    arguments = parser.parse_args(sys.argv[1:end])
    command = [EQUIPOISE, "compare", arguments.table, "--label", arguments.label, "--seeds",
               str(arguments.seeds), *sys.argv[end + 1:]]
    place = Path(tempfile.mkdtemp())
    try:
        before = os.times()
        began = time.perf_counter()
        compare(command, place / "whole")
        seconds = time.perf_counter() - began
        after = os.times()
        busy = after.children_user + after.children_system \
            - before.children_user - before.children_system
        whole = figures(place / "whole")
        models = len({(row["model"], row["scheme"], row["seed"],
                       row["task"] if row["model"] == "single" else "") for row in whole})
        print(f"{models} models in {seconds:.1f} s, {busy / seconds:.2f} cores busy")
        count = killed(
            command, place / "killed", seconds, arguments.kills, random.Random(arguments.seed))
        same = figures(place / "killed") == whole
        print(f"after {count} kills the figures are {'the same' if same else 'OTHERS'}")
        sys.exit(0 if same and count == arguments.kills else 1)
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()

"""How a table larger than memory trains, beside the same table in memory.

  .build/python/bin/python3 Benchmarks/larger.py [--memory 512] [--times 4] [--rounds 1] [--epochs 2]

Makes a table of 64 numbers, a category and four labels whose prepared form takes so many times as many megabytes as
training may take, and the same table sorted by a label; prepares both; and trains a network of 256 and 128 units on
them: in memory, on disk within --memory, and on disk from the sorted table, in turns. Prints for each the seconds of
its steps for a million rows, their ratio to those in memory within a round, those of the whole command, the most
memory, and the mean skill on its test rows with its interval. With --most and --least it fails where memory is above a
number of megabytes, or the ratio of speeds below a number. Needs NumPy. Run it on a machine with nothing else to do.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from building import build_equipoise
from reading import run

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(__file__).resolve().parent / ".build"
NUMBERS = 64
SORTS = np.array(["low", "mid", "high"])
# 65 features and two labels of four bytes, two labels of eight.
BYTES_PER_ROW = 4 * (NUMBERS + 1) + 2 * 4 + 2 * 8


def columns(rows):
    """Features and labels that follow from some of them, with noise."""
    generator = np.random.default_rng(1)
    x = generator.standard_normal((rows, NUMBERS), dtype=np.float32)
    colour = generator.integers(0, 6, rows)

    def noise(scale):
        return scale * generator.standard_normal(rows, dtype=np.float32)

    price = 2 * x[:, 0] + x[:, 1] * x[:, 2] + (colour == 0) + noise(0.3)
    flag = (x[:, 3] + x[:, 4] * x[:, 0] + noise(0.3) > 0).astype(int)
    sort = np.clip((x[:, 5] + x[:, 6] * x[:, 7] + noise(0.3) + 1.5).astype(int), 0, 2)
    spread = np.exp(0.3 * x[:, 8]) * noise(1) + x[:, 9] ** 2
    return x, colour, price, flag, sort, spread


def write(file, table, order):
    """Writes rows as CSV to a pipe."""
    x, colour, price, flag, sort, spread = table
    names = [f"x{i}" for i in range(NUMBERS)] + ["colour", "y_price", "y_flag", "y_sort", "y_spread"]
    file.write((",".join(names) + "\n").encode())
    row = ",".join(["%.4f"] * NUMBERS) + ",c%d,%.4f,%d,%s,%.4f"
    for start in range(0, len(order), 20_000):
        lines = [
            row % (*x[i].tolist(), colour[i], price[i], flag[i], SORTS[sort[i]], spread[i])
            for i in order[start:start + 20_000]
        ]
        file.write(("\n".join(lines) + "\n").encode())


def prepare(program, table, order, output):
    """Prepares a table without a file of its text."""
    process = subprocess.Popen(
        [program, "prepare", "-", "--label", "y_*", "-o", output, "--overwrite", "--quiet"], stdin=subprocess.PIPE)
    write(process.stdin, table, order)
    process.stdin.close()
    if process.wait():
        raise SystemExit("prepare failed")


def train(program, table, epochs, memory):
    """What a training takes, and how well its model does on the rows that judge."""
    with tempfile.TemporaryDirectory(dir=BUILD) as place:
        limit = [f"--memory={memory}MB"] if memory else []
        command = [program, "train", table, "-o", f"{place}/run", "--epochs", epochs, "--hidden", "256,128",
                   "--members", "1", "--no-crosses", "--batch-size", "256", "--patience", "1000", "--profile",
                   "--quiet", *limit]
        found = run([str(word) for word in command])
        if found is None:
            raise SystemExit("train failed")
        seconds, _ = found
        report = json.loads(Path(place, "run", "metrics.json").read_text())
        profile = report["profile"]["phases"]
        steps = sum(phase["seconds"] for phase in profile if phase["name"] not in ("read", "evaluate", "save"))
        rows = report["rows"]["train"] * report["epochs"]
        return {
            "million": steps / rows * 1e6, "seconds": seconds, "peak": report["profile"]["peak_memory"] / 1e6,
            "skill": report["test"]["mean_skill"],
            "interval": [round(end, 4) for end in report["test"]["mean_skill_interval"]],
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=ROOT / ".build" / "release" / "equipoise")
    parser.add_argument("--memory", type=int, default=512, metavar="MB")
    parser.add_argument("--times", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--most", type=float, default=float("inf"), metavar="MB")
    parser.add_argument("--least", type=float, default=0)
    arguments = parser.parse_args()
    build_equipoise()
    BUILD.mkdir(exist_ok=True)
    rows = int(arguments.times * arguments.memory * 1e6 / BYTES_PER_ROW)
    table = columns(rows)
    tables = {"drawn": BUILD / "larger-drawn", "sorted": BUILD / "larger-sorted"}
    prepare(arguments.program, table, np.arange(rows), tables["drawn"])
    prepare(arguments.program, table, np.argsort(table[2]), tables["sorted"])
    del table
    ways = {
        "in memory": (tables["drawn"], None), "on disk": (tables["drawn"], arguments.memory),
        "on disk, sorted": (tables["sorted"], arguments.memory),
    }
    found = {way: [] for way in ways}
    for _ in range(arguments.rounds):
        for way, (source, memory) in ways.items():
            found[way].append(train(arguments.program, source, arguments.epochs, memory))
    print(f"{rows:,} rows, {rows * BYTES_PER_ROW / 1e6:.0f} MB prepared, --memory {arguments.memory}MB")
    print("| rows | s / million | speed | command, s | MB | mean skill |")
    print("| --- | --- | --- | --- | --- | --- |")
    fails = []
    for way, runs in found.items():
        speed = statistics.median(
            whole["million"] / one["million"] for whole, one in zip(found["in memory"], runs))
        million, seconds, peak = (statistics.median(one[key] for one in runs) for key in ("million", "seconds", "peak"))
        skills = ", ".join(f"{one['skill']:.4f} {one['interval']}" for one in runs)
        print(f"| {way} | {million:.1f} | {speed:.2f} | {seconds:.1f} | {peak:.0f} | {skills} |")
        if way != "in memory" and (peak > arguments.most or speed < arguments.least):
            fails.append(way)
    if fails:
        sys.exit(f"too much memory or too slow: {', '.join(fails)}")


if __name__ == "__main__":
    main()

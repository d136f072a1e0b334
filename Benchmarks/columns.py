"""How the time for a table grows with its columns.

  python3 Benchmarks/columns.py

Makes tables of a few rows and ever more numeric columns, as of gene expressions, and prints the processor
time of `prior`, `train` and `predict` on each, and the exponent of the power of the columns that fits it
best: 1 where time is proportional to the columns, 2 where it grows with their square. What a process takes
on a table of 100 columns is taken off first. A command whose exponent is above --most fails.
"""

import argparse
import math
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from building import build_equipoise

ROOT = Path(__file__).parent.parent
COLUMNS = [5_000, 10_000, 20_000, 40_000]


def make_table(path, columns, rows):
    """Writes a number for each gene and row, a regression `y_a` and a label of two classes `y_b`."""
    generator = random.Random(columns)
    with open(path, "w") as file:
        file.write(",".join([*(f"gene{i}" for i in range(columns)), "y_a", "y_b"]) + "\n")
        for row in range(rows):
            cells = [f"{generator.gauss(0, 1):.3f}" for _ in range(columns + 1)]
            file.write(",".join(cells) + f",{'sick' if row % 2 else 'well'}\n")


def processor_seconds(command):
    """The processor time of a process; ends the program where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed: {done.stderr.decode().strip()[-300:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measure(program, folder, columns, arguments):
    """The median seconds of each command on a table of so many columns."""
    table, run = folder / f"genes{columns}.csv", folder / "run"
    make_table(table, columns, arguments.rows)
    labels = ["--label", "y_a:regression", "--label", "y_b"]
    commands = {
        "prior": [program, "prior", table, *labels, "--quiet"],
        "train": [
            program, "train", table, *labels, "--hidden", "8", "--epochs", "1",
            "--checkpoint-every", "never", "--quiet", "--overwrite", "-o", run],
        "predict": [program, "predict", run, table, "--quiet", "-o", folder / "predictions.csv"],
    }
    seconds = {
        name: statistics.median(processor_seconds(command) for _ in range(arguments.rounds))
        for name, command in commands.items()}
    table.unlink()
    shutil.rmtree(run)
    return seconds


def exponent(seconds):
    """The slope of log time over log columns, by least squares; `seconds` has a time for each count."""
    points = [(math.log(columns), math.log(max(time, 1e-3))) for columns, time in seconds.items()]
    mean_x = statistics.mean(x for x, _ in points)
    mean_y = statistics.mean(y for _, y in points)
    return (sum((x - mean_x) * (y - mean_y) for x, y in points)
            / sum((x - mean_x) ** 2 for x, _ in points))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=float, default=math.inf, help="the largest exponent allowed")
    parser.add_argument("--program", type=Path, help="another equipoise, already built")
    arguments = parser.parse_args()
    program = arguments.program or ROOT / ".build" / "release" / "equipoise"
    if not arguments.program:
        build_equipoise()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = measure(program, folder, 100, arguments)
        times = {columns: measure(program, folder, columns, arguments) for columns in COLUMNS}
    print(f"| command | {' | '.join(f'{columns:,}' for columns in COLUMNS)} | exponent |")
    print("| --- |" + " --- |" * (len(COLUMNS) + 1))
    failed = False
    for command in base:
        slope = exponent({columns: times[columns][command] - base[command] for columns in COLUMNS})
        failed = failed or slope > arguments.most
        cells = " | ".join(f"{times[columns][command]:.2f} s" for columns in COLUMNS)
        print(f"| {command} | {cells} | {slope:.2f} |")
    if failed:
        sys.exit(f"an exponent is above {arguments.most}")


if __name__ == "__main__":
    main()

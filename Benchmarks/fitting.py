"""From a gzipped table to a fitted model: whole processes, here and in PyTorch and JAX.

  python3 Benchmarks/fitting.py --python VENV/bin/python

Takes turns, round by round, between Equipoise and the scripts of peers/ on a table made for this:
200,000 rows of 21 numbers and 7 labels, a tenth of them for validation, ten epochs with batches of 256.
All begin with weights drawn alike and keep their learning rate. Prints medians over the rounds: the seconds from start to end, how many times as long each takes as
Equipoise, and the validation loss: the mean over labels of the squared error over the label's variance.
Run it on a machine with nothing else to do.
"""

import argparse
import gzip
import json
import math
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

from building import build_equipoise


FOLDER = Path(__file__).parent
BUILD = FOLDER / ".build"
EQUIPOISE = FOLDER.parent / ".build" / "release" / "equipoise"
FEATURES, LABELS = 21, 7


def make_table(path, rows):
    """Writes numbers, and labels that follow from a few of them each, with noise."""
    generator = random.Random(0)
    names = [f"x{i}" for i in range(FEATURES)] + [f"y{i}" for i in range(LABELS)] + ["part"]
    temporary = path.with_suffix(".partial")
    with gzip.open(temporary, "wt", compresslevel=6) as file:
        file.write(",".join(names) + "\n")
        for row in range(rows):
            x = [generator.gauss(0, 1) for _ in range(FEATURES)]
            y = [
                10 ** task * (math.sin(2 * x[task]) + x[task + 1] * x[task + 2]
                              + abs(x[task + 7]) + 0.5 * generator.gauss(0, 1))
                for task in range(LABELS)
            ]
            part = "validation" if row % 10 == 9 else "train"
            file.write(",".join(f"{number:.6g}" for number in x + y) + f",{part}\n")
    temporary.rename(path)


def commands(arguments, table):
    """Each program's command."""
    run = BUILD / "fitted"
    ours = [
        EQUIPOISE, "train", table, "--plain", "--label", "y*", "--split-column", "part", "--hidden",
        "256,256,128", "--epochs", "10", "--batch-size", "256", "--dropout", "0", "--schedule",
        "constant", "--threads", str(arguments.threads), "-o", run, "--overwrite", "--json"]
    if not arguments.python:
        return {"Equipoise": ours}
    torch = [arguments.python, FOLDER / "peers" / "fit_torch.py", table, "--threads",
             str(arguments.threads), "--form"]
    return {
        "Equipoise": ours, "PyTorch, plain": torch + ["plain"],
        "PyTorch, tuned": torch + ["tuned"],
        "JAX": [arguments.python, FOLDER / "peers" / "fit_jax.py", table]}


def measure(name, command):
    """The seconds of a process, and the validation loss it ends with."""
    began = time.perf_counter()
    outcome = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if outcome.returncode != 0:
        sys.exit(f"{name} failed: {outcome.stderr.strip()[-400:]}")
    last = outcome.stdout.splitlines()[-1]
    if name != "Equipoise":
        return seconds, float(last)
    tasks = json.loads(last)["validation"]["tasks"]
    return seconds, statistics.mean(task["loss"] / task["prior_loss"] for task in tasks)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="an interpreter with the peers; without it, none is timed")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    build_equipoise()
    BUILD.mkdir(exist_ok=True)
    table = BUILD / f"fitting-{arguments.rows}.csv.gz"
    if not table.exists():
        make_table(table, arguments.rows)
    results = {}
    for _ in range(arguments.rounds):
        for name, command in commands(arguments, table).items():
            results.setdefault(name, []).append(measure(name, command))
    print("| program | seconds | of Equipoise | validation loss |")
    print("| --- | --- | --- | --- |")
    for name, outcomes in results.items():
        ratio = statistics.median(a / b for (a, _), (b, _) in zip(outcomes, results["Equipoise"]))
        seconds, loss = (statistics.median(values) for values in zip(*outcomes))
        print(f"| {name} | {seconds:.2f} | {ratio:.2f} | {loss:.4f} |")


if __name__ == "__main__":
    main()

"""How well settings predict: mean skill over the tasks of each table, and seconds.

  swift build -c release
  python3 Benchmarks/quality.py TABLE.csv.gz... --set 'spline=--numeric-embedding spline'

Of each table's rows every fifth is for testing, the one behind it for validation, the others for training;
columns beginning with y_ are the labels. Each setting, named options of `equipoise train`, is trained under
each seed, beside the defaults. Skill is 1 − loss / loss of the training rows' best constant, on the same
rows. Choose settings by the validation column: with --test the test rows' is printed as well, which is for
reporting what was chosen. Prints the mean over seeds, and their range, and the median of the seconds, of
which the settings took their turns under each seed.
"""

import argparse
import csv
import gzip
import json
import shlex
import subprocess
import sys
import time
from pathlib import Path
from statistics import mean, median

FOLDER = Path(__file__).parent
EQUIPOISE = FOLDER.parent / ".build" / "release" / "equipoise"
WORK = FOLDER / ".build" / "quality"


def split(table):
    """The table with a column that says what each row is for."""
    path = WORK / table.name.removesuffix(".gz")
    with gzip.open(table, "rt", newline="") as file:
        header, *records = csv.reader(file)
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*header, "part"])
        for row, record in enumerate(records):
            writer.writerow([*record, {0: "test", 1: "validation"}.get(row % 5, "train")])
    return path


def skills(run, rows):
    """The mean skill over the tasks that have one."""
    tasks = json.loads((run / "metrics.json").read_text())[rows]["tasks"]
    return mean(task["skill"] for task in tasks if task["skill"] is not None)


def train(path, seed, more):
    """A run's seconds and its skills on the validation and the test rows."""
    run = WORK / "run"
    began = time.monotonic()
    subprocess.run(
        [EQUIPOISE, "train", path, "--label", "y_*", "--split-column", "part", "--seed", str(seed), "-o", run,
         "--overwrite", "--quiet", *more], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began, skills(run, "validation"), skills(run, "test")


def words(values):
    """A mean and the range around it."""
    return f"{mean(values):.4f} ({min(values):.4f} to {max(values):.4f})"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path, nargs="+")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=OPTIONS")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--test", action="store_true")
    options = parser.parse_args()
    settings = [("defaults", [])]
    for text in options.set:
        name, more = text.split("=", 1)
        settings.append((name, shlex.split(more)))
    WORK.mkdir(parents=True, exist_ok=True)
    print("| table | setting | validation |" + (" test |" if options.test else "") + " seconds |")
    print("| --- | --- | --- | --- |" + (" --- |" if options.test else ""))
    for table in options.tables:
        path = split(table)
        # In turns: what else the machine has to do slows all settings alike.
        turns = [[train(path, seed, more) for _, more in settings] for seed in range(options.seeds)]
        for (name, _), runs in zip(settings, zip(*turns)):
            seconds, validation, test = zip(*runs)
            row = [table.name.removesuffix(".csv.gz"), name, words(validation)]
            row += [words(test)] if options.test else []
            print("| " + " | ".join([*row, f"{median(seconds):.1f}"]) + " |")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

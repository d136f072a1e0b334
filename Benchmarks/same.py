"""Holds the working tree to an earlier commit: the same bits, and the same speed.

  python3 Benchmarks/same.py COMMIT                        # what the repository's own table can show
  python3 Benchmarks/same.py COMMIT --tables ../shared/data
  python3 Benchmarks/same.py COMMIT --speed --rounds 7

Builds the commit in a worktree of its own under Benchmarks/.build/same, and the working tree. Without
--speed both train every run of a list: schemes of each kind of evidence, scopes, the sketch, layer norm, no
dropout, embeddings, masks, row weights, counts, both optimizers, one and two threads, runs that go on from a
checkpoint. The tensors of the two models and the columns of the two histories, seconds excepted, are held
against each other byte by byte; where only a description differs, it is listed. With --speed both time the
steps of three networks in turns, and the medians of the ratios are printed. Ends with 1 where something
differs, or where a ratio is above --most.
"""

import argparse
import csv
import gzip
import hashlib
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
WORK = FOLDER / ".build" / "same"
WEATHER = ROOT / "data" / "nyc_weather.csv.gz"
SPEED = ["equal", "mgda", "mgda@sketch"]

# One of each kind of evidence, and those that keep something between steps.
SCHEMES = ["equal", "initial", "prior", "realtime", "power:0.5", "uncertainty", "dwa", "famo", "excess",
           "unit-gradient", "gradnorm", "mgda", "cagrad", "pcgrad", "nash", "upgrad", "imtl-g", "aligned",
           "gradvac", "db-mtl", "moco"]


def benchmarks(tree):
    """The package that has the benchmarks' programs: earlier commits have one of their own."""
    return tree / "Benchmarks" if (tree / "Benchmarks" / "Package.swift").exists() else tree


def runs(tables):
    """Names, tables and options of all runs; options None stand for one that goes on."""
    quick = ["--epochs", "2", "--batch-size", "64", "--hidden", "32,16"]
    listed = [(scheme, WEATHER, [*quick, "--balance", scheme]) for scheme in SCHEMES]
    settings = {
        "threads 1": ["--threads", "1"], "threads 2": ["--threads", "2"],
        "layer norm": ["--layer-norm"], "dropout 0": ["--dropout", "0"], "relu": ["--activation", "relu"],
        "sgd": ["--optimizer", "sgd"], "no hidden layer": ["--hidden", "none"],
        "three layers": ["--hidden", "48,32,16", "--layer-norm", "--balance", "mgda"],
        "zero heads": ["--head-init", "zero"], "clipped": ["--clip", "0.5"], "warm": ["--warmup", "10"],
        "large batch": ["--batch-size", "1024", "--balance", "mgda"], "slices": ["--slice-rows", "16"],
        "last layer": ["--balance", "mgda", "--gradient-scope", "last"],
        "representation": ["--balance", "mgda", "--gradient-scope", "representation"],
        "sketch": ["--balance", "mgda", "--gramian", "sketch"],
        "sketch, layer norm": ["--balance", "upgrad", "--gramian", "sketch:8", "--layer-norm"],
        "ema": ["--balance", "gradnorm", "--balance-ema", "0.9", "--balance-every", "3"],
        "log losses": ["--balance", "mgda", "--log-losses"],
    }
    listed += [(name, WEATHER, [*quick, *options]) for name, options in settings.items()]
    listed.append(("goes on", WEATHER, None))
    for table in tables:
        name = table.name.removesuffix(".csv.gz")
        short = ["--epochs", "1", "--hidden", "32,16"]
        listed.append((f"{name}, prior", table, short))
        listed.append((f"{name}, mgda", table, [*short, "--balance", "mgda", "--threads", "2"]))
    return listed


def made_table(path):
    """Writes a table with counts, embeddings, missing cells and row weights."""
    draw = random.Random(7)
    with gzip.open(path, "wt", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["place", "size", "age", "weight", "y_count", "y_price", "y_colour", "y_sold"])
        for _ in range(3000):
            place, size, age = draw.randrange(300), draw.gauss(0, 1), draw.random()
            cells = [f"p{place}", f"{size:.4f}", f"{age:.4f}", f"{draw.choice([0, 0.5, 1, 2])}",
                     str(int(draw.expovariate(1) + place % 3)), f"{size * 3 + place % 7:.4f}",
                     draw.choice(["red", "green", "blue"]), draw.choice(["yes", "no"])]
            writer.writerow(["" if k in (1, 5, 6) and draw.random() < 0.3 else cell
                             for k, cell in enumerate(cells)])


MADE = ["--label", "y_count:count", "--label", "y_price:regression:huber", "--label", "y_colour", "--label",
        "y_sold", "--weight-column", "weight"]


def call(command, **more):
    """Runs a command; ends the program where it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


def build(commit, speed):
    """The roots of both builds, the commit's first."""
    sha = call(["git", "rev-parse", f"{commit}^{{commit}}"], cwd=ROOT).strip()
    tree = WORK / sha[:12]
    if not tree.exists():
        call(["git", "worktree", "add", "--detach", tree, sha], cwd=ROOT)
    for root in (tree, ROOT):
        print(f"building {root}", file=sys.stderr)
        package, product = (benchmarks(root), "StepCost") if speed else (root, "equipoise")
        call(["swift", "build", "-c", "release", "--package-path", package, "--product", product])
    return tree, ROOT


def model(path):
    """The description and the tensors' bytes, by name, of a safetensors file."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    description = header.pop("__metadata__", {})
    data = content[8 + length:]
    return description, {
        name: (entry["dtype"], entry["shape"], hashlib.sha256(data[slice(*entry["data_offsets"])]).digest())
        for name, entry in header.items()}


def history(path):
    """The columns of a history by name, without what it took."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0] if name != "seconds"}


def train(program, place, table, options):
    """Trains a run, and leaves it in a folder of that name."""
    shutil.rmtree(place, ignore_errors=True)
    labels = MADE if table.name == "made.csv.gz" else ["--label", "y_*"]
    # What an earlier program did without the options.
    told = call([program, "train", "--help"])
    plain = [flag for flag in ("--plain", "--no-stratify") if flag in told]
    command = [program, "train", table, *labels, *plain, "--quiet", "-o", place]
    if options is None:
        call([*command, "--epochs", "2", "--schedule", "constant", "--balance", "gradnorm", "--hidden", "32"])
        call([program, "train", "--resume", place, "--epochs", "4", "--quiet"])
    else:
        call([*command, *options])


def differences(old, new):
    """What differs between two runs' folders, in words; and whether only descriptions do."""
    (old_text, old_tensors), (new_text, new_tensors) = (
        model(place / "model.safetensors") for place in (old, new))
    names = sorted(old_tensors.keys() | new_tensors.keys())
    found = [f"tensor {n}" for n in names if old_tensors.get(n) != new_tensors.get(n)]
    old_columns, new_columns = (history(place / "history.csv") for place in (old, new))
    names = sorted(old_columns.keys() | new_columns.keys())
    found += [f"history's {n}" for n in names if old_columns.get(n) != new_columns.get(n)]
    # The fingerprint is of everything, so that it tells nothing of its own.
    keys = (old_text.keys() | new_text.keys()) - {"fingerprint"}
    return found, [key for key in sorted(keys) if old_text.get(key) != new_text.get(key)]


def compare_bits(trees, tables):
    """Holds all runs against each other; returns how many differ."""
    made = WORK / "made.csv.gz"
    made_table(made)
    listed = runs([*tables, made])
    different = 0
    for name, table, options in listed:
        for tree, place in zip(trees, ("old", "new")):
            train(tree / ".build" / "release" / "equipoise", WORK / place, table, options)
        found, described = differences(WORK / "old", WORK / "new")
        different += bool(found)
        words = "DIFFERS: " + ", ".join(found[:6]) if found else "the same"
        described = f"; description differs: {', '.join(described)}" if described else ""
        print(f"{name}: {words}{described}", flush=True)
    print(f"{len(listed) - different} of {len(listed)} runs have the same tensors and histories")
    return different


def compare_speed(trees, rounds, workloads, most):
    """Times steps in turns; returns how many ratios are above the most."""
    above = 0
    for workload in workloads:
        times = {scheme: ([], []) for scheme in SPEED}
        for _ in range(rounds):
            for which, tree in enumerate(trees):
                program = benchmarks(tree) / ".build" / "release" / "StepCost"
                output = call([program, "--workload", workload, "--rounds", "1", "--schemes",
                               ",".join(SPEED[1:])])
                for scheme, time in re.findall(r"^\w (\S+): ([\d.]+) ms", output, re.M):
                    times[scheme][which].append(float(time))
        for scheme, (old, new) in times.items():
            ratio = statistics.median(n / o for o, n in zip(old, new))
            above += ratio > most
            print(f"{workload} {scheme}: {statistics.median(old):.3f} ms before, "
                  f"{statistics.median(new):.3f} ms now, ratio {ratio:.3f}", flush=True)
    return above


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", help="what the working tree is held to")
    parser.add_argument("--tables", type=Path, help="a folder of more tables, with labels named y_*")
    parser.add_argument("--speed", action="store_true", help="time steps; otherwise bits are compared")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--workloads", default="S,M,L")
    parser.add_argument("--most", type=float, default=1.02, help="the largest ratio of times allowed")
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    trees = build(options.commit, options.speed)
    if options.speed:
        wrong = compare_speed(trees, options.rounds, options.workloads.split(","), options.most)
    else:
        tables = sorted(options.tables.glob("*.csv.gz")) if options.tables else []
        # The largest is the others' like with thirty times the rows.
        wrong = compare_bits(trees, [t for t in tables if t.name != "nyc_flights.csv.gz"])
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

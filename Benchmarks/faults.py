#!/usr/bin/env python3
"""Kills, corrupts and fills up: what must never lose a run or pass off damage as sound.

  python3 Benchmarks/faults.py kills [--kills N] [--schemes A,B,…] [--seed S]
  python3 Benchmarks/faults.py models [--flips N] [--seed S]
  python3 Benchmarks/faults.py disks

kills:  trains under each scheme without a break, then again with SIGKILL at a random moment, goes on with
        what is left, as often as it takes to the end, and compares the results byte by byte. Half of the
        runs write over an earlier one, which must be whole at every moment.
models: hands the program model files and checkpoints that are cut at every byte, changed at random, or
        made up to lie, and looks for crashes, for memory beyond the file's, and for changed files that
        are taken for sound.
disks:  trains, exports and predicts onto a file system without room, a folder that cannot be written to,
        a limit on the size of files, and a pipe that nobody reads.

Each prints its counts and exits with 1 if one is not what it must be. Build first: swift build -c release.
"""

import argparse
import collections
import csv
import json
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.join(ROOT, ".build", "release", "equipoise")


def table(path, rows=1500, seed=1):
    """Four labels, each missing in some rows, of a few noisy features."""
    draw = random.Random(seed)
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["a", "b", "c", "d", "y_real", "y_flag", "y_sort", "y_count"])
        for _ in range(rows):
            a, b = draw.gauss(0, 1), draw.gauss(0, 1)
            c, d = draw.choice(["red", "green", "blue"]), draw.random()
            score = a - b + (c == "red") + draw.gauss(0, 0.5)
            labels = [
                f"{100 * score:.3f}", "yes" if score > 0 else "no",
                ["low", "mid", "high"][(score > -1) + (score > 1)], int(abs(score) * 3 + d * 2),
            ]
            out.writerow(
                [f"{a:.4f}", f"{b:.4f}", c, f"{d:.4f}"]
                + [label if draw.random() > 0.2 else "" for label in labels])


def run(*arguments, **options):
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, errors="replace", **options)


def read(path):
    with open(path, "rb") as file:
        return file.read()


# --- kills ------------------------------------------------------------------------------------------

COMMON = ["--label", "y_*", "--epochs", "4", "--hidden", "24,16", "--batch-size", "32", "--dropout",
          "0.1", "--quiet", "--threads", "2"]


def outcome(folder):
    """What a run must end with whatever happened on its way: all but the seconds."""
    with open(os.path.join(folder, "history.csv"), newline="") as file:
        history = [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]
    metrics = json.loads(read(os.path.join(folder, "metrics.json")))
    metrics.pop("seconds")
    gradients = os.path.join(folder, "gramian.csv")
    checkpoint = read(os.path.join(folder, "checkpoint", "final.safetensors"))
    header = 8 + struct.unpack("<Q", checkpoint[:8])[0]
    return {
        "model.safetensors": read(os.path.join(folder, "model.safetensors")),
        "history.csv": history,
        "metrics.json": metrics,
        "gramian.csv": read(gradients) if os.path.exists(gradients) else None,
        "the last checkpoint's tensors": checkpoint[header:],
    }


def catalogue():
    schemes = json.loads(run("schemes", "--json").stdout)
    names = [scheme["name"] for scheme in schemes]
    special = {"fixed": "fixed:y_real=1e-4,y_flag=1,y_sort=1,y_count=1", "power": "power:0.5",
               "initial": "initial:3"}
    return [special.get(name, name) for name in names]


def train(scheme, data, folder, *more):
    arguments = ["train", data, *COMMON, "--balance", scheme, "-o", folder,
                 "--checkpoint-every", "100rows", *more]
    if scheme in PRIMARY:
        arguments += ["--primary", "y_sort"]
    return arguments


PRIMARY = {"pcgrad-primary", "gradcos", "orthogonal-aux", "primary-halfspace", "aux-norm-match"}


def kills(options):
    draw = random.Random(options.seed)
    counts = collections.Counter()
    schemes = options.schemes.split(",") if options.schemes else catalogue()
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        table("data.csv")
        table("other.csv", seed=2)
        assert run("train", "other.csv", *COMMON, "-o", "earlier").returncode == 0
        earlier = read("earlier/model.safetensors")
        rounds = 0
        while counts["kills"] < options.kills:
            rounds += 1
            for scheme in schemes:
                shutil.rmtree("reference", ignore_errors=True)
                began = time.monotonic()
                reference = run(*train(scheme, "data.csv", "reference"))
                seconds = time.monotonic() - began
                if reference.returncode != 0:
                    print(f"{scheme}: {reference.stderr}")
                    counts["runs that failed by themselves"] += 1
                    continue
                killed_run(scheme, seconds, draw, counts, outcome("reference"), earlier)
                if counts["kills"] >= options.kills and rounds > 1:
                    break
        counts["schemes"] = len(schemes)
    report(counts, ["runs lost", "byte differences", "earlier runs harmed",
                    "runs that failed by themselves"])


def killed_run(scheme, seconds, draw, counts, expected, earlier):
    """Trains to the end through kills, and counts."""
    shutil.rmtree("run", ignore_errors=True)
    overwrites = draw.random() < 0.5
    if overwrites:
        shutil.copytree("earlier", "run")
    counts["runs"] += 1
    # Most moments are in the middle; a few are before and after all that is to be done.
    for kill in range(draw.randint(1, 4) + 1):
        is_under_way = os.path.exists("run/checkpoint/running.safetensors")
        if is_under_way:
            arguments = ["train", "--resume", "run", "--checkpoint-every", "100rows", "--quiet"]
            counts["resumed"] += 1
        else:
            arguments = train(scheme, "data.csv", "run", *(["--overwrite"] if overwrites else []))
            counts["begun"] += 1
        process = subprocess.Popen(
            [PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(draw.uniform(0, 1.1 * seconds))
        process.send_signal(signal.SIGKILL)
        errors = process.communicate()[1]
        if process.returncode == 0:
            counts["ended before the kill"] += 1
            break
        if process.returncode != -signal.SIGKILL:
            print(f"{scheme}: {' '.join(arguments)}: {errors}")
            counts["runs lost"] += 1
            return
        counts["kills"] += 1
        if os.path.exists("run/model.safetensors"):
            now = read("run/model.safetensors")
            if now == expected["model.safetensors"]:
                counts["killed after the end"] += 1
                break
            if not (overwrites and now == earlier):
                counts["earlier runs harmed"] += 1
        elif overwrites:
            counts["earlier runs harmed"] += 1
    else:
        is_under_way = os.path.exists("run/checkpoint/running.safetensors")
        last = run(*(["train", "--resume", "run", "--quiet"] if is_under_way else train(
            scheme, "data.csv", "run", *(["--overwrite"] if overwrites else []))))
        if last.returncode != 0:
            print(f"{scheme}: {last.stderr}")
            counts["runs lost"] += 1
            return
    found = outcome("run")
    for name, value in expected.items():
        if found[name] != value:
            print(f"{scheme}: {name} differs")
            counts["byte differences"] += 1
    shutil.rmtree("run.partial", ignore_errors=True)


def report(counts, faults):
    for name in faults:
        counts[name] += 0
    for name, count in counts.items():
        print(f"{count:8} {name}")
    sys.exit(1 if any(counts[name] for name in faults) else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("kills")
    command.add_argument("--kills", type=int, default=200)
    command.add_argument("--schemes", default="")
    command.add_argument("--seed", type=int, default=0)
    command.set_defaults(do=kills)
    options = parser.parse_args()
    options.do(options)


if __name__ == "__main__":
    main()

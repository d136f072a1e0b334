"""Whether onnxruntime says of exported models what `equipoise predict` does.

  .build/python/bin/python3 Benchmarks/exported.py [--program .build/release/equipoise] [TABLE.csv.gz]...

Trains, for each table (the example if none is named) and each way to share layers, a small network on the columns
y_*, exports it with --verify, and computes it by the installed onnxruntime on all rows, 1,000 at a time, and on
the first 200 one by one. Any version of onnxruntime will do that has numpy and onnx beside it. Of
the rows that are predicted, a quarter of the cells is emptied, and some categories are ones that training does
not know. Prints the largest
difference of a number, over the number or the column's spread, and of a probability; fails above 1e-5 and where a
class differs.
"""

import argparse
import csv
import gzip
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "data" / "nyc_weather.csv.gz"
WAYS = {
    "usual": [],
    "plain": ["--plain"],
    "members": ["--members", "2", "--towers", "8", "--layer-norm"],
    "adapters": ["--sharing", "adapters", "--hidden", "16,8"],
    "cgc": ["--sharing", "cgc:1", "--hidden", "16,8", "--layer-norm"],
    "pack": ["--pack", "3"],
}
MOST = 1e-5


def read(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", newline="") as file:
        return list(csv.reader(file))


def damaged(table):
    """The table with cells emptied, and with categories that training does not know."""
    generator = random.Random(1)
    header, *rows = table

    def cell(name, text):
        if name.startswith("y_") or generator.random() > 0.3:
            return text
        return "never seen" if text and not text[0].isdigit() and text[0] != "-" and generator.random() < 0.2 else ""

    return [header] + [[cell(name, text) for name, text in zip(header, row)] for row in rows]


def number(text):
    try:
        return float(text)
    except ValueError:
        return np.nan


def feeds(session, table):
    header, *rows = table
    made = {}
    for port in session.get_inputs():
        cells = [[row[header.index(port.name)]] for row in rows]
        if port.type == "tensor(string)":
            made[port.name] = np.array(cells, dtype=object)
        else:
            kind = np.float32 if port.type == "tensor(float)" else np.float64
            made[port.name] = np.array([[number(text)] for (text,) in cells], dtype=kind)
    return made


def computed(session, inputs, rows, size):
    names = [port.name for port in session.get_outputs()]
    parts = [
        session.run(names, {name: cells[first:min(first + size, rows)] for name, cells in inputs.items()})
        for first in range(0, rows, size)
    ]
    return {name: np.concatenate([part[index] for part in parts]) for index, name in enumerate(names)}


def difference(model, found, predicted):
    """The largest, and in how many cells another class is said."""
    header, *rows = predicted
    largest, others = 0.0, 0
    (tasks,) = [json.loads(entry.value) for entry in model.metadata_props if entry.key == "equipoise_tasks"]
    for label in [label for task in tasks for label in task["labels"]]:
        name, count = label["name"], len(found[label["name"]])
        said = [row[header.index(name)] for row in rows[:count]]
        if label["classes"]:
            own = found[f"{name}_probability"]
            places = [header.index(f"{name}={each}") for each in label["classes"]]
            theirs = np.array([[float(row[place]) for place in places] for row in rows[:count]])
            largest = max(largest, np.abs(own - theirs).max())
            ordered = np.sort(theirs, axis=1)
            clear = ordered[:, -1] - ordered[:, -2] > MOST
            others += sum(sure and a[0] != b for sure, a, b in zip(clear, found[name], said))
        else:
            theirs = np.array([float(text) for text in said])
            unit = np.maximum(np.abs(theirs), theirs.std() or 1)
            largest = max(largest, (np.abs(found[name][:, 0] - theirs) / unit).max())
    return largest, others


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / ".build" / "release" / "equipoise")
    parser.add_argument("tables", nargs="*", type=Path, default=[EXAMPLE])
    options = parser.parse_args()
    program = options.program.resolve()
    print(f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}")
    fails = False
    for path in options.tables:
        table = damaged(read(path))
        for way, words in WAYS.items():
            with tempfile.TemporaryDirectory() as folder:
                place = Path(folder)
                with open(place / "rows.csv", "w", newline="") as file:
                    csv.writer(file).writerows(table)

                def run(*arguments):
                    subprocess.run([program, *arguments], cwd=place, check=True, capture_output=True)

                run("train", path.resolve(), "-o", "run", "--label", "y_*", "--epochs", "2",
                    *([] if "--hidden" in words else ["--hidden", "16"]), *words)
                run("export", "run", "--format", "onnx", "-o", "model.onnx", "--verify", path.resolve())
                run("predict", "run", "rows.csv", "-o", "predicted.csv", "--quiet")
                model = onnx.load(place / "model.onnx")
                onnx.checker.check_model(model, full_check=True)
                session = onnxruntime.InferenceSession(str(place / "model.onnx"))
                inputs, predicted = feeds(session, table), read(place / "predicted.csv")
                worst, classes = 0.0, 0
                for size, rows in ((1000, len(table) - 1), (1, min(200, len(table) - 1))):
                    largest, others = difference(model, computed(session, inputs, rows, size), predicted)
                    worst, classes = max(worst, largest), classes + others
                holds = worst <= MOST and classes == 0
                fails |= not holds
                print(f"{path.name:28} {way:9} {len(table) - 1:6} rows  largest difference {worst:.1e}, "
                      f"{classes} other classes{'' if holds else '  FAILS'}", flush=True)
    sys.exit(fails)


if __name__ == "__main__":
    main()

"""Tables of few rows: the defaults against ridge regression and against the former defaults.

  swift build -c release
  .build/python/bin/python3 Benchmarks/few_rows.py TABLE --label 'y_*'
  .build/python/bin/python3 Benchmarks/few_rows.py TABLE --label 'y_*' --rows 500

Splits the table under each of ten seeds, a tenth of its rows for validation and a tenth for testing, and
trains on it with the defaults and with what they were before batch, epochs, patience, rate and decay
followed from the rows. On labels that are numbers ridge regression (scikit-learn's RidgeCV: numbers
standardised, texts one-hot, the penalty chosen by leaving rows out one by one) is fitted to the training
and the validation rows, and judged on the same test rows. With --rows so many training rows are drawn, an
eighth as many for validation, and up to 2,000 of the rest for testing.

Prints for each label quartiles over the seeds of R² (of the skill, where the label is a class), in how many
seeds the defaults are at or above the other, and the median of their loss over the other's.
"""

import argparse
import csv
import fnmatch
import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import numpy
from sklearn.linear_model import RidgeCV

FOLDER = Path(__file__).parent
EQUIPOISE = FOLDER.parent / ".build" / "release" / "equipoise"
WORK = FOLDER / ".build" / "few_rows"
FORMER = ["--plain", "--epochs", "60", "--batch-size", "128", "--patience", "10", "--learning-rate", "0.001",
          "--weight-decay", "0.01"]


def read(path):
    """A table's header and records."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", newline="") as file:
        header, *records = csv.reader(file)
    return header, records


def parts(count, rows, seed):
    """What each row is for; None leaves it out."""
    order = list(range(count))
    random.Random(seed).shuffle(order)
    train = rows or round(0.8 * count)
    validation = max(rows // 8, 1) if rows else round(0.9 * count) - train
    test = 2000 if rows else count
    names = ["train"] * train + ["validation"] * validation + ["test"] * test
    drawn = dict(zip(order, names))
    return [drawn.get(row) for row in range(count)]


def numbers(cells):
    """Cells as numbers, NaN where they are empty; None where one of them is no number."""
    try:
        return numpy.array([float(cell) if cell else numpy.nan for cell in cells])
    except ValueError:
        return None


def features(columns, fitted):
    """Columns as ridge regression takes them, scaled by the fitted rows."""
    encoded = []
    for cells in columns:
        values = numbers(cells)
        if values is None:
            cells = numpy.array(cells)
            encoded += [cells == text for text in sorted(set(cells[fitted]))]
            continue
        missing = numpy.isnan(values)
        values[missing] = numpy.nanmean(values[fitted])
        deviation = values[fitted].std()
        encoded += [(values - values[fitted].mean()) / (deviation or 1), missing]
    return numpy.stack(encoded, axis=1).astype(float)


def ridge_losses(header, records, split, labels):
    """Each label's mean squared error on the test rows, and that of the rows' own mean; None for a class."""
    split = numpy.array(split)
    fitted, test = split != "test", split == "test"
    columns = list(zip(*records))
    inputs = features([c for name, c in zip(header, columns) if name not in labels], fitted)
    losses = {}
    for label in labels:
        values = numbers(columns[header.index(label)])
        if values is None or len(set(values[~numpy.isnan(values)])) < 3:
            losses[label] = None
            continue
        known = ~numpy.isnan(values)
        model = RidgeCV(alphas=numpy.logspace(-3, 4, 29))
        model.fit(inputs[fitted & known], values[fitted & known])
        true = values[test & known]
        error = ((model.predict(inputs[test & known]) - true) ** 2).mean()
        losses[label] = (error, true.var())
    return losses


def train(path, labels, seed, more):
    """What a run measures on the test rows, by label."""
    run = WORK / "run"
    command = [EQUIPOISE, "train", path, "--split-column", "part", "--seed", str(seed), "-o", run,
               "--overwrite", "--quiet"]
    for label in labels:
        command += ["--label", label]
    subprocess.run([*map(str, command), *more], check=True, stdout=subprocess.DEVNULL)
    tasks = json.loads((run / "metrics.json").read_text())["test"]["tasks"]
    return {task["name"]: task for task in tasks}


def score(task, variance):
    """R², or the skill of a class; NaN where all test labels are the same."""
    if variance is None:
        return task["skill"]
    return 1 - task["loss"] / variance if variance > 0 else numpy.nan


def quartiles(values):
    """The median, and the quartiles around it."""
    low, median, high = numpy.nanquantile(values, [0.25, 0.5, 0.75])
    return f"{median:.3f} ({low:.3f} to {high:.3f})"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--label", action="append", required=True)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    header, records = read(options.table)
    labels = [n for n in header if any(fnmatch.fnmatch(n, label) for label in options.label)]
    WORK.mkdir(parents=True, exist_ok=True)
    path = WORK / "table.csv"
    results = {label: [] for label in labels}
    for seed in range(options.seeds):
        split = parts(len(records), options.rows, seed)
        kept = [(record, part) for record, part in zip(records, split) if part]
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*header, "part"])
            writer.writerows([*record, part] for record, part in kept)
        ridge = ridge_losses(header, [r for r, _ in kept], [p for _, p in kept], labels)
        former = train(path, labels, seed, FORMER)
        present = train(path, labels, seed, [])
        for label in labels:
            loss, variance = ridge[label] or (None, None)
            results[label].append({
                "ridge": (loss, score({"loss": loss}, variance) if loss else numpy.nan),
                "former": (former[label]["loss"], score(former[label], variance)),
                "defaults": (present[label]["loss"], score(present[label], variance))})
        print(f"seed {seed} is done", file=sys.stderr)
    print("| label | ridge | former defaults | defaults | ≥ ridge | loss / ridge's | ≥ former "
          "| loss / former's |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for label, seeds in results.items():
        row = [label]
        for name in ("ridge", "former", "defaults"):
            known = [seed[name][1] for seed in seeds if seed[name][0] is not None]
            row.append(quartiles(known) if known else "–")
        for name in ("ridge", "former"):
            known = [seed for seed in seeds if seed[name][0] is not None]
            ratios = [seed["defaults"][0] / seed[name][0] for seed in known]
            row.append(f"{sum(r <= 1 for r in ratios)} of {len(ratios)}" if known else "–")
            row.append(f"{numpy.median(ratios):.3f}" if known else "–")
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()

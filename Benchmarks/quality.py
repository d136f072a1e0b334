"""How well settings predict: mean skill over the tasks of each table, and seconds.

  swift build -c release
  python3 Benchmarks/quality.py TABLE.csv.gz... --set 'spline=--numeric-embedding spline'
  python3 Benchmarks/quality.py TABLE.csv.gz... --boosting VENV/bin/python --single --set plain=--plain \\
    --set '4 members=--members 4'

Of each table's rows every fifth is for testing, the one behind it for validation, the others for training;
columns beginning with y_ are the labels. Each setting, named options of `equipoise train`, is trained under
each seed, beside the defaults. With --single so is one network for each label alone, by the defaults; with
--boosting, `peers/boosting.py` runs in a Python that has catboost, lightgbm and pandas. Skill is 1 − loss /
loss of the training rows' best constant, on the same rows. Prints the mean over seeds,
and their range, and the median of the seconds, of which the settings took their turns under each seed.

Choose settings by the validation column. Test rows are in a file of their own, which is written only with
--test; with it their skill is printed as well, which is for reporting what was chosen. So what kind a label
has is found without them too: say it by --kind where it is found wrongly.
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
from typing import NamedTuple

FOLDER = Path(__file__).parent
EQUIPOISE = FOLDER.parent / ".build" / "release" / "equipoise"
WORK = FOLDER / ".build" / "quality"


class Table(NamedTuple):
    """A table's rows for training and validation, with a column that says which, and for testing."""
    name: str
    fitting: Path
    testing: Path | None
    labels: dict  # the kind of each


class Run(NamedTuple):
    seconds: float
    validation: float
    test: float | None


def split(path, with_test):
    """The files of a table's rows; that of the test rows only where it is asked for."""
    name = path.name.removesuffix(".csv.gz")
    fitting, testing = WORK / f"{name}.csv", WORK / f"{name}.test.csv"
    testing.unlink(missing_ok=True)
    with gzip.open(path, "rt", newline="") as file:
        header, *records = csv.reader(file)
    parts = [{0: "test", 1: "validation"}.get(row % 5, "train") for row in range(len(records))]

    def write(path, wanted):
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*header, "part"])
            writer.writerows(
                [*record, part] for record, part in zip(records, parts) if part in wanted)

    write(fitting, {"train", "validation"})
    if with_test:
        write(testing, {"test"})
    return name, fitting, testing if with_test else None


def read(path, kinds, with_test):
    """A table with its labels' kinds, as stated or as `equipoise prior` finds them."""
    name, fitting, testing = split(path, with_test)
    requested = kinds.get(name, ["y_*"])
    answer = json.loads(equipoise("prior", fitting, *labels_as_options(requested), "--json"))
    return Table(name, fitting, testing, {task["name"]: task["kind"] for task in answer["tasks"]})


def labels_as_options(labels):
    return [word for label in labels for word in ("--label", label)]


def equipoise(*words):
    """What a command prints."""
    return subprocess.run(
        [EQUIPOISE, *map(str, words)], stdout=subprocess.PIPE, check=True).stdout


def skills(measured):
    """Those of the tasks that have one."""
    return [task["skill"] for task in measured["tasks"] if task["skill"] is not None]


def train(table, labels, seed, more):
    """The seconds of a network for some of the labels, and its tasks' skills on both kinds of rows."""
    run = WORK / "run"
    others = [name for name in table.labels if name not in labels]
    began = time.monotonic()
    equipoise(
        "train", table.fitting, *labels_as_options(f"{name}:{table.labels[name]}" for name in labels),
        *(["--ignore", ",".join(others)] if others else []),
        "--split-column", "part", "--seed", seed, "-o", run, "--overwrite", "--quiet", *more)
    seconds = time.monotonic() - began
    validation = skills(json.loads((run / "metrics.json").read_text())["validation"])
    if not table.testing:
        return seconds, validation, []
    return seconds, validation, skills(
        json.loads(equipoise("evaluate", run, table.testing, "--quiet", "--json")))


def joined(networks):
    """What the networks that predict a table's labels come to together."""
    seconds, validation, test = zip(*networks)
    test = sum(test, [])
    return Run(sum(seconds), mean(sum(validation, [])), mean(test) if test else None)


def together(table, seed, more):
    return joined([train(table, list(table.labels), seed, more)])


def alone(table, seed, more):
    return joined([train(table, [name], seed, more) for name in table.labels])


def boosting(python, table, seeds):
    """The runs of boosting: for each label the best, and the mean of all."""
    result = subprocess.run(
        [python, FOLDER / "peers" / "boosting.py", table.fitting, "--seeds", str(seeds),
         *labels_as_options(f"{name}:{kind}" for name, kind in table.labels.items()),
         *(["--test", table.testing] if table.testing else [])], stdout=subprocess.PIPE, check=True)
    answers = json.loads(result.stdout)

    def run(answer, way):
        def skill(part):
            known = [label[part][way] for label in answer["labels"].values() if part in label]
            known = [skill for skill in known if skill is not None]
            return mean(known) if known else None
        return Run(answer["seconds"], skill("validation"), skill("test"))

    return [("boosting, tuned", [run(answer, "tuned") for answer in answers]),
            ("boosting, blend", [run(answer, "blend") for answer in answers])]


def words(values):
    """A mean and the range around it."""
    return f"{mean(values):.4f} ({min(values):.4f} to {max(values):.4f})"


def named_options(text):
    name, separator, options = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError(f'"{text}" is not NAME=OPTIONS')
    return name, shlex.split(options)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path, nargs="+")
    parser.add_argument("--set", action="append", default=[], type=named_options, metavar="NAME=OPTIONS")
    parser.add_argument("--single", action="store_true", help="one network for each label as well")
    parser.add_argument("--boosting", type=Path, metavar="PYTHON", help="boosting of each label as well")
    parser.add_argument("--kind", action="append", default=[], type=named_options, metavar="TABLE=LABELS",
                        help="a table's labels as --label has them, such as 'solar_flare=y_*:count'")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--boosting-seeds", type=int, help="as many as --seeds if not given")
    parser.add_argument("--test", action="store_true")
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    print("| table | setting | validation |" + (" test |" if options.test else "") + " seconds |")
    print("| --- | --- | --- | --- |" + (" --- |" if options.test else ""))

    def show(table, name, runs):
        row = [table.name, name, words([run.validation for run in runs])]
        row += [words([run.test for run in runs])] if options.test else []
        print("| " + " | ".join([*row, f"{median(run.seconds for run in runs):.1f}"]) + " |")
        sys.stdout.flush()

    seeds = range(options.seeds)
    for path in options.tables:
        table = read(path, dict(options.kind), options.test)
        if options.boosting:
            for name, runs in boosting(options.boosting, table, options.boosting_seeds or options.seeds):
                show(table, name, runs)
        settings = [("defaults", together, []), *((name, together, more) for name, more in options.set)]
        if options.single:
            settings.insert(0, ("one network a label", alone, []))
        # In turns: what else the machine has to do slows all settings alike.
        turns = [[fit(table, seed, more) for _, fit, more in settings] for seed in seeds]
        for (name, _, _), runs in zip(settings, zip(*turns)):
            show(table, name, runs)


if __name__ == "__main__":
    main()

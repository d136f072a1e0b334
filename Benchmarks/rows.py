"""What one row costs: the library beside onnxruntime, on the same model.

  .build/python/bin/python3 Benchmarks/rows.py [--program .build/release/equipoise] [TABLE.csv.gz]...

Trains, for each table (the example if none is named), the usual network and a plain one on the columns y_*, exports
both as ONNX, and predicts the table's first 1,000 rows one by one, by the library (`RowPredictor`) and by
onnxruntime with one thread, in turns. Prints the median over rounds of the microseconds a row takes, of their ratio
within a round, and how often a row allocates: oneDNN within its products, and all else. Fails where onnxruntime is
faster, or more is allocated than the result. onnxruntime's times have a call from Python in them; its rows are made
before. Run it on a machine with nothing else to do.
"""

import argparse
import csv
import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime

from allocations import allocated, build_counter
from building import build_benchmarks, build_equipoise

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
ROW_COST = FOLDER.parent / ".build" / "release" / "RowCost"
EXAMPLE = ROOT / "data" / "nyc_weather.csv.gz"
WAYS = {"usual": [], "plain": ["--plain"]}
EPOCHS = 3
COUNT = 10_000


def number(text):
    try:
        return float(text)
    except ValueError:
        return np.nan


def feeds(session, path):
    """The first rows, each as onnxruntime takes it."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", newline="") as file:
        header, *rows = (line for _, line in zip(range(1001), csv.reader(file)))
    kinds = {"tensor(float)": np.float32, "tensor(double)": np.float64}
    result = []
    for row in rows:
        cells = dict(zip(header, row))
        result.append({
            port.name: np.array([[cells[port.name] if cells[port.name] != "NA" else ""]], dtype=object)
            if port.type == "tensor(string)"
            else np.array([[number(cells[port.name])]], dtype=kinds[port.type])
            for port in session.get_inputs()})
    return result


def ours(model, table):
    output = subprocess.run(
        [ROW_COST, model, table, str(COUNT)], check=True, capture_output=True, text=True).stdout
    return float(output.split()[0])


def theirs(session, rows):
    times = []
    for _ in range(10):
        start = time.perf_counter()
        for row in rows:
            session.run(None, row)
        times.append((time.perf_counter() - start) / len(rows) * 1e6)
    return statistics.median(times)


def allocations(model, table):
    """How often a row allocates, oneDNN and all else: what more rows allocate in a process, over their number."""
    few, more = (allocated([ROW_COST, model, table, str(count)]) for count in (COUNT, 2 * COUNT))
    return [(b - a) / COUNT for a, b in zip(few, more)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=ROOT / ".build" / "release" / "equipoise")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("tables", nargs="*", type=Path, default=[EXAMPLE])
    arguments = parser.parse_args()
    build_benchmarks()
    build_equipoise()
    build_counter()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    print(f"onnxruntime {onnxruntime.__version__}")
    print("| table | network | library, µs | onnxruntime, µs | ratio | allocations: oneDNN | else |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    failed = False
    for table in arguments.tables:
        for way, extra in WAYS.items():
            with tempfile.TemporaryDirectory() as place:
                run, graph = Path(place) / "run", Path(place) / "model.onnx"
                subprocess.run(
                    [arguments.program, "train", table, "--label", "y_*", "-o", run, "--quiet",
                     "--epochs", str(EPOCHS), *extra], check=True, capture_output=True)
                subprocess.run(
                    [arguments.program, "export", run, "--format", "onnx", "-o", graph],
                    check=True, capture_output=True)
                model = run / "model.safetensors"
                session = onnxruntime.InferenceSession(str(graph), options)
                rows = feeds(session, table)
                times = [(ours(model, table), theirs(session, rows)) for _ in range(arguments.rounds)]
                one, other = (statistics.median(column) for column in zip(*times))
                ratio = statistics.median(a / b for a, b in times)
                inside, others = allocations(model, table)
                failed = failed or ratio > 1 or others > 1.01
                print(
                    f"| {table.name.split('.')[0]} | {way} | {one:.1f} | {other:.1f} | {ratio:.2f} "
                    f"| {inside:.2f} | {others:.2f} |", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

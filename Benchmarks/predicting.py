"""How fast and in how much memory a long table is predicted, beside how fast it is read.

  python3 Benchmarks/predicting.py [--gigabytes 1] [--rounds 3] [--most MB] [--program .build/release/equipoise]

Makes tables of that size under Benchmarks/.build: the example's rows over and over, and a wide one of 124 numbers, 4
categories and 8 labels. Trains the usual network on the example, a plain one on it, and on the wide table the network of
workload M (512, 512, 256). Then predicts each table and reads it with ReadTable, in turns, and prints the median over
rounds of the seconds, of their ratio within a round (1 is as fast as reading), and of the most memory. Run it on a
machine with nothing else to do.
"""

import argparse
import gzip
import random
import statistics
import tempfile
from pathlib import Path

from building import build_benchmarks, build_equipoise
from reading import READ_TABLE, run

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
BUILD = FOLDER / ".build"
EXAMPLE = ROOT / "data" / "nyc_weather.csv.gz"


def example():
    with gzip.open(EXAMPLE, "rt") as file:
        header, body = file.read().split("\n", 1)
    return header + "\n", body


def wide(rows=20_000):
    generator = random.Random(0)
    names = [f"x{i}" for i in range(124)] + [f"c{i}" for i in range(4)]
    names += [f"y_r{i}" for i in range(4)] + [f"y_b{i}" for i in range(2)] + [f"y_k{i}" for i in range(2)]
    lines = []
    for _ in range(rows):
        x = [generator.gauss(0, 1) for _ in range(124)]
        cells = [f"{value:.5g}" for value in x]
        cells += [f"t{generator.randrange(kinds)}" for kinds in (5, 50, 300, 20)]
        cells += [f"{2 * x[4 * i] + x[4 * i + 1] ** 2:.5g}" for i in range(4)]
        cells += [str(int(x[30 + i] + x[40] > 0)) for i in range(2)]
        cells += [str(min(max(int((x[50 + i] + 3) * 1.6), 0), 9)) for i in range(2)]
        lines.append(",".join(cells))
    return ",".join(names) + "\n", "\n".join(lines) + "\n"


def make(path, parts, size):
    """Writes a table's rows over and over until the file has that size."""
    if path.exists() and path.stat().st_size >= size:
        return
    header, body = parts
    written = 0
    with open(path, "w") as file:
        file.write(header)
        while written < size:
            file.write(body)
            written += len(body)


def measured(command):
    """The seconds and the most memory, in MB, of a process that must not fail."""
    result = run([str(word) for word in command])
    if result is None:
        raise SystemExit(1)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=ROOT / ".build" / "release" / "equipoise")
    parser.add_argument("--gigabytes", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=float, default=float("inf"), metavar="MB")
    arguments = parser.parse_args()
    build_benchmarks()
    build_equipoise()
    size = int(arguments.gigabytes * 1e9)
    wide_parts = wide()
    tables = {"weather": BUILD / "predicting-weather.csv", "wide": BUILD / "predicting-wide.csv"}
    make(tables["weather"], example(), size)
    make(tables["wide"], wide_parts, size)
    networks = [
        ("weather", "usual", []), ("weather", "plain", ["--plain"]),
        ("wide", "M", ["--plain", "--hidden", "512,512,256"]),
    ]
    print("| table | network | reads, s | predicts, s | reading / predicting | MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        (place / "wide.csv").write_text("".join(wide_parts))
        for table, network, options in networks:
            model, output = place / f"{table}-{network}", place / "predictions.csv"
            source = EXAMPLE if table == "weather" else place / "wide.csv"
            measured([arguments.program, "train", source, "--label", "y_*", "-o", model, "--epochs", "2",
                      "--quiet", *options])
            found = []
            for _ in range(arguments.rounds):
                read, _ = measured([READ_TABLE, tables[table]])
                predicted, memory = measured(
                    [arguments.program, "predict", model, tables[table], "-o", output, "--quiet"])
                found.append((read, predicted, read / predicted, memory))
            read, predicted, ratio, memory = (statistics.median(column) for column in zip(*found))
            print(
                f"| {table} | {network} | {read:.2f} | {predicted:.2f} | {ratio:.2f} | {memory:.0f} |",
                flush=True)
            if memory > arguments.most:
                raise SystemExit(f"predicting took {memory:.0f} MB, more than {arguments.most:.0f}")


if __name__ == "__main__":
    main()

"""How long reading a gzipped table takes, here and elsewhere.

  python3 Benchmarks/reading.py                              # Equipoise alone
  python3 Benchmarks/reading.py --python VENV/bin/python     # beside pandas, polars, pyarrow, duckdb

Times whole processes in turn, and prints for each file and program the median of its seconds, of its
ratio within a round to Z, a C program that inflates the file with zlib to nowhere, and of the most
memory it held. All programs read all columns; only Equipoise looks at every row before it settles what
a column is. Run it on a machine with nothing else to do.
"""

import argparse
import gzip
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

from building import build_benchmarks, build_equipoise

FOLDER = Path(__file__).parent
BUILD = FOLDER / ".build"
READ_TABLE = FOLDER.parent / ".build" / "release" / "ReadTable"
PEER = FOLDER / "peers" / "read_table.py"
PEERS = ["polars", "pyarrow", "duckdb", "pandas"]


def make_wide(path, rows):
    """Writes 40 columns of numbers of seven digits, 3 of text and 4 labels, as gzip -6 does."""
    generator = random.Random(0)
    towns = [f"town{i}" for i in range(50)]
    codes = [f"k{i:04}" for i in range(2000)]
    names = [f"x{i}" for i in range(40)] + ["town", "colour", "code", "y_a", "y_b", "y_c", "y_d"]
    # Numbers are drawn beforehand: what a table holds does not change how fast it is read.
    numbers = [f"{generator.gauss(0, 1):.7g}" for _ in range(1_000_003)]
    place = 0
    temporary = path.with_suffix(".partial")
    with gzip.open(temporary, "wt", compresslevel=6) as file:
        file.write(",".join(names) + "\n")
        for _ in range(rows):
            cells = numbers[place:place + 42]
            if len(cells) < 42:
                cells += numbers[:42 - len(cells)]
            place = (place + 42) % len(numbers)
            colour = generator.choice(("red", "green", "blue", "black"))
            file.write(
                f"{','.join(cells[:40])},{generator.choice(towns)},{colour},"
                f"{generator.choice(codes)},{cells[40]},{cells[41]},{generator.randrange(2)},"
                f"{generator.randrange(10)}\n")
    temporary.rename(path)


def run(command):
    """The seconds and the most memory, in MB, of a process; None if it failed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        print(f"{command[0]} failed: {errors.decode().strip()[-200:]}", file=sys.stderr)
        return None
    return seconds, usage.ru_maxrss / 1000


def programs(arguments):
    """What is timed, as commands that lack the file."""
    zlib = BUILD / "inflate"
    subprocess.run(
        ["cc", "-O2", FOLDER / "peers" / "inflate.c", "-o", zlib, "-lz"], check=True)
    commands = {"Z": [zlib], "equipoise": [READ_TABLE], "equipoise prior": [
        FOLDER.parent / ".build" / "release" / "equipoise", "prior", "--quiet", "--label", "y_*"]}
    if arguments.python:
        commands |= {peer: [arguments.python, PEER, peer] for peer in PEERS}
    return commands


def measure(path, commands, rounds):
    """Prints a row for each program."""
    results = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in list(commands.items()):
            result = run([*command, path])
            if result is None:
                del commands[name], results[name]
            elif turn > 0:
                # The first turn brings files and programs into memory.
                results[name].append(result)
    for name, values in results.items():
        ratio = statistics.median(a[0] / b[0] for a, b in zip(values, results["Z"]))
        print(
            f"| {path.name} | {name} | {statistics.median(v[0] for v in values):.3f} "
            f"| {ratio:.2f} | {statistics.median(v[1] for v in values):.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="an interpreter with the peers; without it, none is timed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the table made, wide")
    parser.add_argument("files", nargs="*", type=Path, help="other tables; wide alone if none")
    arguments = parser.parse_args()
    build_benchmarks()
    build_equipoise()
    wide = BUILD / f"wide-{arguments.rows}.csv.gz"
    if not wide.exists():
        # In a process of its own: a child's peak memory counts what its parent held when it forked.
        maker = multiprocessing.Process(target=make_wide, args=(wide, arguments.rows))
        maker.start()
        maker.join()
    commands = programs(arguments)
    print("| file | program | seconds | of Z | MB |")
    print("| --- | --- | --- | --- | --- |")
    for path in [wide, *arguments.files]:
        measure(path, dict(commands), arguments.rounds)
    if arguments.python:
        subprocess.run([arguments.python, PEER, "versions"], check=False)


if __name__ == "__main__":
    main()

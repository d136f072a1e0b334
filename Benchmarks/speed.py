"""How fast a step is, here and in PyTorch and JAX, and how fast it could be.

  python3 Benchmarks/speed.py --python VENV/bin/python

Takes turns, round by round, between Equipoise under equal weights and each peer that the given Python
has (see peers/requirements.txt), and prints medians over the rounds: the milliseconds of a step, how
many times as long it takes as Equipoise's, and as the step's matrix products alone at the speed at
which oneDNN multiplies large matrices on all threads, ratios within a round. Run it on a machine with
nothing else to do.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "peers"))
from workloads import SPLINE, TABLES, WAVE, WAVES, WORKLOADS  # noqa: E402

from building import build_benchmarks

FOLDER = Path(__file__).parent
STEP_COST = FOLDER.parent / ".build" / "release" / "StepCost"
PRODUCTS = FOLDER / ".build" / "products"
PEERS = {
    "PyTorch, plain": ("speed_torch.py", ["--form", "plain"]),
    "PyTorch, best": ("speed_torch.py", ["--form", "best"]),
    "torch.compile": ("speed_torch.py", ["--form", "compiled"]),
    "JAX jit": ("speed_jax.py", []),
}
# Of networks for tables.
TABLE_PEERS = {
    "tabm, plain": ("speed_tabm.py", ["--form", "plain"]),
    "tabm, best": ("speed_tabm.py", ["--form", "best"]),
    "tabm, compiled": ("speed_tabm.py", ["--form", "compiled"]),
}
# Steps that are timed together: ours, a peer's.
STEPS = {"S": (1000, 400), "M": (80, 40), "L": (6, 5), "T": (800, 200), "T8": (100, 40)}


def table_operations(workload):
    """Those of a network for tables: gradients go on to the embedded columns of the inputs. What is
    no product, as a spline and the waves' cosines, counts nothing."""
    inputs, hidden, batch, tasks, members = TABLES[workload]
    embedded = inputs * (SPLINE + WAVE)
    read, outputs = inputs + embedded, sum(outputs for _, outputs in tasks)
    widths = [read, *hidden, outputs]
    weights = [before * after for before, after in zip(widths, widths[1:])]
    rows = 3 * sum(weights) - inputs * hidden[0]
    path = outputs * (3 * read - inputs)
    return 2 * batch * (members * rows + path + 3 * inputs * WAVES * WAVE)


def operations(workload):
    """The multiplications and additions of a step's matrix products: forward, to the weights, and to
    the inputs of every layer but the first."""
    if workload in TABLES:
        return table_operations(workload)
    inputs, hidden, batch, tasks = WORKLOADS[workload]
    widths = [inputs, *hidden, sum(outputs for _, outputs in tasks)]
    weights = [before * after for before, after in zip(widths, widths[1:])]
    return 2 * batch * (3 * sum(weights) - weights[0])


def floor(workload, threads):
    """The milliseconds of a step's matrix products."""
    speed = float(subprocess.run(
        [PRODUCTS, str(threads)], check=True, capture_output=True, text=True).stdout)
    return operations(workload) / speed * 1e-6


def ours(workload, threads):
    output = subprocess.run(
        [STEP_COST, "--workload", workload, "--schemes", "equal", "--only", "--rounds", "1",
         "--steps", str(STEPS[workload][0]), "--threads", str(threads)],
        check=True, capture_output=True, text=True).stdout
    return float(re.search(r"equal: ([\d.]+) ms", output).group(1))


def peers(workload):
    """Those that have a step of the workload's network."""
    return TABLE_PEERS if workload in TABLES else PEERS


def peer(python, name, workload, threads):
    """The milliseconds of a peer's step and its version; None where it is not installed."""
    script, options = peers(workload)[name]
    threading = [] if "jax" in script else ["--threads", str(threads)]
    outcome = subprocess.run(
        [python, FOLDER / "peers" / script, "--workload", workload, *options, *threading,
         "--steps", str(STEPS[workload][1])], capture_output=True, text=True)
    if outcome.returncode != 0:
        print(f"{name} left out: {outcome.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    result = json.loads(outcome.stdout.splitlines()[-1])
    return result["ms"], result["version"]


def rounds(arguments, workload, versions):
    """For each program the milliseconds of all rounds."""
    times = {"products alone": [], "Equipoise": []}
    names = list(peers(workload)) if arguments.python else []
    for _ in range(arguments.rounds):
        times["products alone"].append(floor(workload, arguments.threads))
        times["Equipoise"].append(ours(workload, arguments.threads))
        for name in list(names):
            outcome = peer(arguments.python, name, workload, arguments.threads)
            if outcome is None:
                names.remove(name)
                continue
            times.setdefault(name, []).append(outcome[0])
            versions.add(outcome[1])
    return times


def ratio(times, name, base):
    return statistics.median(a / b for a, b in zip(times[name], times[base]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="an interpreter with the peers; without it, none is timed")
    parser.add_argument("--workloads", default="S,M,L")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    build_benchmarks()
    subprocess.run(
        ["cc", "-O2", FOLDER / "peers" / "products.c", "-o", PRODUCTS, "-ldnnl", "-lgomp",
         "-lpthread"], check=True)
    versions = set()
    print("| workload | program | ms | of Equipoise | of the products |")
    print("| --- | --- | --- | --- | --- |")
    for workload in arguments.workloads.split(","):
        times = rounds(arguments, workload, versions)
        for name, values in times.items():
            print(
                f"| {workload} | {name} | {statistics.median(values):.3f} "
                f"| {ratio(times, name, 'Equipoise'):.2f} "
                f"| {ratio(times, name, 'products alone'):.2f} |", flush=True)
    print(", ".join(sorted(versions)))


if __name__ == "__main__":
    main()

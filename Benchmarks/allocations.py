"""Counts what a training step allocates.

  python3 Benchmarks/allocations.py

Counts the allocations of whole runs with few and many steps an epoch, of one epoch and of several: what
remains of the differences of differences is what each step allocates, by oneDNN and by all else.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from building import build_benchmarks

FOLDER = Path(__file__).parent
STEP_COST = FOLDER.parent / ".build" / "release" / "StepCost"
COUNTER = FOLDER / ".build" / "allocations.so"
FEW_STEPS, MANY_STEPS, EPOCHS = 4, 12, 4


def build_counter():
    subprocess.run(
        ["cc", "-O2", "-shared", "-fPIC", FOLDER / "counting" / "allocations.c", "-o", COUNTER,
         "-ldl"], check=True)


def allocated(command):
    """The allocations of a process: oneDNN's, others'."""
    errors = subprocess.run(
        command, check=True, capture_output=True, text=True,
        env={"LD_PRELOAD": str(COUNTER)}).stderr
    return [int(number) for number in re.search(r"dnnl (\d+) others (\d+)", errors).groups()]


def counts(workload, scheme, threads, steps, epochs):
    """The allocations of a run: oneDNN's, others'."""
    return allocated(
        [STEP_COST, "--workload", workload, "--schemes", scheme, "--only", "--rounds", "1",
         "--steps", str(steps), "--epochs", str(epochs), "--threads", str(threads)])


def by_step(workload, scheme, threads):
    few, few_more, many, many_more = (
        counts(workload, scheme, threads, steps, epochs)
        for steps in (FEW_STEPS, MANY_STEPS) for epochs in (1, 1 + EPOCHS))
    steps = EPOCHS * (MANY_STEPS - FEW_STEPS)
    return [((d - c) - (b - a)) / steps for a, b, c, d in zip(few, few_more, many, many_more)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workloads", default="S,M")
    parser.add_argument("--schemes", default="equal,prior,uncertainty,gradnorm,mgda,mgda@sketch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--most", type=float, help="fail if a step of others' allocates more")
    arguments = parser.parse_args()
    build_benchmarks()
    build_counter()
    highest = 0
    print("| workload | scheme | oneDNN's a step | others' a step |")
    print("| --- | --- | --- | --- |")
    for workload in arguments.workloads.split(","):
        for scheme in arguments.schemes.split(","):
            dnnl, others = by_step(workload, scheme, arguments.threads)
            highest = max(highest, others)
            print(f"| {workload} | {scheme} | {dnnl:g} | {others:g} |", flush=True)
    if arguments.most is not None and highest > arguments.most:
        sys.exit(f"a step allocates {highest:g} times, more than {arguments.most:g}")


if __name__ == "__main__":
    main()

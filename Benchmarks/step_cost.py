"""What a training step costs under balancing schemes, here and in PyTorch with TorchJD and LibMTL.

  python3 Benchmarks/step_cost.py --python VENV/bin/python

Takes turns, round by round, between Equipoise and each peer that the given Python has (see
peers/requirements.txt), and prints medians over the rounds: the milliseconds of a step, its ratio to
the same program's step under equal weights, and how many times as long it takes as the exact and the
sketched form of Equipoise, all ratios within a round. Run it on a machine with nothing else to do.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

from building import build_benchmarks

FOLDER = Path(__file__).parent
STEP_COST = FOLDER.parent / ".build" / "release" / "StepCost"
PEER = FOLDER / "peers" / "step_cost_torch.py"
SCHEMES = ["mgda", "mgda@last", "mgda@representation", "mgda@sketch"]
PEERS = ["torch", "torchjd", "torchjd-gramian", "torchjd-autogram", "libmtl"]
# Steps that are timed together: ours, a peer's.
STEPS = {"S": (100, 40), "M": (12, 8), "L": (3, 2)}


def ours(workload, threads):
    """The milliseconds of a step under each scheme."""
    output = subprocess.run(
        [STEP_COST, "--workload", workload, "--schemes", ",".join(SCHEMES), "--rounds", "1",
         "--steps", str(STEPS[workload][0]), "--threads", str(threads)],
        check=True, capture_output=True, text=True).stdout
    return dict(
        (name, float(time)) for name, time in re.findall(r"^\w+ (\S+): ([\d.]+) ms", output, re.M))


def peer(python, program, workload, threads):
    """The milliseconds of a peer's step; None where it is not installed."""
    scheme = "equal" if program == "torch" else "mgda"
    outcome = subprocess.run(
        [python, PEER, "--workload", workload, "--scheme", scheme, "--program", program,
         "--steps", str(STEPS[workload][1]), "--warmup", "2", "--threads", str(threads)],
        capture_output=True, text=True)
    if outcome.returncode != 0:
        print(f"{program} left out: {outcome.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(outcome.stdout.splitlines()[-1])["ms"]


def rounds(arguments, workload):
    """For each program the milliseconds of all rounds."""
    times = {}
    programs = PEERS if arguments.python else []
    for _ in range(arguments.rounds):
        for name, time in ours(workload, arguments.threads).items():
            times.setdefault(name, []).append(time)
        for program in list(programs):
            time = peer(arguments.python, program, workload, arguments.threads)
            if time is None:
                programs = [other for other in programs if other != program]
            else:
                times.setdefault(program, []).append(time)
    return times


def ratio(times, name, base):
    """The median over rounds of one program's time over another's, as text."""
    if name not in times or base not in times:
        return "-"
    return f"{statistics.median(a / b for a, b in zip(times[name], times[base])):.2f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="an interpreter with the peers; without it, none is timed")
    parser.add_argument("--workloads", default="S,M,L")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    build_benchmarks()
    print("| workload | program | ms | of equal | of exact | of sketch |")
    print("| --- | --- | --- | --- | --- | --- |")
    for workload in arguments.workloads.split(","):
        times = rounds(arguments, workload)
        for name, values in times.items():
            base = "torch" if name in PEERS else "equal"
            print(
                f"| {workload} | {name} | {statistics.median(values):.2f} "
                f"| {ratio(times, name, base)} | {ratio(times, name, 'mgda')} "
                f"| {ratio(times, name, 'mgda@sketch')} |", flush=True)


if __name__ == "__main__":
    main()

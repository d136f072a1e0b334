"""What a scheme's own programme costs by the number of tasks, here and in TorchJD.

  python3 Benchmarks/schemes.py --python VENV/bin/python

Prints for each scheme and number of tasks the median over rounds of the milliseconds that the weights of
a step take, once the inner products of the gradients are there: of Equipoise and, on the same matrices,
of TorchJD where the given Python has it (see peers/requirements.txt) and it ends within --limit seconds.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from building import build_benchmarks

FOLDER = Path(__file__).parent
SCHEME_COST = FOLDER.parent / ".build" / "release" / "SchemeCost"
PEER = FOLDER / "peers" / "schemes_torch.py"
# What TorchJD has of the schemes that read inner products.
PEERS = ["upgrad", "dualproj", "mgda", "cagrad", "imtl-g", "fairgrad", "aligned", "pcgrad"]


def ours(arguments, folder):
    """The milliseconds of each scheme at each number of tasks; the matrices are left in the folder."""
    output = subprocess.run(
        [SCHEME_COST, "--tasks", arguments.tasks, "--schemes", arguments.schemes, "--kind",
         arguments.kind, "--rounds", str(arguments.rounds), "--save", folder],
        check=True, capture_output=True, text=True).stdout
    return {
        (name, int(count)): float(time)
        for count, name, time in re.findall(r"^(\d+) (\S+): ([\d.]+) ms", output, re.M)}


def peer(arguments, folder, scheme, count):
    """The milliseconds of TorchJD as text: a dash without it, or the limit that it did not keep."""
    if not arguments.python or scheme not in PEERS:
        return "-"
    try:
        outcome = subprocess.run(
            [arguments.python, PEER, "--scheme", scheme, "--rounds", str(arguments.rounds),
             Path(folder) / f"gramian-{count}.bin"],
            capture_output=True, text=True, timeout=arguments.limit)
    except subprocess.TimeoutExpired:
        return f"more than {arguments.limit} s"
    if outcome.returncode != 0:
        print(f"{scheme} left out: {outcome.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return "-"
    return f"{float(outcome.stdout):.3f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="an interpreter with TorchJD; without it, it is not timed")
    parser.add_argument("--tasks", default="8,32,128,617")
    parser.add_argument("--schemes", default="all")
    parser.add_argument(
        "--kind", default="independent", help="how the gradients lie; see SchemeCost --help")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=int, default=600, help="seconds for TorchJD, per figure")
    arguments = parser.parse_args()
    build_benchmarks()
    with tempfile.TemporaryDirectory() as folder:
        times = ours(arguments, folder)
        print("| scheme | tasks | ms | TorchJD ms |")
        print("| --- | --- | --- | --- |")
        for (scheme, count), time in sorted(times.items()):
            print(
                f"| {scheme} | {count} | {time:.3f} | {peer(arguments, folder, scheme, count)} |",
                flush=True)


if __name__ == "__main__":
    main()

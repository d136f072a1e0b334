"""Builds what the scripts beside it measure; with EQUIPOISE_BUILT=1 in the environment it is taken to be built."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Where scripts keep what they write.
(ROOT / "Benchmarks" / ".build").mkdir(exist_ok=True)


def build(*products):
    if os.environ.get("EQUIPOISE_BUILT"):
        return
    for product in products:
        subprocess.run(
            ["swift", "build", "-c", "release", "--package-path", ROOT, "--product", product],
            check=True, stdout=subprocess.DEVNULL)


def build_benchmarks():
    """Builds the programs under Benchmarks/Sources."""
    build("StepCost", "SchemeCost", "ReadTable", "RowCost")


def build_equipoise():
    """Builds the command line."""
    build("equipoise")

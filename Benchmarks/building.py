"""Builds what the scripts beside it measure; with EQUIPOISE_BUILT=1 in the environment it is taken to be built."""

import os
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def build(package, *options):
    if os.environ.get("EQUIPOISE_BUILT"):
        return
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", package, *options], check=True,
        stdout=subprocess.DEVNULL)


def build_benchmarks():
    """Builds the programs under Benchmarks/Sources."""
    build(FOLDER)


def build_equipoise():
    """Builds the command line."""
    build(FOLDER.parent, "--product", "equipoise")

"""Builds what the scripts beside it measure, unless EQUIPOISE_BUILT says that it is there."""

import os
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def build(package, *options):
    if "EQUIPOISE_BUILT" not in os.environ:
        subprocess.run(
            ["swift", "build", "-c", "release", "--package-path", package, *options], check=True,
            stdout=subprocess.DEVNULL)


def build_benchmarks():
    """Builds the programs under Benchmarks/Sources."""
    build(FOLDER)


def build_equipoise():
    """Builds the command line."""
    build(FOLDER.parent, "--product", "equipoise")

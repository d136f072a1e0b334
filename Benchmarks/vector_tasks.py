#!/usr/bin/env python3
"""The toy experiment of GradNorm (Chen et al. 2018, section 4), through the command line:

  swift build -c release
  .build/python/bin/python3 Benchmarks/vector_tasks.py [--scales 1,100] [--rows 10000] [--epochs 100]

Each task is a vector regression of 100 outputs, f_i(x) = s_i tanh((B + E_i) x), with one B that all share
(entries normal, variance 10), E_i of its own (variance 3.5) and x of 250 numbers; the loss is the sum of
squared errors over outputs. The network has four hidden layers of 100 ReLU units, as there. Printed is, for each scheme,
each task's test loss over its loss before training, and their sum: the figure of merit of that section.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMES = ["equal", "initial", "realtime", "power:0", "unit-gradient", "gradnorm"]


def table(path, scales, rows, inputs, outputs, seed):
    """Writes the table; x is drawn so that the argument of tanh has a variance of about 1."""
    draw = numpy.random.default_rng(seed)
    base = draw.normal(0, 10**0.5, (inputs, outputs))
    x = draw.normal(0, 1, (rows, inputs)) / (13.5 * inputs) ** 0.5
    columns, names = [x], [f"x{i}" for i in range(inputs)]
    for task, scale in enumerate(scales):
        own = base + draw.normal(0, 3.5**0.5, (inputs, outputs))
        columns.append(scale * numpy.tanh(x @ own))
        names += [f"t{task}_{i}" for i in range(outputs)]
    numpy.savetxt(path, numpy.hstack(columns), fmt="%.7g", delimiter=",", header=",".join(names), comments="")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scales", default="1,100")
    parser.add_argument("--rows", type=int, default=10000)
    parser.add_argument("--inputs", type=int, default=250)
    parser.add_argument("--outputs", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--schemes", default=",".join(SCHEMES))
    parser.add_argument("--program", default=str(ROOT / ".build/release/equipoise"))
    options = parser.parse_args()
    scales = [float(text) for text in options.scales.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/toy.csv"
        table(path, scales, options.rows, options.inputs, options.outputs, seed=1)
        tasks = [part for task in range(len(scales)) for part in
                 ("--task", f"task{task}=t{task}_*:regression:squared:sum")]
        print("scheme".ljust(16), *(f"L/L(0) of {scale:g}".rjust(16) for scale in scales), "sum".rjust(10))
        for scheme in options.schemes.split(","):
            ratios = []
            for seed in range(options.seeds):
                run = f"{folder}/run"
                subprocess.run(
                    [options.program, "train", path, *tasks, "--plain", "--balance", scheme, "--hidden", "100,100,100,100",
                     "--activation", "relu", "--dropout", "0", "--epochs", str(options.epochs), "--seed",
                     str(seed), "--quiet", "--overwrite", "-o", run], check=True, stdout=subprocess.DEVNULL)
                report = json.load(open(f"{run}/metrics.json"))
                # The untrained heads predict the constants, so that the loss before training is theirs.
                ratios.append([task["loss"] / task["constant_loss"] for task in report["test"]["tasks"]])
            means = numpy.mean(ratios, axis=0)
            print(scheme.ljust(16), *(f"{mean:16.4f}" for mean in means), f"{means.sum():10.4f}", flush=True)


if __name__ == "__main__":
    main()

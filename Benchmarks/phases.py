"""How far each phase of a step is from its floor of arithmetic and traffic, on real tables.

  python3 Benchmarks/phases.py TABLE.csv.gz... [--label 'y_*'] [--option=OPTION]...

Trains each table by the defaults for some epochs (`train --profile`) and holds the milliseconds of a
step's phases to what their work takes at the least, counted from the shapes of the model's tensors:

forward   the matrix products, a cosine for each wave of a number, an exponential for each hidden unit
backward  the products for the weights and for what is learnt below them, a sine and a cosine for each wave
update    seven numbers read or written for each parameter by AdamW, one for the gradient's length, two
          for the averages

at speeds measured in the same minute: products as oneDNN multiplies large matrices
(peers/products.c), functions by the C library's vectors, and bytes by a loop over arrays as large as the
parameters (peers/floors.c), on all threads at once. What is left out of the count, as losses, splines,
adapters and the threads' meetings, is above the floor. Run it on a machine with nothing else to do.
"""

import argparse
import json
import os
import statistics
import struct
import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
PROGRAM = FOLDER.parent / ".build" / "release" / "equipoise"
PRODUCTS, FLOORS = (FOLDER / ".build" / name for name in ("products", "floors"))
WAVES = 16


def shapes(model):
    """The shapes of a model file's tensors, those of tasks' own epochs left out."""
    with open(model, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    return {name: value["shape"] for name, value in header.items()
            if name != "__metadata__" and not name.startswith("epoch.")}


def layers(tensors):
    """The shapes of the hidden layers' weights, units × inputs, from the first on."""
    return [tensors[name] for name in sorted(tensors)
            if name.startswith("trunk.") and name.endswith(".weight") and ".norm." not in name]


def products(tensors, members):
    """The multiply-adds of a row of the batch: forward, to the weights, and to what is learnt below."""
    trunk = layers(tensors)
    heads = [shape for name, shape in tensors.items()
             if name.startswith("head.") and name.endswith(".weight")]
    paths = [shape for name, shape in tensors.items() if name.startswith("path.")]
    # A head's rows are all members'.
    rows = members * sum(a * b for a, b in trunk) + sum(a * b for a, b in heads)
    path = sum(a * b for a, b in paths)
    learnt = sum(
        8 * name.startswith("spline.") + 4 * name.startswith("waves.")
        for name in tensors if name.endswith(".bias")) + sum(
        shape[1] for name, shape in tensors.items() if name.startswith("embedding."))
    given = trunk[0][1] - learnt
    below = rows - members * given * trunk[0][0]
    return rows + path, rows + path, below + path * learnt // trunk[0][1]


def speeds(threads, parameters):
    """Multiply-adds, cosines, exponentials and bytes a second."""
    gigaflops = float(subprocess.run(
        [PRODUCTS, str(threads)], check=True, capture_output=True, text=True).stdout)
    others = subprocess.run(
        [FLOORS, str(threads), str(parameters // threads + 1)], check=True, capture_output=True,
        text=True).stdout
    return [gigaflops * 1e9 / 2, *map(float, others.split())]


def floors(tensors, members, batch, parameters, threads):
    """The seconds of each phase of a step at the least."""
    multiply, cosines, exponentials, move = speeds(threads, parameters)
    forward, weights, below = products(tensors, members)
    waves = batch * WAVES * sum(name.endswith(".frequency") for name in tensors)
    units = batch * members * sum(outputs for outputs, _ in layers(tensors))
    return {
        "forward": batch * forward / multiply + waves / cosines + units / exponentials,
        "backward": batch * (weights + below) / multiply + 2 * waves / cosines,
        "update": 40 * parameters / move,
    }


def measure(table, arguments, folder):
    """For each phase the seconds of a step, and its floor."""
    run = Path(folder) / "run"
    output = subprocess.run(
        [PROGRAM, "train", table, "--label", arguments.label, "--epochs", str(arguments.epochs),
         "--no-crosses", "--profile", "--json", "--overwrite", "--threads", str(arguments.threads),
         "-o", run, *arguments.options], check=True, capture_output=True, text=True).stdout
    report = json.loads(output.splitlines()[-1])
    training = json.loads((run / "config.json").read_text())["training"]
    rows = report["rows"]["train"]
    steps = report["epochs"] * -(-rows // training["batch_size"])
    tensors = shapes(run / "model.safetensors")
    least = floors(
        tensors, training["network"].get("members", 1), training["batch_size"],
        report["parameters"], arguments.threads)
    seconds = {phase["name"]: phase["seconds"] / steps for phase in report["profile"]["phases"]}
    return {phase: (seconds[phase], floor) for phase, floor in least.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="+")
    parser.add_argument("--label", default="y_*")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--option", dest="options", action="append", default=[],
                        help="one more argument of train, as --option=--members=8")
    arguments = parser.parse_args()
    PRODUCTS.parent.mkdir(exist_ok=True)
    for source, program, options in (
            ("products.c", PRODUCTS, ["-O2", "-ldnnl", "-lgomp", "-lpthread"]),
            ("floors.c", FLOORS, ["-O3", "-march=native", "-ffast-math", "-lmvec", "-lm",
                                  "-lpthread"])):
        subprocess.run(["cc", FOLDER / "peers" / source, "-o", program, *options], check=True)
    print("| table | phase | ms a step | floor | of the floor |")
    print("| --- | --- | --- | --- | --- |")
    for table in arguments.tables:
        name = Path(table).name.split(".")[0]
        with tempfile.TemporaryDirectory() as folder:
            rounds = [measure(table, arguments, folder) for _ in range(arguments.rounds)]
        for phase in rounds[0]:
            times, least = zip(*(found[phase] for found in rounds))
            ratio = statistics.median(a / b for a, b in zip(times, least))
            print(f"| {name} | {phase} | {1000 * statistics.median(times):.3f} "
                  f"| {1000 * statistics.median(least):.3f} | {ratio:.2f} |", flush=True)


if __name__ == "__main__":
    main()

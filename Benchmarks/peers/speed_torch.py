"""The time of a training step in PyTorch: forward, losses, backward, AdamW, on a batch at hand.

  python speed_torch.py --workload M --form best

prints one line of JSON. The forms: `plain`, as most people write it (a linear layer for each task, the
default AdamW); `best`, with all heads in one layer, losses of a kind together and the fused AdamW;
`compiled`, the best one under torch.compile. Nothing is read, shuffled or logged in between.
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

from network_torch import trunk
from workloads import BINARY, REGRESSION, WORKLOADS, counts


class Labels:
    """Labels of each kind: rows × labels."""

    def __init__(self, tasks, batch):
        regressions, binaries, classes = counts(tasks)
        self.numbers = torch.randn(batch, regressions)
        self.binaries = torch.randint(2, (batch, binaries)).float()
        self.classes = torch.randint(10, (batch, classes))


def plain(inputs, hidden, tasks, features, labels):
    """A module and the sum of its tasks' losses."""
    model = nn.ModuleDict({
        "trunk": trunk(inputs, hidden),
        "heads": nn.ModuleList(nn.Linear(hidden[-1], outputs) for _, outputs in tasks),
    })
    columns = {kind: 0 for kind in tasks}

    def place(kind):
        columns[kind] += 1
        return columns[kind] - 1

    places = [place(kind) for kind in tasks]

    def loss():
        representation = model["trunk"](features)
        total = 0
        for kind, place, head in zip(tasks, places, model["heads"]):
            output = head(representation)
            if kind == REGRESSION:
                total = total + functional.mse_loss(output[:, 0], labels.numbers[:, place])
            elif kind == BINARY:
                total = total + functional.binary_cross_entropy_with_logits(
                    output[:, 0], labels.binaries[:, place])
            else:
                total = total + functional.cross_entropy(output, labels.classes[:, place])
        return total

    return model, loss


def best(inputs, hidden, tasks, features, labels):
    regressions, binaries, classes = counts(tasks)
    model = nn.Sequential(
        trunk(inputs, hidden), nn.Linear(hidden[-1], sum(outputs for _, outputs in tasks)))
    batch = len(features)

    def loss():
        outputs = model(features)
        total = functional.mse_loss(
            outputs[:, :regressions], labels.numbers, reduction="sum") / batch
        if binaries:
            logits = outputs[:, regressions:regressions + binaries]
            total = total + functional.binary_cross_entropy_with_logits(
                logits, labels.binaries, reduction="sum") / batch
        if classes:
            logits = outputs[:, regressions + binaries:].reshape(batch, classes, 10)
            total = total + functional.cross_entropy(
                logits.transpose(1, 2), labels.classes, reduction="sum") / batch
        return total

    return model, loss


def step_of(form, workload):
    inputs, hidden, batch, tasks = WORKLOADS[workload]
    torch.manual_seed(0)
    features, labels = torch.randn(batch, inputs), Labels(tasks, batch)
    make = plain if form == "plain" else best
    return stepping(form, *make(inputs, hidden, tasks, features, labels))


def stepping(form, model, loss):
    """A training step in one of the forms."""
    options = {} if form == "plain" else {"fused": True}
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01, **options)
    if form == "compiled":
        loss = torch.compile(loss)

    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return step


def median_step(step, steps, warmup):
    """The milliseconds of a step behind some that are not timed."""
    times = []
    for number in range(warmup + steps):
        began = time.perf_counter()
        step()
        if number >= warmup:
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def main(description, workloads, step_of):
    """Times the step of a workload in a form, and prints what it takes."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--workload", choices=workloads, required=True)
    parser.add_argument("--form", choices=["plain", "best", "compiled"], required=True)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    step = step_of(arguments.form, arguments.workload)
    milliseconds = median_step(step, arguments.steps, arguments.warmup)
    print(json.dumps({"version": f"PyTorch {torch.__version__}", "ms": milliseconds}))


if __name__ == "__main__":
    main(__doc__, WORKLOADS, step_of)

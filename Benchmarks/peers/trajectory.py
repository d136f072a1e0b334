"""Ten training steps under six balancing schemes, computed by TorchJD in double precision.

Prints one JSON document: a small multi-task problem, the parameters a network begins with, and for
each optimizer and scheme the losses before each step and the parameters after the last. The test
TrajectoryTests takes the same steps. To write its file again:

  pip install -r Benchmarks/peers/requirements.txt
  python Benchmarks/peers/trajectory.py > Tests/TrainingTests/Reference/trajectories.json

No random number generator of a library is involved, and all given numbers are small multiples of
powers of two: they are the same in single precision.
"""

import json
import math
from importlib.metadata import version

import torch
from torch import nn
from torch.nn import functional
from torchjd.aggregation import IMTLG, AlignedMTL, ConFIG, DualProj, FairGrad, UPGrad
from torchjd.autojac import jac_to_grad, mtl_backward
from torchjd.linalg import QuadprogProjector

INPUTS, HIDDEN = 9, (16, 12)
ROWS, BATCH, STEPS = 128, 32, 10
TASKS = [
    {"name": "real", "kind": "regression", "loss": "squared", "classes": []},
    {"name": "binary", "kind": "binary", "loss": "binary-cross-entropy", "classes": ["0", "1"]},
    {"name": "three", "kind": "multiclass", "loss": "cross-entropy", "classes": ["0", "1", "2"]},
    {"name": "count", "kind": "count", "loss": "poisson", "classes": []},
]
NAMES = [task["name"] for task in TASKS]
OUTPUTS = {"real": 1, "binary": 1, "three": 3, "count": 1}


def exact_projector():
    """The projection itself, not TorchJD's default of one with a regularised Gramian."""
    return QuadprogProjector(norm_eps=0.0, reg_eps=0.0)


SCHEMES = {
    "upgrad": lambda: UPGrad(projector=exact_projector()),
    "dualproj": lambda: DualProj(projector=exact_projector()),
    "imtl-g": IMTLG,
    "config": ConFIG,
    "aligned": AlignedMTL,
    "fairgrad": lambda: FairGrad(alpha=1.0),
}

RUNS = [
    {"activation": "gelu", "optimizer": "sgd", "rate": 0.0625, "weight_decay": 0.0},
    {"activation": "relu", "optimizer": "sgd", "rate": 0.0625, "weight_decay": 0.0},
    {"activation": "gelu", "optimizer": "adamw", "rate": 0.0078125, "weight_decay": 0.125},
]


class Generator:
    """The minimal standard generator of Park and Miller (1988)."""

    def __init__(self, seed):
        self.state = seed

    def fraction(self, steps):
        """A multiple of 1/steps in [-1, 1)."""
        self.state = 48271 * self.state % 2147483647
        return self.state % (2 * steps) / steps - 1

    def tensor(self, *shape, factor=1.0):
        values = [factor * self.fraction(64) for _ in range(math.prod(shape))]
        return torch.tensor(values, dtype=torch.float64).reshape(shape)


def make_problem():
    """Inputs, and for each task one label a row, NaN where it is missing.

    Every task misses labels of its own; "count" has none at all in the second batch.
    """
    generator = Generator(1)
    inputs = 2 * generator.tensor(ROWS, INPUTS)
    noise = generator.tensor(ROWS, len(TASKS))
    x = inputs.T
    scores = torch.stack([x[0] * x[1], x[2] - x[3], x[4] + noise[:, 2]])
    labels = {
        "real": 3 * x[0] - x[1] * x[2] + noise[:, 0],
        "binary": (x[1] - x[0] + noise[:, 1] > 0).double(),
        "three": scores.argmax(0).double(),
        "count": torch.clamp(torch.floor(2 + x[5] - x[0] + 2 * noise[:, 3]), min=0),
    }
    for task, column in enumerate(labels.values()):
        column[[row for row in range(ROWS) if (row + task) % (3 + task) == 0]] = math.nan
    labels["count"][BATCH : 2 * BATCH] = math.nan
    return inputs, labels


def make_parameters():
    """A named tensor for each layer's weights and biases, in no particular order."""
    generator = Generator(7)
    widths = (INPUTS, *HIDDEN)
    shapes = {f"trunk.{i}": (widths[i + 1], widths[i]) for i in range(len(HIDDEN))}
    shapes |= {f"head.{task}": (outputs, HIDDEN[-1]) for task, outputs in OUTPUTS.items()}
    parameters = {}
    for name, shape in shapes.items():
        parameters[f"{name}.weight"] = generator.tensor(*shape, factor=0.5)
        parameters[f"{name}.bias"] = generator.tensor(shape[0], factor=0.125)
    return parameters


def count_deviance(output, label):
    """The Poisson deviance under a log link."""
    return 2 * (torch.xlogy(label, label) - label * output - label + output.exp()).mean()


LOSSES = {
    "real": lambda output, label: functional.mse_loss(output[:, 0], label),
    "binary": lambda output, label: functional.binary_cross_entropy_with_logits(
        output[:, 0], label
    ),
    "three": lambda output, label: functional.cross_entropy(output, label.long()),
    "count": lambda output, label: count_deviance(output[:, 0], label),
}


class Network(nn.Module):
    def __init__(self, activation, parameters):
        super().__init__()
        widths = (INPUTS, *HIDDEN)
        self.activation = {"gelu": functional.gelu, "relu": functional.relu}[activation]
        self.trunk = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.head = nn.ModuleDict(
            {task: nn.Linear(HIDDEN[-1], outputs) for task, outputs in OUTPUTS.items()}
        )
        self.double()
        self.load_state_dict(parameters)

    def features(self, inputs):
        for layer in self.trunk:
            inputs = self.activation(layer(inputs))
        return inputs


def make_optimizer(run, network):
    if run["optimizer"] == "sgd":
        return torch.optim.SGD(network.parameters(), lr=run["rate"])
    weights = [p for p in network.parameters() if p.ndim > 1]
    biases = [p for p in network.parameters() if p.ndim == 1]
    return torch.optim.AdamW(
        [{"params": weights}, {"params": biases, "weight_decay": 0.0}],
        lr=run["rate"],
        weight_decay=run["weight_decay"],
    )


def train(run, aggregator, inputs, labels, parameters):
    """The losses before each step (None for an absent task), and the last parameters."""
    network = Network(run["activation"], parameters)
    optimizer = make_optimizer(run, network)
    history = []
    for step in range(STEPS):
        first = step * BATCH % ROWS
        rows = slice(first, first + BATCH)
        features = network.features(inputs[rows])
        losses = {}
        for task, head in network.head.items():
            label = labels[task][rows]
            labelled = ~label.isnan()
            if labelled.any():
                losses[task] = LOSSES[task](head(features[labelled]), label[labelled])
        # Zeros, not nothing: the moments of an absent task's head go on.
        optimizer.zero_grad(set_to_none=False)
        mtl_backward(
            list(losses.values()),
            features=features,
            tasks_params=[network.head[task].parameters() for task in losses],
            shared_params=network.trunk.parameters(),
        )
        jac_to_grad(network.trunk.parameters(), aggregator)
        optimizer.step()
        history.append([losses[name].item() if name in losses else None for name in NAMES])
    return history, network.state_dict()


def exact(tensor):
    """All numbers of a tensor, None where there is none."""
    return [None if math.isnan(x) else x for x in tensor.flatten().tolist()]


def rounded(values):
    """Nine digits tell any two numbers of single precision apart."""
    return [None if x is None else float(f"{x:.9g}") for x in values]


def main():
    torch.set_num_threads(1)
    inputs, labels = make_problem()
    parameters = make_parameters()
    trajectories = []
    for run in RUNS:
        for scheme, make in SCHEMES.items():
            losses, last = train(run, make(), inputs, labels, parameters)
            results = {
                "scheme": scheme,
                "losses": [rounded(row) for row in losses],
                "parameters": {name: rounded(exact(tensor)) for name, tensor in last.items()},
            }
            trajectories.append(run | results)
    document = {
        "made_with": f"torchjd {version('torchjd')}, torch {version('torch')}",
        "tasks": TASKS,
        "hidden": HIDDEN,
        "batch": BATCH,
        "inputs": [exact(row) for row in inputs],
        "labels": {name: exact(column) for name, column in labels.items()},
        "parameters": {name: exact(tensor) for name, tensor in parameters.items()},
        "trajectories": trajectories,
    }
    # A trajectory a line.
    print(json.dumps(document, separators=(",", ":")).replace('{"activation', '\n{"activation'))


if __name__ == "__main__":
    main()

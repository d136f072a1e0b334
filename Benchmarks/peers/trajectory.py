"""Ten training steps under balancing schemes, computed by TorchJD in double precision.

Prints one JSON document: a small multi-task problem, networks with the parameters they begin with, and
for each optimizer and scheme the losses before each step and the parameters after the last. The test
TrajectoryTests takes the same steps. To write its file again:

  pip install -r Benchmarks/peers/requirements.txt
  python Benchmarks/peers/trajectory.py > Tests/TrainingTests/Reference/trajectories.json

One network is of dense layers alone; the other embeds numbers, has a linear path, and several members,
whose layers are those of TabM's authors (package tabm). No random number generator of a library is
involved, and all given numbers are small multiples of powers of two: they are the same in single
precision.
"""

import json
import math
from importlib.metadata import version

import torch
from tabm import LinearBatchEnsemble, LinearEnsemble
from torch import nn
from torch.nn import functional
from torchjd.aggregation import IMTLG, AlignedMTL, ConFIG, DualProj, FairGrad, UPGrad
from torchjd.autojac import jac_to_grad, mtl_backward
from torchjd.linalg import QuadprogProjector

INPUTS = 9
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
    {"network": "dense", "activation": "gelu", "optimizer": "sgd", "rate": 0.0625, "weight_decay": 0.0},
    {"network": "dense", "activation": "relu", "optimizer": "sgd", "rate": 0.0625, "weight_decay": 0.0},
    {"network": "dense", "activation": "gelu", "optimizer": "adamw", "rate": 0.0078125,
     "weight_decay": 0.125},
    {"network": "table", "activation": "gelu", "optimizer": "sgd", "rate": 0.0625, "weight_decay": 0.0},
    {"network": "table", "activation": "relu", "optimizer": "adamw", "rate": 0.0078125,
     "weight_decay": 0.125},
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


class DenseNetwork(nn.Module):
    """Dense layers that all tasks share, and a head for each."""

    shape = {"hidden": [16, 12], "members": 1, "linear_path": False, "numbers": []}

    @classmethod
    def initial(cls):
        """A named tensor for each layer's weights and biases, in no particular order."""
        generator = Generator(7)
        hidden = cls.shape["hidden"]
        widths = (INPUTS, *hidden)
        shapes = {f"trunk.{i}": (widths[i + 1], widths[i]) for i in range(len(hidden))}
        shapes |= {f"head.{task}": (outputs, hidden[-1]) for task, outputs in OUTPUTS.items()}
        parameters = {}
        for name, shape in shapes.items():
            parameters[f"{name}.weight"] = generator.tensor(*shape, factor=0.5)
            parameters[f"{name}.bias"] = generator.tensor(shape[0], factor=0.125)
        return parameters

    def __init__(self, activation, parameters):
        super().__init__()
        hidden = self.shape["hidden"]
        widths = (INPUTS, *hidden)
        self.activation = activation
        self.trunk = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.head = nn.ModuleDict(
            {task: nn.Linear(hidden[-1], outputs) for task, outputs in OUTPUTS.items()}
        )
        self.double()
        self.load_state_dict(parameters)

    def shared(self):
        return list(self.trunk.parameters())

    def own(self, task):
        return list(self.head[task].parameters())

    def decayed(self):
        return [p for p in self.parameters() if p.ndim > 1]

    def features(self, inputs):
        """What the tasks' own parameters read."""
        for layer in self.trunk:
            inputs = self.activation(layer(inputs))
        return [inputs]

    def loss(self, task, features, rows, label):
        return LOSSES[task](self.head[task](features[0][rows]), label)

    def named(self):
        return self.state_dict()


class TableNetwork(nn.Module):
    """Some numbers embedded, layers that members adapt, heads of each member's own, a linear path."""

    shape = {
        "hidden": [12, 8],
        "members": 3,
        "linear_path": True,
        # Of the first inputs; the others are read as they are.
        "numbers": [
            {"embedding": "both", "centre": 0.25, "scale": 0.75, "knots": [-2, -1, -0.25, 0.5, 2]},
            {"embedding": "spline", "centre": -0.5, "scale": 1.25, "knots": [-1.5, 0, 0.375, 1]},
            {"embedding": "waves", "centre": 0, "scale": 1, "knots": []},
        ],
    }
    SPLINE, WAVE, WAVES = 8, 4, 16

    @classmethod
    def initial(cls):
        generator = Generator(11)
        hidden, members = cls.shape["hidden"], cls.shape["members"]
        parameters = {}

        def draw(name, *shape, factor=0.5, around=0.0):
            parameters[name] = around + generator.tensor(*shape, factor=factor)

        width = INPUTS
        for i, number in enumerate(cls.shape["numbers"]):
            if number["embedding"] in ("both", "spline"):
                width += cls.SPLINE
                draw(f"spline.x{i}.bias", cls.SPLINE)
                draw(f"spline.x{i}.slope", cls.SPLINE)
                draw(f"spline.x{i}.steps", len(number["knots"]) - 1, cls.SPLINE)
            if number["embedding"] in ("both", "waves"):
                width += cls.WAVE
                draw(f"waves.x{i}.frequency", cls.WAVES, factor=0.25)
                draw(f"waves.x{i}.phase", cls.WAVES, factor=2.0)
                draw(f"waves.x{i}.weight", cls.WAVE, cls.WAVES, factor=0.25)
                draw(f"waves.x{i}.bias", cls.WAVE, factor=0.125)
        for i, (before, after) in enumerate(zip((width, *hidden), hidden)):
            draw(f"trunk.{i}.weight", after, before)
            draw(f"trunk.{i}.adapter.input", members, before, around=1.0)
            draw(f"trunk.{i}.adapter.output", members, after, around=1.0)
            draw(f"trunk.{i}.bias", members, after, factor=0.125)
        for task, outputs in OUTPUTS.items():
            # Row o · members + m is member m's for output o.
            draw(f"head.{task}.weight", outputs * members, hidden[-1])
            draw(f"head.{task}.bias", outputs * members, factor=0.125)
            draw(f"path.{task}.weight", outputs, width, factor=0.125)
        return parameters

    def __init__(self, activation, parameters):
        super().__init__()
        hidden, self.members = self.shape["hidden"], self.shape["members"]
        self.activation = activation
        self.given = {name: nn.Parameter(value.clone()) for name, value in parameters.items()
                      if name.startswith(("spline", "waves", "path"))}
        self.trunk, self.head = [], {}
        for i, after in enumerate(hidden):
            weight = parameters[f"trunk.{i}.weight"]
            layer = LinearBatchEnsemble(
                weight.shape[1], after, k=self.members, scaling_init="ones").double()
            layer.load_state_dict({
                "weight": weight, "r": parameters[f"trunk.{i}.adapter.input"],
                "s": parameters[f"trunk.{i}.adapter.output"], "bias": parameters[f"trunk.{i}.bias"]})
            self.trunk.append(layer)
        for task, outputs in OUTPUTS.items():
            layer = LinearEnsemble(hidden[-1], outputs, k=self.members).double()
            weight = parameters[f"head.{task}.weight"].reshape(outputs, self.members, -1)
            layer.load_state_dict({
                "weight": weight.permute(1, 2, 0),
                "bias": parameters[f"head.{task}.bias"].reshape(outputs, self.members).T})
            self.head[task] = layer

    def parameters(self):
        layers = [*self.trunk, *self.head.values()]
        return [*self.given.values(), *(p for layer in layers for p in layer.parameters())]

    def shared(self):
        below = [p for name, p in self.given.items() if not name.startswith("path")]
        return below + [p for layer in self.trunk for p in layer.parameters()]

    def own(self, task):
        return [*self.head[task].parameters(), self.given[f"path.{task}.weight"]]

    def decayed(self):
        return [layer.weight for layer in (*self.trunk, *self.head.values())] + [
            p for name, p in self.given.items() if name.startswith("path")]

    def spline(self, i, x, scaled, knots):
        """Of each bin the share that lies below x takes as much of its step."""
        knots = torch.tensor(knots, dtype=torch.float64)
        shares = ((x[:, None] - knots[:-1]) / (knots[1:] - knots[:-1])).clamp(0, 1)
        bias, slope, steps = (self.given[f"spline.x{i}.{n}"] for n in ("bias", "slope", "steps"))
        return bias + scaled[:, None] * slope + shares @ steps

    def waves(self, i, scaled):
        frequency, phase, weight, bias = (
            self.given[f"waves.x{i}.{n}"] for n in ("frequency", "phase", "weight", "bias"))
        return torch.cos(2 * math.pi * frequency * scaled[:, None] + phase) @ weight.T + bias

    def embedded(self, inputs):
        numbers, splines, waves = list(inputs.T), [], []
        for i, number in enumerate(self.shape["numbers"]):
            z = (inputs[:, i] - number["centre"]) / number["scale"]
            numbers[i] = z / (1 + (z / 3) ** 2).sqrt()
            if number["embedding"] in ("both", "spline"):
                splines.append(self.spline(i, inputs[:, i], numbers[i], number["knots"]))
            if number["embedding"] in ("both", "waves"):
                waves.append(self.waves(i, numbers[i]))
        return torch.cat([torch.stack(numbers, 1), *splines, *waves], 1)

    def features(self, inputs):
        embedded = self.embedded(inputs)
        x = embedded[:, None].expand(-1, self.members, -1)
        for layer in self.trunk:
            x = self.activation(layer(x))
        # A copy, on which the layers do not depend: their gradients come by the layers.
        return [x, embedded.clone()]

    def loss(self, task, features, rows, label):
        """The mean over the members of their losses."""
        path = features[1][rows] @ self.given[f"path.{task}.weight"].T
        outputs = self.head[task](features[0][rows]) + path[:, None]
        return sum(LOSSES[task](outputs[:, m], label) for m in range(self.members)) / self.members

    def named(self):
        result = dict(self.given)
        for i, layer in enumerate(self.trunk):
            result |= {
                f"trunk.{i}.weight": layer.weight, f"trunk.{i}.adapter.input": layer.r,
                f"trunk.{i}.adapter.output": layer.s, f"trunk.{i}.bias": layer.bias}
        for task, layer in self.head.items():
            result |= {
                f"head.{task}.weight": layer.weight.permute(2, 0, 1), f"head.{task}.bias": layer.bias.T}
        return result


NETWORKS = {"dense": DenseNetwork, "table": TableNetwork}
ACTIVATIONS = {"gelu": functional.gelu, "relu": functional.relu}


def make_optimizer(run, network):
    if run["optimizer"] == "sgd":
        return torch.optim.SGD(network.parameters(), lr=run["rate"])
    decayed = network.decayed()
    others = [p for p in network.parameters() if not any(p is q for q in decayed)]
    return torch.optim.AdamW(
        [{"params": decayed}, {"params": others, "weight_decay": 0.0}],
        lr=run["rate"],
        weight_decay=run["weight_decay"],
    )


def train(run, aggregator, inputs, labels, parameters):
    """The losses before each step (None for an absent task), and the last parameters."""
    network = NETWORKS[run["network"]](ACTIVATIONS[run["activation"]], parameters)
    optimizer = make_optimizer(run, network)
    history = []
    for step in range(STEPS):
        first = step * BATCH % ROWS
        rows = slice(first, first + BATCH)
        features = network.features(inputs[rows])
        losses = {}
        for task in NAMES:
            label = labels[task][rows]
            labelled = ~label.isnan()
            if labelled.any():
                losses[task] = network.loss(task, features, labelled, label[labelled])
        # Zeros, not nothing: the moments of an absent task's head go on.
        optimizer.zero_grad(set_to_none=False)
        mtl_backward(
            list(losses.values()),
            features=features,
            tasks_params=[network.own(task) for task in losses],
            shared_params=network.shared(),
        )
        jac_to_grad(network.shared(), aggregator)
        optimizer.step()
        history.append([losses[name].item() if name in losses else None for name in NAMES])
    return history, network.named()


def exact(tensor):
    """All numbers of a tensor, None where there is none."""
    return [None if math.isnan(x) else x for x in tensor.flatten().tolist()]


def rounded(values):
    """Nine digits tell any two numbers of single precision apart."""
    return [None if x is None else float(f"{x:.9g}") for x in values]


def main():
    torch.set_num_threads(1)
    inputs, labels = make_problem()
    networks, trajectories = {}, []
    for name, kind in NETWORKS.items():
        parameters = {name: exact(tensor) for name, tensor in kind.initial().items()}
        networks[name] = kind.shape | {"parameters": parameters}
    for run in RUNS:
        for scheme, make in SCHEMES.items():
            parameters = NETWORKS[run["network"]].initial()
            losses, last = train(run, make(), inputs, labels, parameters)
            results = {
                "scheme": scheme,
                "losses": [rounded(row) for row in losses],
                "parameters": {name: rounded(exact(tensor)) for name, tensor in last.items()},
            }
            trajectories.append(run | results)
    document = {
        "made_with": ", ".join(f"{name} {version(name)}" for name in ("torchjd", "torch", "tabm")),
        "tasks": TASKS,
        "batch": BATCH,
        "inputs": [exact(row) for row in inputs],
        "labels": {name: exact(column) for name, column in labels.items()},
        "networks": networks,
        "trajectories": trajectories,
    }
    # A trajectory a line.
    print(json.dumps(document, separators=(",", ":")).replace('{"network"', '\n{"network"'))


if __name__ == "__main__":
    main()

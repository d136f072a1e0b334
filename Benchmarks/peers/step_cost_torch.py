"""The time of a training step in PyTorch, with TorchJD and with LibMTL.

Measures one program, workload and scheme, and prints one line of JSON with the median and all
times in milliseconds:

  python step_cost_torch.py --workload M --scheme upgrad --steps 20 --warmup 5

A step is: forward, losses, gradients, balancing, AdamW. Data and network are made of numbers drawn
beforehand; nothing is read, shuffled or logged in between.
"""

import argparse
import json
import statistics
import sys
import time
import types
from importlib.metadata import version

import torch
from torch import nn
from torch.nn import functional

from network_torch import trunk
from workloads import WORKLOADS

LOSSES = {
    "regression": lambda output, label: functional.mse_loss(output[:, 0], label),
    "binary": lambda output, label: functional.binary_cross_entropy_with_logits(
        output[:, 0], label
    ),
    "classes": functional.cross_entropy,
}


class Problem:
    """A workload's rows and the parts of its network."""

    def __init__(self, workload, activation):
        inputs, hidden, batch, tasks = WORKLOADS[workload]
        torch.manual_seed(0)
        self.inputs = torch.randn(batch, inputs)
        self.kinds = [kind for kind, _ in tasks]
        self.labels = [self._labels(kind, outputs, batch) for kind, outputs in tasks]
        self.trunk = trunk(inputs, hidden, {"gelu": nn.GELU, "relu": nn.ReLU}[activation])
        self.heads = nn.ModuleList(nn.Linear(hidden[-1], outputs) for _, outputs in tasks)

    @staticmethod
    def _labels(kind, outputs, batch):
        if kind == "regression":
            return torch.randn(batch)
        if kind == "binary":
            return torch.randint(2, (batch,)).float()
        return torch.randint(outputs, (batch,))

    def parameters(self):
        return [*self.trunk.parameters(), *self.heads.parameters()]

    def losses(self, features):
        return self.losses_of(head(features) for head in self.heads)

    def losses_of(self, outputs):
        triples = zip(self.kinds, outputs, self.labels)
        return [LOSSES[kind](output, label) for kind, output, label in triples]


def equal_torch(problem):
    """Equal weights: one backward pass of the mean of the losses."""

    def backward():
        losses = problem.losses(problem.trunk(problem.inputs))
        (sum(losses) / len(losses)).backward()

    return backward


def weightings():
    """For each scheme its aggregator of Jacobians and its weighting of Gramians."""
    from torchjd import aggregation

    return {
        "equal": (aggregation.Mean, None),
        "upgrad": (aggregation.UPGrad, aggregation.UPGradWeighting),
        "dualproj": (aggregation.DualProj, aggregation.DualProjWeighting),
        "mgda": (aggregation.MGDA, aggregation.MGDAWeighting),
        "imtl-g": (aggregation.IMTLG, aggregation.IMTLGWeighting),
        "aligned": (aggregation.AlignedMTL, aggregation.AlignedMTLWeighting),
        "fairgrad": (
            lambda: aggregation.FairGrad(alpha=1.0),
            lambda: aggregation.FairGradWeighting(alpha=1.0),
        ),
        "config": (aggregation.ConFIG, None),
        "pcgrad": (aggregation.PCGrad, aggregation.PCGradWeighting),
    }


def of_scheme(scheme, table, program):
    if table.get(scheme) is None:
        known = ", ".join(name for name, entry in table.items() if entry is not None)
        sys.exit(f"{program} has no scheme {scheme}; it has {known}")
    return table[scheme]


def jacobian_torchjd(problem, scheme, chunk=None, by_gramian=False):
    """TorchJD's multi-task Jacobian descent: one vectorised backward pass gives the Jacobian."""
    from torchjd.autojac import jac_to_grad, mtl_backward

    aggregator = of_scheme(scheme, weightings(), "torchjd")[0]()
    shared = list(problem.trunk.parameters())
    heads = [list(head.parameters()) for head in problem.heads]
    options = {"optimize_gramian_computation": True} if by_gramian else {}

    def backward():
        features = problem.trunk(problem.inputs)
        mtl_backward(
            problem.losses(features),
            features=features,
            tasks_params=heads,
            shared_params=shared,
            parallel_chunk_size=chunk,
        )
        jac_to_grad(shared, aggregator, **options)

    return backward


def gramian_torchjd(problem, scheme):
    """TorchJD's autogram engine: the Gramian without a Jacobian, then one weighted backward pass.

    The objectives are the tasks' mean losses, so no dimension of them is the batch's: with one the
    engine would weigh every row's loss. The weighted pass weighs the heads' gradients too.
    """
    from torchjd.autogram import Engine

    table = {name: gramian for name, (_, gramian) in weightings().items()}
    weighting = of_scheme(scheme, table, "torchjd-autogram")()
    engine = Engine(problem.trunk, batch_dim=None)

    def backward():
        losses = torch.stack(problem.losses(problem.trunk(problem.inputs)))
        weights = weighting(engine.compute_gramian(losses))
        losses.backward(weights)

    return backward


def libmtl(problem, scheme):
    """LibMTL's hard parameter sharing and its weighting, put together as its trainer does.

    The trainer itself asks for a GPU. Two of its dependencies have changed since version 1.1.5:
    torchvision moved a function, which LibMTL needs only for downloads, and modules now drop
    gradients that they used to set to zero.
    """
    moved = types.ModuleType("torchvision.models.utils")
    moved.load_state_dict_from_url = torch.hub.load_state_dict_from_url
    sys.modules.setdefault("torchvision.models.utils", moved)
    from LibMTL import weighting
    from LibMTL.architecture import HPS

    table = {
        "equal": (weighting.EW, {}),
        "mgda": (weighting.MGDA, {"mgda_gn": "none"}),
        "pcgrad": (weighting.PCGrad, {}),
    }
    strategy, options = of_scheme(scheme, table, "libmtl")

    class Model(HPS, strategy):
        def zero_grad_share_params(self):
            self.encoder.zero_grad(set_to_none=False)

    names = [str(task) for task in range(len(problem.heads))]
    model = Model(
        task_name=names,
        encoder_class=lambda: problem.trunk,
        decoders=nn.ModuleDict(dict(zip(names, problem.heads))),
        rep_grad=False,
        multi_input=False,
        device=torch.device("cpu"),
    )
    model.init_param()

    def backward():
        losses = problem.losses_of(model(problem.inputs).values())
        model.backward(torch.stack(losses), **options)

    return backward


PROGRAMS = {
    "torch": lambda problem, scheme: of_scheme(scheme, {"equal": equal_torch}, "torch")(problem),
    "torchjd": jacobian_torchjd,
    "torchjd-gramian": lambda p, s: jacobian_torchjd(p, s, by_gramian=True),
    "torchjd-sequential": lambda p, s: jacobian_torchjd(p, s, chunk=1),
    "torchjd-autogram": gramian_torchjd,
    "libmtl": libmtl,
}


def measure(problem, backward, steps, warmup):
    """The milliseconds of each step after the first ones."""
    optimizer = torch.optim.AdamW(problem.parameters(), lr=1e-3, weight_decay=0.01, fused=True)
    times = []
    for step in range(warmup + steps):
        began = time.perf_counter()
        optimizer.zero_grad()
        backward()
        optimizer.step()
        if step >= warmup:
            times.append(1000 * (time.perf_counter() - began))
    return times


def title(program):
    """A program's name and version, such as "torchjd 0.18.0"."""
    package = program.split("-")[0]
    return f"{program} {version(package)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--workload", choices=WORKLOADS, required=True)
    parser.add_argument("--scheme", required=True)
    parser.add_argument("--program", choices=PROGRAMS, help="default: torch for equal, or torchjd")
    parser.add_argument("--activation", choices=["gelu", "relu"], default="gelu")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    program = arguments.program or ("torch" if arguments.scheme == "equal" else "torchjd")

    torch.set_num_threads(arguments.threads)
    problem = Problem(arguments.workload, arguments.activation)
    backward = PROGRAMS[program](problem, arguments.scheme)
    times = measure(problem, backward, arguments.steps, arguments.warmup)
    result = {
        "program": title(program),
        "torch": torch.__version__,
        "workload": arguments.workload,
        "scheme": arguments.scheme,
        "activation": arguments.activation,
        "threads": arguments.threads,
        "ms": round(statistics.median(times), 3),
        "ms_all": [round(time, 3) for time in times],
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()

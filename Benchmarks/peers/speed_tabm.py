"""The time of a training step of a network for tables in PyTorch, members by TabM's authors (package tabm).

  python speed_tabm.py --workload T8 --form best

prints one line of JSON. Numbers are embedded by splines and waves. The forms: `plain`, as TabM's page
writes it, with the embeddings of package rtdl_num_embeddings, a head and a linear path for each task and
the default AdamW; `best`, with all numbers embedded by two batched products, of which each number's
share of every bin is at hand, all heads and linear paths in one layer each and the fused AdamW;
`compiled`, the best one under torch.compile.
"""

import math

import torch
from rtdl_num_embeddings import PeriodicEmbeddings, PiecewiseLinearEmbeddings
from tabm import LinearBatchEnsemble, LinearEnsemble
from torch import nn
from torch.nn import functional

from speed_torch import main, stepping
from workloads import BINS, SPLINE, TABLES, WAVE, WAVES


class Embedding(nn.Module):
    """Splines and waves of all numbers, side by side behind the numbers themselves."""

    def __init__(self, inputs):
        super().__init__()
        self.bias = nn.Parameter(torch.rand(inputs, SPLINE) - 0.5)
        self.slope = nn.Parameter(torch.rand(inputs, SPLINE) - 0.5)
        self.steps = nn.Parameter(torch.zeros(inputs, BINS, SPLINE))
        self.frequency = nn.Parameter(0.1 * torch.randn(inputs, WAVES))
        self.phase = nn.Parameter(math.pi * (2 * torch.rand(inputs, WAVES) - 1))
        self.mixture = nn.Parameter((torch.rand(inputs, WAVES, WAVE) - 0.5) / 2)
        self.shift = nn.Parameter(torch.zeros(inputs, WAVE))

    def forward(self, numbers, shares):
        """numbers: rows × inputs; shares: inputs × rows × bins."""
        columns = numbers.T[:, :, None]
        splines = torch.baddbmm(
            self.bias[:, None] + columns * self.slope[:, None], shares, self.steps)
        angles = 2 * math.pi * self.frequency[:, None] * columns + self.phase[:, None]
        waves = torch.baddbmm(self.shift[:, None], torch.cos(angles), self.mixture)
        embedded = torch.cat([splines, waves], 2).transpose(0, 1).flatten(1)
        return torch.cat([numbers, embedded], 1)


class PackagedEmbedding(nn.Module):
    """The same by package rtdl_num_embeddings, whose waves are cosines and sines."""

    def __init__(self, inputs):
        super().__init__()
        bins = [torch.linspace(-3, 3, BINS + 1) for _ in range(inputs)]
        self.splines = PiecewiseLinearEmbeddings(bins, SPLINE, activation=False, version="B")
        self.waves = PeriodicEmbeddings(
            inputs, WAVE, n_frequencies=WAVES // 2, frequency_init_scale=0.1, activation=False,
            lite=False)

    def forward(self, numbers):
        embedded = torch.cat([self.splines(numbers), self.waves(numbers)], 2)
        return torch.cat([numbers, embedded.flatten(1)], 1)


class Trunk(nn.Module):
    """The hidden layers: rows × members × units, without members rows × units."""

    def __init__(self, inputs, hidden, members):
        super().__init__()
        self.members = members
        pairs = list(zip((inputs, *hidden), hidden))
        if members == 1:
            self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairs)
        else:
            self.layers = nn.ModuleList(
                LinearBatchEnsemble(
                    a, b, k=members, scaling_init="random-signs" if index == 0 else "ones")
                for index, (a, b) in enumerate(pairs))

    def forward(self, embedded):
        x = embedded
        if self.members > 1:
            x = x[:, None].expand(-1, self.members, -1)
        for layer in self.layers:
            x = functional.gelu(layer(x))
        return x


class Head(nn.Module):
    """Outputs of what the trunk gives, and the linear path's."""

    def __init__(self, inputs, width, outputs, members):
        super().__init__()
        self.members = members
        self.head = (
            nn.Linear(width, outputs) if members == 1 else LinearEnsemble(width, outputs, k=members))
        self.path = nn.Linear(inputs, outputs, bias=False)

    def forward(self, x, embedded):
        path = self.path(embedded)
        return self.head(x) + (path if self.members == 1 else path[:, None])


def spread(labels, members):
    """Each member has the same labels."""
    return labels if members == 1 else labels[:, None].expand(-1, members, -1)


def plain(inputs, hidden, tasks, members, numbers, labels):
    """A module and the sum of its tasks' losses."""
    embedding = PackagedEmbedding(inputs)
    width = inputs * (1 + SPLINE + WAVE)
    trunk = Trunk(width, hidden, members)
    heads = nn.ModuleList(Head(width, hidden[-1], 1, members) for _ in range(tasks))

    def loss():
        embedded = embedding(numbers)
        x = trunk(embedded)
        return sum(
            functional.mse_loss(head(x, embedded), spread(labels[:, task:task + 1], members))
            for task, head in enumerate(heads))

    return nn.ModuleList([embedding, trunk, heads]), loss


def best(inputs, hidden, tasks, members, numbers, labels):
    shares = (BINS * torch.rand(inputs, len(numbers), 1) - torch.arange(BINS)).clamp(0, 1)
    embedding = Embedding(inputs)
    width = inputs * (1 + SPLINE + WAVE)
    trunk = Trunk(width, hidden, members)
    heads = Head(width, hidden[-1], tasks, members)
    target = spread(labels, members)

    def loss():
        embedded = embedding(numbers, shares)
        outputs = heads(trunk(embedded), embedded)
        return functional.mse_loss(outputs, target, reduction="sum") / (len(numbers) * members)

    return nn.ModuleList([embedding, trunk, heads]), loss


def step_of(form, workload):
    inputs, hidden, batch, tasks, members = TABLES[workload]
    torch.manual_seed(0)
    numbers, labels = torch.randn(batch, inputs), torch.randn(batch, len(tasks))
    make = plain if form == "plain" else best
    return stepping(form, *make(inputs, hidden, len(tasks), members, numbers, labels))


if __name__ == "__main__":
    main(__doc__, TABLES, step_of)

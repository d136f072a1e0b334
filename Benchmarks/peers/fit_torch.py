"""Fits a network to a table's labels in PyTorch, from the file on.

  python fit_torch.py --form plain TABLE.csv.gz

prints the best epoch's validation loss, the mean over labels of the squared error over the label's
variance. The forms: `plain`, with a DataLoader, a linear layer for each label and the default AdamW;
`tuned`, with all rows in one tensor, one layer for all labels and the fused AdamW.
"""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from fit_table import BATCH, DECAY, EPOCHS, HIDDEN, RATE, read
from network_torch import trunk


class Separate(nn.Module):
    """A linear layer for each label."""

    def __init__(self, inputs, labels):
        super().__init__()
        self.trunk = trunk(inputs, HIDDEN)
        self.heads = nn.ModuleList(nn.Linear(HIDDEN[-1], 1) for _ in range(labels))

    def forward(self, features):
        representation = self.trunk(features)
        return torch.cat([head(representation) for head in self.heads], 1)

    def loss(self, features, labels):
        representation = self.trunk(features)
        losses = [
            nn.functional.mse_loss(head(representation)[:, 0], labels[:, task])
            for task, head in enumerate(self.heads)
        ]
        return sum(losses)


class Joint(nn.Module):
    """One linear layer for all labels."""

    def __init__(self, inputs, labels):
        super().__init__()
        self.trunk = trunk(inputs, HIDDEN)
        self.head = nn.Linear(HIDDEN[-1], labels)

    def forward(self, features):
        return self.head(self.trunk(features))

    def loss(self, features, labels):
        return nn.functional.mse_loss(self(features), labels, reduction="sum") / len(features)


def begin_alike(model):
    """Begins as Equipoise does (He et al. 2015, and heads that are zero), for losses to be compared."""
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1 and name.startswith("trunk"):
            nn.init.kaiming_normal_(parameter)
        else:
            nn.init.zeros_(parameter)


def batches(form, x, y):
    if form == "plain":
        yield from DataLoader(TensorDataset(x, y), batch_size=BATCH, shuffle=True)
        return
    for rows in torch.randperm(len(x)).split(BATCH):
        yield x[rows], y[rows]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table")
    parser.add_argument("--form", choices=["plain", "tuned"], required=True)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    x, y, x_validation, y_validation = map(torch.from_numpy, read(arguments.table))
    make, options = (Separate, {}) if arguments.form == "plain" else (Joint, {"fused": True})
    model = make(x.shape[1], y.shape[1])
    begin_alike(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY, **options)
    best = float("inf")
    for _ in range(EPOCHS):
        for features, labels in batches(arguments.form, x, y):
            optimizer.zero_grad()
            model.loss(features, labels).backward()
            optimizer.step()
        with torch.no_grad():
            errors = [
                ((model(features) - labels) ** 2).mean(1)
                for features, labels in zip(x_validation.split(4096), y_validation.split(4096))
            ]
        best = min(best, torch.cat(errors).mean().item())
    print(best)


if __name__ == "__main__":
    main()

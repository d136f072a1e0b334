"""What the networks of the PyTorch scripts have in common."""

from torch import nn


def trunk(inputs, hidden, activation=nn.GELU):
    """Linear layers of the given widths, each with its activation."""
    layers = []
    for before, after in zip((inputs, *hidden), hidden):
        layers += [nn.Linear(before, after), activation()]
    return nn.Sequential(*layers)

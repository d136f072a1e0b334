"""Fits a network to a table's labels in JAX, from the file on.

  python fit_jax.py TABLE.csv.gz

prints the best epoch's validation loss, as fit_torch.py does. All rows are in one array, and a step,
the choice of its rows included, is compiled by jax.jit.
"""

import argparse
from functools import partial

import jax
import jax.numpy as jnp
import numpy
import optax

from fit_table import BATCH, DECAY, EPOCHS, HIDDEN, RATE, read
from network_jax import outputs, parameters


def loss(layers, features, labels):
    return ((outputs(layers, features) - labels) ** 2).mean(0).sum()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table")
    arguments = parser.parse_args()
    x, y, x_validation, y_validation = map(jnp.asarray, read(arguments.table))
    layers = parameters(jax.random.PRNGKey(0), x.shape[1], HIDDEN, y.shape[1])
    # As Equipoise begins, for losses to be compared.
    layers[-1] = (jnp.zeros_like(layers[-1][0]), layers[-1][1])
    optimizer = optax.adamw(RATE, weight_decay=DECAY)
    state = optimizer.init(layers)

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(layers, state, x, y, rows):
        gradient = jax.grad(loss)(layers, x[rows], y[rows])
        updates, state = optimizer.update(gradient, state, layers)
        return optax.apply_updates(layers, updates), state

    @jax.jit
    def error(layers, features, labels):
        return ((outputs(layers, features) - labels) ** 2).mean()

    generator = numpy.random.default_rng(0)
    best = float("inf")
    for _ in range(EPOCHS):
        order = generator.permutation(len(x)).astype(numpy.int32)
        for start in range(0, len(order), BATCH):
            layers, state = step(layers, state, x, y, order[start:start + BATCH])
        best = min(best, float(error(layers, x_validation, y_validation)))
    print(best)


if __name__ == "__main__":
    main()

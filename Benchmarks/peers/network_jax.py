"""A network of shared layers and heads in JAX, and its training step with Optax's AdamW."""

from functools import partial

import jax
import jax.numpy as jnp
import optax

from workloads import counts


def parameters(key, inputs, hidden, outputs):
    """For each layer its weights (He et al. 2015) and biases."""
    widths = (inputs, *hidden, outputs)
    keys = jax.random.split(key, len(widths) - 1)
    return [
        (jax.random.normal(key, (before, after)) * (2 / before) ** 0.5, jnp.zeros(after))
        for key, before, after in zip(keys, widths, widths[1:])
    ]


def outputs(layers, features):
    for weights, biases in layers[:-1]:
        features = jax.nn.gelu(features @ weights + biases, approximate=False)
    return features @ layers[-1][0] + layers[-1][1]


def loss(tasks, layers, features, numbers, binaries, classes):
    """The sum of the tasks' mean losses; labels of a kind are rows × labels."""
    regressions, binary, multiclass = counts(tasks)
    given = outputs(layers, features)
    total = ((given[:, :regressions] - numbers) ** 2).mean(0).sum()
    if binary:
        logits = given[:, regressions:regressions + binary]
        total += optax.sigmoid_binary_cross_entropy(logits, binaries).mean(0).sum()
    if multiclass:
        logits = given[:, regressions + binary:].reshape(len(features), multiclass, 10)
        total += optax.softmax_cross_entropy_with_integer_labels(logits, classes).mean(0).sum()
    return total


def make_step(tasks, optimizer):
    """A compiled function from parameters, optimizer state and a batch to both and the loss."""

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(layers, state, *batch):
        value, gradient = jax.value_and_grad(partial(loss, tasks))(layers, *batch)
        updates, state = optimizer.update(gradient, state, layers)
        return optax.apply_updates(layers, updates), state, value

    return step

"""The time of a training step in JAX, compiled by jax.jit: forward, losses, backward, AdamW, on a batch
at hand.

  python speed_jax.py --workload M

prints one line of JSON. JAX has no option for its threads: it takes one for each core.
"""

import argparse
import json
import statistics
import time

import jax
import optax

from network_jax import make_step, parameters
from workloads import WORKLOADS, counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workload", choices=WORKLOADS, required=True)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=5)
    arguments = parser.parse_args()
    inputs, hidden, batch, tasks = WORKLOADS[arguments.workload]
    regressions, binaries, classes = counts(tasks)
    keys = jax.random.split(jax.random.PRNGKey(0), 5)
    layers = parameters(keys[0], inputs, hidden, sum(outputs for _, outputs in tasks))
    data = (
        jax.random.normal(keys[1], (batch, inputs)),
        jax.random.normal(keys[2], (batch, regressions)),
        jax.random.bernoulli(keys[3], 0.5, (batch, binaries)).astype("float32"),
        jax.random.randint(keys[4], (batch, classes), 0, 10),
    )
    optimizer = optax.adamw(1e-3, weight_decay=0.01)
    state = optimizer.init(layers)
    step = make_step(tasks, optimizer)
    times = []
    for number in range(arguments.warmup + arguments.steps):
        began = time.perf_counter()
        layers, state, value = step(layers, state, *data)
        value.block_until_ready()
        if number >= arguments.warmup:
            times.append(1000 * (time.perf_counter() - began))
    print(json.dumps({"version": f"JAX {jax.__version__}", "ms": statistics.median(times)}))


if __name__ == "__main__":
    main()

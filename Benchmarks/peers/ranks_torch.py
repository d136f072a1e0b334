"""The time of a training step in PyTorch's DistributedDataParallel over Gloo, one thread a rank.

  python ranks_torch.py --workload M --ranks 2

prints one line of JSON: the milliseconds of a step, the slowest rank's median. The network, its losses
and AdamW are those of speed_torch.py in the form `best`; each rank has a whole batch of its own, so the
work of a rank is the same for any number of them. Nothing is read, shuffled or logged in between.
"""

import argparse
import json
import os
import statistics
import time

import torch
import torch.distributed as distributed
import torch.multiprocessing as multiprocessing
from torch.nn.parallel import DistributedDataParallel

from speed_torch import Labels, best
from workloads import WORKLOADS


class WithLoss(torch.nn.Module):
    """What DistributedDataParallel wraps: its way forward ends with the loss."""

    def __init__(self, model, loss):
        super().__init__()
        self.model = model
        self.loss = loss

    def forward(self):
        return self.loss()


def rank(number, arguments, results):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(arguments.port))
    torch.set_num_threads(1)
    inputs, hidden, batch, tasks = WORKLOADS[arguments.workload]
    torch.manual_seed(0)
    model, loss = best(inputs, hidden, tasks, torch.randn(batch, inputs), Labels(tasks, batch))
    module = WithLoss(model, loss)
    if arguments.ranks > 1:
        distributed.init_process_group("gloo", rank=number, world_size=arguments.ranks)
        module = DistributedDataParallel(module)
    optimizer = torch.optim.AdamW(module.parameters(), lr=1e-3, weight_decay=0.01)
    times = []
    for step in range(arguments.warmup + arguments.steps):
        began = time.perf_counter()
        optimizer.zero_grad()
        module().backward()
        optimizer.step()
        if step >= arguments.warmup:
            times.append(1000 * (time.perf_counter() - began))
    results.put(statistics.median(times))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workload", choices=WORKLOADS, required=True)
    parser.add_argument("--ranks", type=int, required=True)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--warmup", type=int, default=10)
    parser.add_argument("--port", type=int, default=29517)
    arguments = parser.parse_args()
    results = multiprocessing.get_context("spawn").SimpleQueue()
    multiprocessing.spawn(rank, (arguments, results), nprocs=arguments.ranks)
    print(json.dumps({
        "version": f"PyTorch {torch.__version__}",
        "ms": max(results.get() for _ in range(arguments.ranks)),
    }))


if __name__ == "__main__":
    main()

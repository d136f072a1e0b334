"""The milliseconds that TorchJD takes for the weights of a matrix of inner products.

  python schemes_torch.py --scheme upgrad gramian-128.bin

Prints the median over some rounds after one that is not counted; one round where it takes a second.
"""

import argparse
import statistics
import time

import numpy
import torch
from torchjd import aggregation

SCHEMES = {
    "upgrad": lambda count: aggregation.UPGradWeighting(),
    "dualproj": lambda count: aggregation.DualProjWeighting(),
    "mgda": lambda count: aggregation.MGDAWeighting(),
    "cagrad": lambda count: aggregation.CAGradWeighting(c=0.5),
    "imtl-g": lambda count: aggregation.IMTLGWeighting(),
    "fairgrad": lambda count: aggregation.FairGradWeighting(alpha=1.0),
    "aligned": lambda count: aggregation.AlignedMTLWeighting(),
    "pcgrad": lambda count: aggregation.PCGradWeighting(),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scheme", choices=SCHEMES, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("matrix", help="doubles, row by row")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    entries = numpy.fromfile(arguments.matrix)
    count = round(len(entries) ** 0.5)
    gramian = torch.from_numpy(entries.reshape(count, count)).float()
    weighting = SCHEMES[arguments.scheme](count)
    times = []
    for _ in range(arguments.rounds + 1):
        began = time.perf_counter()
        weighting(gramian)
        times.append(1000 * (time.perf_counter() - began))
        if times[-1] > 1000:
            break
    print(statistics.median(times[1:] or times))


if __name__ == "__main__":
    main()

"""The networks and batches that the benchmarks train: what Sources/StepCost/Workload.swift has too."""

# inputs, hidden widths, batch, and the kinds of the tasks: the outputs of a head and its loss
REGRESSION, BINARY, TEN_CLASS = ("regression", 1), ("binary", 1), ("classes", 10)
WORKLOADS = {
    "S": (21, (256, 256, 128), 256, [REGRESSION] * 7),
    "M": (128, (512, 512, 256), 1024, [REGRESSION] * 4 + [BINARY] * 2 + [TEN_CLASS] * 2),
    "L": (256, (1024, 1024, 512), 4096, [REGRESSION] * 16),
}
# Networks for tables: numbers embedded by splines and waves, a linear path, and so many members.
TABLES = {
    "T": (24, (256, 256), 256, [REGRESSION] * 7, 1),
    "T8": (24, (256, 256), 256, [REGRESSION] * 7, 8),
}
# The bins of a spline, the inputs it gives; the waves of a number, and the inputs they give.
BINS, SPLINE, WAVES, WAVE = 16, 8, 16, 4


def counts(tasks):
    """The numbers of regressions, of binary labels, and of labels of ten classes, in this order."""
    return [tasks.count(kind) for kind in (REGRESSION, BINARY, TEN_CLASS)]

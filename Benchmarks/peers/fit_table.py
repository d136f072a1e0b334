"""What the fitting scripts share: reading the table with pandas, its columns scaled by the training rows."""

import numpy
import pandas

BATCH, EPOCHS, RATE, DECAY = 256, 10, 1e-3, 0.01
HIDDEN = (256, 256, 128)


def read(path):
    """Features and labels of the training rows, then of the validation rows: float32, scaled."""
    table = pandas.read_csv(path)
    is_training = (table.pop("part") == "train").to_numpy()
    labels = [name for name in table if name.startswith("y")]

    def scaled(columns):
        numbers = columns.to_numpy(dtype=numpy.float32)
        training = numbers[is_training]
        numbers = (numbers - training.mean(0)) / training.std(0)
        return numbers[is_training], numbers[~is_training]

    (x, x_validation), (y, y_validation) = (
        scaled(table.drop(columns=labels)), scaled(table[labels]))
    return x, y, x_validation, y_validation

"""Boosting tuned for each label of a table alone: LightGBM and CatBoost, depths 4, 6 and 8.

  python3 -m venv VENV && VENV/bin/pip install catboost lightgbm pandas
  VENV/bin/python Benchmarks/peers/boosting.py FITTING.csv --label y_a:regression --label y_b:binary

FITTING.csv has a column `part` that says train or validation for each row; `Benchmarks/quality.py` writes it
and calls this program. Each label is fitted alone to the training rows that have it, all columns but labels
and `part` being features; texts are categories, which both libraries take natively, an empty cell being one of
them in CatBoost. The learning rate is 0.06; trees are added until 50 more do not lower the validation loss.

A kind has Equipoise's loss: regression (p − y)²; binary and multiclass −log of the true class's probability;
count 2[y log(y/p) − (y − p)]. The skill is 1 − loss / loss of the training rows' best constant, on the same
rows; a label whose constant is always right there has none. Two predictions are judged for each label:

  tuned  that of the six which has the lowest validation loss
  blend  the mean of all six; of classes, of their probabilities

Prints as JSON the skills of the labels under each seed on the validation rows, on those of --test as well if a
file is given, and seconds; how far it is goes to standard error. LightGBM draws nothing at random here, so seeds
differ by CatBoost alone.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

import catboost
import lightgbm
import numpy
import pandas

DEPTHS, RATE, TREES, PATIENCE = (4, 6, 8), 0.06, 5000, 50


def squared(truth, predicted):
    return (predicted - truth) ** 2


def deviance(truth, predicted):
    logs = numpy.log(numpy.where(truth > 0, truth, 1) / predicted)
    return 2 * (truth * logs - (truth - predicted))


def binary_entropy(truth, predicted):
    return -numpy.log(numpy.where(truth == 1, predicted, 1 - predicted))


def entropy(truth, predicted):
    return -numpy.log(predicted[numpy.arange(len(truth)), truth.astype(int)])


class Kind(NamedTuple):
    """What a kind of label is called in each library, and its loss for each row."""
    lightgbm: str
    catboost: str
    prediction: str  # CatBoost's name for predictions as the loss takes them
    loss: callable
    is_class: bool = False


KINDS = {
    "regression": Kind("l2", "RMSE", "RawFormulaVal", squared),
    "count": Kind("poisson", "Poisson", "Exponent", deviance),
    "binary": Kind("binary", "Logloss", "Probability", binary_entropy, True),
    "multiclass": Kind("multiclass", "MultiClass", "Probability", entropy, True),
}


class Rows(NamedTuple):
    """The rows of one part that have a label, the label a number; classes are numbered."""
    features: pandas.DataFrame
    truth: numpy.ndarray


def columns(table, labels):
    """The features of a table, and which of them are categories."""
    features = table.drop(columns=[*labels, "part"])
    texts = [name for name in features if not pandas.api.types.is_numeric_dtype(features[name])]
    return features, texts


def with_lightgbm(kind, classes, train, validation, texts, depth, seed):
    """Predicts rows by the best of LightGBM's iterations."""
    def coded(rows):
        known = {name: rows.features[name].where(rows.features[name].isin(levels[name].categories))
                 for name in texts}
        return rows.features.assign(**{name: cells.astype(levels[name]) for name, cells in known.items()})

    levels = {name: train.features[name].astype("category").dtype for name in texts}
    parameters = {
        "objective": kind.lightgbm, "learning_rate": RATE, "max_depth": depth, "num_leaves": 2 ** depth,
        "num_threads": 1, "seed": seed, "verbose": -1}
    if kind.lightgbm == "multiclass":
        parameters["num_class"] = len(classes)
    data = lightgbm.Dataset(coded(train), train.truth)
    model = lightgbm.train(
        parameters, data, TREES, valid_sets=[lightgbm.Dataset(coded(validation), validation.truth, reference=data)],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)])
    return lambda rows: model.predict(coded(rows), num_threads=1)


def with_catboost(kind, classes, train, validation, texts, depth, seed):
    """Predicts rows by the best of CatBoost's iterations."""
    def pool(rows):
        features = rows.features.assign(**{
            name: rows.features[name].astype(object).where(rows.features[name].notna(), "") for name in texts})
        return catboost.Pool(features, rows.truth, cat_features=texts)

    more = {"classes_count": len(classes)} if kind.catboost == "MultiClass" else {}
    model = catboost.CatBoost({
        "loss_function": kind.catboost, "learning_rate": RATE, "depth": depth, "iterations": TREES,
        "early_stopping_rounds": PATIENCE, "thread_count": 1, "random_seed": seed, "verbose": False,
        "allow_writing_files": False, **more})
    model.fit(pool(train), eval_set=pool(validation))

    def predict(rows):
        predicted = model.predict(pool(rows), prediction_type=kind.prediction, thread_count=1)
        return predicted[:, 1] if kind.catboost == "Logloss" else predicted
    return predict


def best_constant(kind, classes, truth):
    """The training rows' mean, or the shares of their classes."""
    if kind.loss is entropy:
        return numpy.bincount(truth.astype(int), minlength=len(classes)) / len(truth)
    return truth.mean()


def mean_loss(kind, rows, predicted):
    """The mean over the rows, probabilities and means being kept off 0 (and off 1) by rounding's width."""
    if kind.is_class:
        predicted = numpy.clip(predicted, 1e-15, 1 - 1e-15)
    elif kind.loss is deviance:
        predicted = numpy.maximum(predicted, 1e-15)
    return kind.loss(rows.truth, predicted).mean()


def skill(kind, classes, train, rows, predicted):
    """1 − loss / loss of the constant; None where no row has the label, or the constant is right."""
    if len(rows.truth) == 0:
        return None
    constant = best_constant(kind, classes, train.truth)
    prior, worst = (
        mean_loss(kind, each, numpy.broadcast_to(constant, (len(each.truth), *constant.shape)))
        for each in (train, rows))
    return 1 - mean_loss(kind, rows, predicted) / worst if worst > 2 ** -46 * prior else None


def labelled(features, column, wanted, kind, classes):
    """The rows that are wanted and have the label."""
    present = (wanted & column.notna()).to_numpy()
    truth = column[present]
    truth = truth.map({name: number for number, name in enumerate(classes)}) if kind.is_class else truth
    if truth.isna().any():
        raise SystemExit(f'label "{column.name}": a class is in no training row: {set(column[present]) - set(classes)}')
    return Rows(features[present], truth.to_numpy(dtype=float))


def judge(name, kind, fitting, testing, labels, seed):
    """The skills of a label: of each kind of rows, tuned and blended."""
    features, texts = columns(fitting, labels)
    column = fitting[name]
    training = fitting["part"] == "train"
    classes = sorted(column[training].dropna().unique()) if kind.is_class else []
    train = labelled(features, column, training, kind, classes)
    judged = {"validation": labelled(features, column, fitting["part"] == "validation", kind, classes)}
    if testing is not None:
        rows = columns(testing, labels)[0].astype(features.dtypes)
        judged["test"] = labelled(rows, testing[name], testing["part"] == "test", kind, classes)
    predictors = [
        fit(kind, classes, train, judged["validation"], texts, depth, seed)
        for fit in (with_lightgbm, with_catboost) for depth in DEPTHS]
    predicted = {part: [predict(rows) for predict in predictors] for part, rows in judged.items()}
    losses = [mean_loss(kind, judged["validation"], each) for each in predicted["validation"]]
    best = losses.index(min(losses))
    return {part: {
        "tuned": skill(kind, classes, train, rows, predicted[part][best]),
        "blend": skill(kind, classes, train, rows, numpy.mean(predicted[part], axis=0)),
    } for part, rows in judged.items()}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fitting", type=Path)
    parser.add_argument("--label", action="append", required=True, metavar="NAME:KIND")
    parser.add_argument("--test", type=Path, help="a table of test rows, with the same columns")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    labels = dict(text.rsplit(":", 1) for text in options.label)
    for name, kind in labels.items():
        if kind not in KINDS:
            parser.error(f'label "{name}": no kind "{kind}"; there are: {", ".join(KINDS)}')
    fitting = pandas.read_csv(options.fitting, low_memory=False)
    testing = pandas.read_csv(options.test, low_memory=False) if options.test else None
    runs = []
    for seed in range(options.seeds):
        began = time.monotonic()
        skills = {}
        for name, kind in labels.items():
            skills[name] = judge(name, KINDS[kind], fitting, testing, list(labels), seed)
            print(f"seed {seed}, {name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        runs.append({"seed": seed, "seconds": time.monotonic() - began, "labels": skills})
    print(json.dumps(runs, indent=2))


if __name__ == "__main__":
    main()

package import CrossValidating
internal import Datasets
package import Runs
package import Training

/// How a cross-validation ended: what `metrics.json` holds and `equipoise train --folds` prints.
package struct CrossValidationReport: Encodable {
  /// How many rows there are.
  package let rows: Int
  /// The seconds that all models' epochs took, one after another, that of all rows included.
  package let seconds: Double
  /// How well rows are predicted by the models that were not fitted to them.
  package let outOfFold: EvaluationReport
  /// How often prediction intervals hold the labels of such rows; nil where there are none.
  package let predictionIntervals: PredictionIntervalReport?
  package let folds: [Fold]
  /// The model of all rows; nil without one.
  package let refit: Refit?

  /// One model, and how well it predicts the fold that judges it.
  package struct Fold: Encodable {
    package let fold: Int
    package let rows: TrainingReport.Rows
    package let epochs, bestEpoch: Int
    package let seconds: Double
    package let meanSkill: Double?
    package let tasks: [TaskEvaluation]
  }

  /// The model of all rows.
  package struct Refit: Encodable {
    package let epochs: Int
    package let seconds: Double
    package let parameters: Int

    /// - Parameter history: What was seen while the model was fitted.
    package init(_ model: MultiTaskModel, _ history: History) {
      epochs = history.epochs.count
      seconds = history.seconds
      parameters = model.parameters.count
    }
  }

  /// Measures the models of all folds.
  ///
  /// - Parameter bootstrap: How figures get intervals.
  package init(
    _ validation: CrossValidation, refit: Refit?, bootstrap: Bootstrap, threads: Int
  ) {
    let scored = validation.outOfFold
    rows = scored.rows.count
    outOfFold = EvaluationReport(
      scored.evaluation(bootstrap, groups: validation.groups, threads: threads))
    predictionIntervals = validation.coverage.map { PredictionIntervalReport($0, scored) }
    folds = validation.folds.enumerated().map { index, fold in
      Fold(
        fold: index + 1, rows: TrainingReport.Rows(fold.split, train: fold.split.train.count),
        epochs: fold.history.epochs.count, bestEpoch: fold.history.bestEpoch,
        seconds: fold.history.seconds, meanSkill: fold.evaluations.meanSkill,
        tasks: fold.evaluations)
    }
    self.refit = refit
    seconds = folds.reduce(refit?.seconds ?? 0) { $0 + $1.seconds }
  }

  package func text(in folder: RunFolder) -> String {
    let summary =
      "\(rows.grouped) rows in \(folds.count) folds, each predicted by a model of the others; "
      + "\(seconds.short) s of training"
    var table = TextTable(Self.header)
    for line in lines { table.add(line) }
    let models = "\(table.text)\n\(Self.explanation)"
    let results = "out of fold (\(rows.grouped) rows)\n\(outOfFold.text)"
    let others = [predictionIntervals?.text, refit?.sentence].compactMap(\.self)
    let written = [folder.outOfFoldPath] + (refit == nil ? [] : [folder.modelPath])
    return ([summary, models, results] + others + ["wrote " + written.joined(separator: ", ")])
      .joined(separator: "\n\n")
  }

  /// The names of the columns of `lines`.
  static let header = [
    "fold", "training rows", "validation rows", "test rows", "epochs", "best epoch", "seconds",
    "mean skill",
  ]

  /// A line for each fold.
  var lines: [[String]] {
    folds.map { fold in
      [
        "\(fold.fold)", fold.rows.train.grouped, fold.rows.validation.grouped,
        fold.rows.test.grouped, "\(fold.epochs)", "\(fold.bestEpoch)", fold.seconds.short,
        fold.meanSkill.short,
      ]
    }
  }

  /// What the lines say.
  static let explanation =
    "Mean skill: on the test rows, which are those of the fold; those of the next fold chose the epoch."
}

extension CrossValidationReport.Refit {
  /// What it is.
  var sentence: String {
    "The model of all rows was trained for \(epochs == 1 ? "1 epoch" : "\(epochs) epochs"), as the "
      + "middle one of the folds' best epochs; \(parameters.grouped) parameters. Its figures are those "
      + "of the folds' models, which learnt from fewer rows."
  }
}

package import Datasets
package import Runs
package import Training

/// How a run ended: what `metrics.json` holds and `equipoise train` prints.
package struct TrainingReport: Encodable {
  package let bestEpoch: Int
  package let epochs: Int
  package let seconds: Double
  package let parameters: Int
  /// The tasks that are predicted from epochs of their own; nil where none is.
  package let ownEpochs: [OwnEpochReport]?
  package let rows: Rows
  package let validation: EvaluationReport?
  package let test: EvaluationReport?
  /// How often prediction intervals hold the test rows' labels; nil where there are none.
  package let predictionIntervals: PredictionIntervalReport?
  /// What features are worth, if that was asked for and could be measured.
  package var importance: ImportanceReport?
  /// What these numbers say, in sentences; none where there is nothing to say.
  package let advice: [String]
  /// Where the time went, if that was asked for.
  package var profile: ProfileReport?

  package struct Rows: Encodable {
    package let train: Int
    package let validation: Int
    package let test: Int

    init(_ split: Split, train: Int) {
      self.train = train
      validation = split.validation.count
      test = split.test.count
    }
  }

  /// Measures a fitted model on its validation and test rows.
  ///
  /// - Parameters:
  ///   - judged: What it says of them.
  ///   - split: Which rows they are.
  ///   - trainingRows: How many rows it was fitted to.
  ///   - bootstrap: How its figures get intervals.
  package init(
    _ model: MultiTaskModel, _ judged: JudgedSplit, split: Split, trainingRows: Int,
    history: History, bootstrap: Bootstrap, threads: Int
  ) {
    func evaluate(_ scored: ScoredTable) -> EvaluationReport {
      EvaluationReport(scored.evaluation(bootstrap, groups: split.groups, threads: threads))
    }
    bestEpoch = history.bestEpoch
    epochs = history.epochs.count
    seconds = history.seconds
    parameters = model.parameters.count
    ownEpochs = model.description.ownEpochs.map { OwnEpochReport.all($0, tasks: model.tasks) }
    rows = Rows(split, train: trainingRows)
    validation = judged.validation.map(evaluate)
    test = judged.test.map(evaluate)
    // Without rows to make them from there are none.
    predictionIntervals = judged.test.flatMap { try? PredictionIntervalReport(model, $0) }
    let balance = model.description.balance
    advice =
      TrainingAdvice(
        model.taskStatistics, record: TrainingRecord(history, balance: balance),
        balance: balance, validation
      ).sentences
  }

  package func text(in folder: RunFolder) -> String {
    let own = ownEpochs.map { [$0.map(\.sentence).joined(separator: "\n")] } ?? []
    let summary =
      "\(rows.train.grouped) training rows, \(epochs) \(epochs == 1 ? "epoch" : "epochs") in \(seconds.short) s, best after "
      + "epoch \(bestEpoch); \(parameters.grouped) parameters"
    let results = [("validation", validation), ("test", test)].compactMap { name, report in
      report.map { "\(name) (\($0.rows.grouped) rows)\n\($0.text)" }
    }
    let advice = advice.isEmpty ? [] : [advice.joined(separator: "\n")]
    let profile = [profile?.text].compactMap { $0 }
    let intervals = [predictionIntervals?.text].compactMap { $0 }
    let importance = [importance?.printed].compactMap { $0 }
    let parts = [summary] + own + results + intervals + importance + advice + profile
    return (parts + ["wrote \(folder.modelPath)"]).joined(separator: "\n\n")
  }
}

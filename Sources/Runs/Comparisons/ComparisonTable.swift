public import Comparing
public import Datasets
public import Training

/// A comparison's figures as CSV: a line for each run and task.
public enum ComparisonTable {
  private static let header = [
    "model", "scheme", "seed", "fold", "task", "labelled", "loss", "constant_loss", "prior_loss",
    "skill",
    "metric", "value", "epochs", "best_epoch", "seconds_per_epoch", "failure",
  ]

  /// The table of some records. `model` is `single` or `shared`; of a run that failed there is a
  /// line for each task with the reason.
  ///
  /// - Parameter tasks: All tasks, in order.
  public static func csv(_ records: [RunRecord], tasks: [PredictionTask]) -> String {
    var bytes: [UInt8] = []
    CSVRecord.append(header, to: &bytes)
    for record in records {
      for (index, task) in record.learnt(of: tasks).enumerated() {
        CSVRecord.append(line(record, task, at: index), to: &bytes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func line(_ record: RunRecord, _ task: PredictionTask, at index: Int) -> [String] {
    let place =
      record.place + [
        "\(record.run.seed)", record.run.fold.map { "\($0 + 1)" } ?? "", task.name,
      ]
    let metric = Metric.principal(of: task.loss).name
    switch record.outcome {
    case .failed(let reason):
      return place + ["", "", "", "", "", metric, "", "", "", "", reason]
    case .fitted(let fitted):
      let (evaluation, history) = (fitted.evaluations[index], fitted.history)
      let seconds = history.seconds / Double(history.epochs.count)
      return place + [
        "\(evaluation.labelled)", text(evaluation.loss), text(evaluation.constantLoss),
        "\(evaluation.priorLoss)", text(evaluation.skill), metric,
        text(evaluation.metrics[metric]),
        "\(history.epochs.count)", "\(history.bestEpoch)", "\(seconds)", "",
      ]
    }
  }

  private static func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
}

extension RunRecord {
  /// Whether one task was learnt or all, and under which scheme.
  fileprivate var place: [String] {
    switch run.subject {
    case .task: ["single", ""]
    case .scheme(let name): ["shared", name]
    }
  }

  /// The tasks that the run learnt.
  fileprivate func learnt(of tasks: [PredictionTask]) -> [PredictionTask] {
    guard case .task(let name) = run.subject else { return tasks }
    return tasks.filter { $0.name == name }
  }
}

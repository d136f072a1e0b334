public import Comparing
public import Datasets
internal import Foundation
import Losses
public import Training

extension PredictionTask {
  /// A regression by that name.
  public static func regression(_ name: String) -> PredictionTask {
    PredictionTask(Label(name: name, kind: .regression, loss: .squaredError))
  }
}

extension RunRecord {
  /// A record with figures that a test chooses.
  ///
  /// - Parameters:
  ///   - errors: For each task its root mean squared error; the prior loss is 100.
  ///   - seconds: Of each epoch, the first of which is the best.
  ///   - taskEpochs: From which epoch each task is predicted.
  public static func made(
    _ subject: PlannedRun.Subject, seed: UInt64, tasks: [PredictionTask], errors: [Double?],
    seconds: [Double] = [1], taskEpochs: [Int]? = nil
  ) throws -> RunRecord {
    let evaluations = try zip(tasks, errors).map { task, error in
      try evaluation(task, error: error)
    }
    let epochs = seconds.enumerated().map { index, seconds in
      History.Epoch(
        number: index + 1, rate: 0.1, seconds: seconds, validationScore: nil,
        tasks: tasks.map { _ in .init(trainingLoss: 1, validationLoss: nil, weight: 1) },
        gradients: nil)
    }
    return RunRecord(
      run: PlannedRun(subject: subject, seed: seed), data: try anyData(),
      outcome: .fitted(
        RunOutcome.Fitted(
          history: History(
            tasks: tasks.map(\.name), epochs: epochs, bestEpoch: 1, taskEpochs: taskEpochs),
          evaluations: evaluations)))
  }

  /// A record of a run that failed.
  public static func failed(
    _ subject: PlannedRun.Subject, seed: UInt64, reason: String
  ) throws -> RunRecord {
    RunRecord(
      run: PlannedRun(subject: subject, seed: seed), data: try anyData(),
      outcome: .failed(reason: reason))
  }

  private static func evaluation(_ task: PredictionTask, error: Double?) throws -> TaskEvaluation {
    let number = error.map { "\($0)" } ?? "null"
    let loss = error.map { "\($0 * $0)" } ?? "null"
    let skill = error.map { "\(1 - $0 * $0 / 100)" } ?? "null"
    let text = """
      {"name": "\(task.name)", "kind": "\(task.kind.rawValue)", "labelled": \(error == nil ? 0 : 5),
       "loss": \(loss), "constant_loss": 100, "prior_loss": 90, "skill": \(skill),
       "metrics": {"rmse": \(number), "mae": \(number), "r2": null}}
      """
    return try JSONDecoder().decode(TaskEvaluation.self, from: Data(text.utf8))
  }

  private static func anyData() throws -> DataFingerprint {
    let digits = String(repeating: "0", count: 32)
    let text = "{\"rows\": 9, \"columns\": [], \"split\": \"\(digits)\"}"
    return try JSONDecoder().decode(DataFingerprint.self, from: Data(text.utf8))
  }
}

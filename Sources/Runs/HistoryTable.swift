internal import Datasets
package import Training

extension History {
  /// The epochs as CSV, one line each: its number, the learning rate, seconds and validation score,
  /// then for each task the training loss, the validation loss, the weight and, under a scheme that
  /// reads gradients, the mean length of its gradient. A loss without a labelled row is empty.
  package var csv: String {
    let hasGradients = epochs.contains { $0.gradients != nil }
    let quantities =
      ["train_loss", "val_loss", "weight"] + (hasGradients ? ["gradient_norm"] : [])
    let header =
      ["epoch", "learning_rate", "seconds", "val_score", "best"]
      + tasks.flatMap { task in quantities.map { "\(task)_\($0)" } }
    let lines = epochs.map { epoch in
      [
        "\(epoch.number)", "\(epoch.rate)", "\(epoch.seconds)", Self.text(epoch.validationScore),
        epoch.number == bestEpoch ? "1" : "0",
      ]
        + tasks.indices.flatMap { task in
          [
            Self.text(epoch.trainingLosses[task]), Self.text(epoch.validationLosses[task]),
            "\(epoch.weights[task])",
          ] + (hasGradients ? [Self.text(epoch.gradients?.norms[task])] : [])
        }
    }
    return Self.csv([header] + lines)
  }

  /// How the gradients lay to each other as CSV, one line for each epoch and pair of tasks; nil
  /// under a scheme that does not read gradients.
  package var gradientCSV: String? {
    let lines = epochs.flatMap { epoch in
      (epoch.gradients?.pairs ?? []).map { pair in
        [
          "\(epoch.number)", tasks[pair.first], tasks[pair.second], "\(pair.cosine)",
          "\(pair.conflictShare)", "\(pair.steps)",
        ]
      }
    }
    guard !lines.isEmpty else { return nil }
    return Self.csv(
      [["epoch", "task", "other_task", "mean_cosine", "conflict_share", "steps"]] + lines)
  }

  private static func csv(_ lines: [[String]]) -> String {
    var bytes: [UInt8] = []
    for line in lines { CSVRecord.append(line, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func text(_ number: Double?) -> String {
    number.map { "\($0)" } ?? ""
  }
}

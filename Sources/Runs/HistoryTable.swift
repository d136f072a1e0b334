internal import Datasets
package import Training

extension History {
  /// The epochs as CSV, one line each: its number, the learning rate, seconds and validation score,
  /// then for each task the training loss, the validation loss, the weight and, under a scheme that
  /// reads gradients, the mean length of its gradient; the factor that held it back, where tasks are;
  /// and whether the task is predicted from the epoch, where tasks may have their own. A loss without
  /// a labelled row is empty.
  package var csv: String {
    let quantities = quantities
    let header =
      ["epoch", "learning_rate", "seconds", "val_score", "best"]
      + tasks.flatMap { task in quantities.map { "\(task)_\($0.name)" } }
    let lines = epochs.map { epoch in
      let ofEpoch = [
        "\(epoch.number)", "\(epoch.rate)", "\(epoch.seconds)", Self.text(epoch.validationScore),
        epoch.number == bestEpoch ? "1" : "0",
      ]
      return ofEpoch + tasks.indices.flatMap { task in quantities.map { $0.text(epoch, task) } }
    }
    return Self.csv([header] + lines)
  }

  /// What is told of each task in an epoch.
  private var quantities: [(name: String, text: (Epoch, Int) -> String)] {
    var quantities: [(name: String, text: (Epoch, Int) -> String)] = [
      ("train_loss", { Self.text($0.trainingLosses[$1]) }),
      ("val_loss", { Self.text($0.validationLosses[$1]) }),
      ("weight", { "\($0.weights[$1])" }),
    ]
    if epochs.contains(where: { $0.gradients != nil }) {
      quantities.append(("gradient_norm", { Self.text($0.gradients?.norms[$1]) }))
    }
    if epochs.contains(where: { $0.damping != nil }) {
      quantities.append(("damping", { Self.text($0.damping?[$1]) }))
    }
    if let taskEpochs {
      quantities.append(("kept", { taskEpochs[$1] == $0.number ? "1" : "0" }))
    }
    return quantities
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

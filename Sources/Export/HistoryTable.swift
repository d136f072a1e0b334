package import Training

extension History {
  /// The epochs as CSV, one line each: its number, the learning rate, seconds and validation score,
  /// then for each task the training loss, the validation loss and the weight. A loss without a
  /// labelled row is empty.
  package var csv: String {
    let perTask = tasks.flatMap { ["\($0)_train_loss", "\($0)_val_loss", "\($0)_weight"] }
    let header = ["epoch", "learning_rate", "seconds", "val_score", "best"] + perTask
    let lines = epochs.map { epoch in
      let fields: [String] = [
        "\(epoch.number)", "\(epoch.rate)", "\(epoch.seconds)",
        epoch.validationScore.map { "\($0)" } ?? "", epoch.number == bestEpoch ? "1" : "0",
      ]
      return fields
        + tasks.indices.flatMap { task in
          [
            epoch.trainingLosses[task].map { "\($0)" } ?? "",
            epoch.validationLosses[task].map { "\($0)" } ?? "",
            "\(epoch.weights[task])",
          ]
        }
    }
    return ([header] + lines).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\n\r".contains($0) }) else { return field }
    return "\"\(field.replacing("\"", with: "\"\""))\""
  }
}

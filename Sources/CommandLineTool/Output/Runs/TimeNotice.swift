import Reports
package import Training

extension TimeBound {
  /// What a person is told of a run's time when it has taken its first steps.
  ///
  /// - Parameter elapsed: The seconds that these took.
  package func inWords(after elapsed: Double) -> String {
    let (least, most) = (elapsed + seconds.lowerBound, elapsed + seconds.upperBound)
    let early = least < most ? "; at least \(least.asDuration), \(Self.patience(patience))" : ""
    return "time: at most about \(most.asDuration) for \(budget)\(early)"
  }

  /// What a person is told of a comparison's.
  ///
  /// - Parameters:
  ///   - models: How many are to be trained, and how many at a time.
  ///   - seconds: What they take if each goes through all of its epochs.
  package func inWords(models: Int, lanes: Int, seconds: Double) -> String {
    let least = patience.map { $0 < epochs ? "; less \(Self.patience($0))" : "" } ?? ""
    return "time: at most about \(seconds.asDuration) for \(models.grouped) "
      + "\(models == 1 ? "model" : "models") of \(budget), \(min(lanes, models)) at a time\(least)"
  }

  private var budget: String {
    "\(epochs.grouped) \(epochs == 1 ? "epoch" : "epochs") of \(stepsPerEpoch.grouped) "
      + (stepsPerEpoch == 1 ? "step" : "steps")
  }

  /// When a run ends early.
  private static func patience(_ epochs: Int?) -> String {
    "if \(epochs ?? 0) \(epochs == 1 ? "epoch brings" : "epochs in a row bring") no better "
      + "validation score"
  }
}

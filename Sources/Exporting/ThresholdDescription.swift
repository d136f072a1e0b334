internal import Datasets
internal import Losses
package import Training

/// What a file says of the probabilities above which binary labels are predicted to be positive,
/// where they are not a half: one for each label that has one, by its name.
package struct ThresholdDescription: Codable, Equatable {
  package var labels: [String: Double]

  /// What is to be said of a predictor's; nil where all are a half.
  package init?(_ predictor: any Predictor) {
    let known = zip(predictor.labels, predictor.thresholds).compactMap { label, threshold in
      threshold.map { (label.name, $0) }
    }
    guard !known.isEmpty else { return nil }
    labels = Dictionary(known) { $1 }
  }

  /// For each label its threshold, of a file that may say anything.
  ///
  /// - Throws: `ModelFileError` for the first thing that cannot be.
  func values(of known: [Label]) throws(ModelFileError) -> [Double?] {
    try require(
      labels.allSatisfy { name, threshold in
        (0...1).contains(threshold) && known.contains { $0.name == name && $0.kind == .binary }
      }, "it has thresholds of labels that are not binary, or that are no probabilities")
    return known.map { labels[$0.name] }
  }
}

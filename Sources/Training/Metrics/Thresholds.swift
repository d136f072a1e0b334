extension ScoredRows {
  /// The weights of the positive and of the negative rows at one score.
  package struct Threshold {
    package var positive = 0.0
    package var negative = 0.0
  }

  /// The rows of a binary task by score, the highest first: rows of one score are not told apart by
  /// any threshold, so they stand together.
  package func thresholds() -> [Threshold] {
    let order = (0..<count).sorted { predictions[$0] > predictions[$1] }
    var thresholds: [Threshold] = []
    var score: Double?
    for row in order {
      if predictions[row] != score {
        thresholds.append(Threshold())
        score = predictions[row]
      }
      if trueClass(row) == 1 {
        thresholds[thresholds.count - 1].positive += weight(row)
      } else {
        thresholds[thresholds.count - 1].negative += weight(row)
      }
    }
    return thresholds
  }
}

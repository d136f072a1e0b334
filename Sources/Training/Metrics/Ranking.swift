/// The rows of a binary task by score, the highest first: rows of one score are not told apart by
/// any threshold, so they stand together.
package struct Ranking: Sendable {
  private let entries: [Entry]

  fileprivate struct Entry {
    let row: Int32
    let isPositive: Bool
    /// Whether the score is lower than that of the entry before.
    let isNewScore: Bool
  }

  /// Sorts the rows.
  package init(_ rows: ScoredRows) {
    let order = (0..<rows.count).sorted { rows.predictions[$0] > rows.predictions[$1] }
    entries = order.enumerated().map { place, row in
      Entry(
        row: Int32(row), isPositive: rows.trueClass(row) == 1,
        isNewScore: place == 0 || rows.predictions[order[place - 1]] != rows.predictions[row])
    }
  }

  /// The weights of the positive and of the negative rows at one score.
  package struct Threshold {
    package var positive = 0.0
    package var negative = 0.0
  }

  /// The scores with the weights of their rows.
  package func thresholds(_ weights: MetricWeights) -> Thresholds {
    Thresholds(entries: entries, weights: weights.values)
  }

  /// Goes through the scores, the highest first.
  package struct Thresholds: Sequence, IteratorProtocol {
    private let entries: [Entry]
    private let weights: [Double]
    private var place = 0

    fileprivate init(entries: [Entry], weights: [Double]) {
      self.entries = entries
      self.weights = weights
    }

    package mutating func next() -> Threshold? {
      guard place < entries.count else { return nil }
      var threshold = Threshold()
      repeat {
        let entry = entries[place]
        let weight = weights[Int(entry.row)]
        if entry.isPositive { threshold.positive += weight } else { threshold.negative += weight }
        place += 1
      } while place < entries.count && !entries[place].isNewScore
      return threshold
    }
  }
}

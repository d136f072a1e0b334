internal import Statistics

/// What importances lie between: the same figures of rows that are drawn anew, as `Bootstrap` says.
struct ImportanceBootstrap: Sendable {
  /// How rows are resampled; nil where they cannot be.
  let resampling: Evaluation.Resampling?
  private let resamples: Resamples
  private let labels: [Rows]
  /// For each label whether its rows can be drawn without others of them.
  private let canVary: [Bool]
  /// For each sample and label the constant's loss, summed over the drawn rows; NaN where there is
  /// none to judge by.
  private let constantLosses: [[Double]]
  private let threads: Int

  /// The rows that have a label.
  private struct Rows: Sendable {
    let places: [Int]
    let weights: [Double]

    /// A quantity of each row, summed over the drawn ones by their weights.
    func sum(_ counts: [Double], _ quantities: [Double]) -> Double {
      var sum = 0.0
      for row in places.indices {
        sum += counts[places[row]] * weights[row] * quantities[row]
      }
      return sum
    }

    /// The weight of the drawn rows.
    func weight(_ counts: [Double]) -> Double {
      var sum = 0.0
      for row in places.indices { sum += counts[places[row]] * weights[row] }
      return sum
    }
  }

  /// - Parameters:
  ///   - table: The rows as they are predicted before anything is permuted.
  ///   - groups: For each of them the number of its group; nil where each stands by itself.
  ///   - features: How many features have intervals of each label.
  init(_ table: ScoredTable, groups: [Int32]?, seed: UInt64, features: Int, threads: Int) {
    let cells = table.labels.reduce(0) { $0 + $1.rows.count }
    let bootstrap = Bootstrap(seed: seed)
    resamples = Resamples(
      bootstrap.resamples(cells: cells * features), rowCount: table.rows.count, groups: groups,
      seed: seed)
    let labels = table.labels.map { label in
      Rows(places: label.rows.places, weights: label.weightsInLoss.values)
    }
    self.labels = labels
    self.threads = threads
    let resamples = resamples
    canVary = labels.map { resamples.canVary($0.places) }
    guard resamples.canVary(Array(table.rows.indices)) else {
      (resampling, constantLosses) = (nil, [])
      return
    }
    resampling = Evaluation.Resampling(
      level: Bootstrap.level, resamples: resamples.count, rows: table.rows.count,
      groups: resamples.groupCount, seed: seed)
    constantLosses = resamples.map(threads: threads) { _, counts in
      zip(table.labels, labels).map { label, rows in
        let weight = rows.weight(counts)
        guard weight > 0 else { return .nan }
        let mean = rows.sum(counts, label.constantLosses) / weight
        guard let judged = label.statistics.judged(mean), judged > 0 else { return .nan }
        return judged * weight
      }
    }
  }

  /// What the importance of one feature lies between, for each label and on average.
  ///
  /// - Parameter changes: For each label by how much each of its rows costs more.
  func intervals(_ changes: [[Double]]) -> (labels: [Interval?], mean: Interval?) {
    guard resampling != nil else { return (labels.map { _ in nil }, nil) }
    let (labels, constantLosses) = (labels, constantLosses)
    let samples = resamples.map(threads: threads) { sample, counts in
      let figures = labels.indices.map { label in
        let constant = constantLosses[sample][label]
        return constant.isNaN ? .nan : labels[label].sum(counts, changes[label]) / constant
      }
      let defined = figures.filter(\.isFinite)
      return figures
        + [defined.isEmpty ? .nan : defined.reduce(0, +) / Double(defined.count)]
    }
    func interval(_ figure: Int) -> Interval? {
      ResampledFigure(samples.map { $0[figure] }).interval
    }
    return (
      labels.indices.map { canVary[$0] ? interval($0) : nil }, interval(labels.count)
    )
  }
}

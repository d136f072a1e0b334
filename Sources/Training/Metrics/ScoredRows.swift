internal import Datasets

/// What a model said of the labelled rows of one task, beside what was true: all that a metric
/// needs.
public struct ScoredRows: Sendable {
  /// The model's outputs in the label's terms, `outputCount` a row, row by row.
  package private(set) var predictions: [Double]
  /// The labels, none missing.
  package private(set) var labels: [Double]
  /// The rows' weights, all positive; nil where every row counts the same.
  package let weights: [Float]?
  /// Above which probability each binary row is taken for positive; nil where all are at the usual
  /// one.
  private var thresholds: [Double]?
  /// How many outputs a row has: one for each class of a multiclass task, otherwise one.
  package let outputCount: Int
  /// Of classes the −log of each row's true class's probability, in nats, if it is known better
  /// than from probabilities that were rounded; nil otherwise.
  package let crossEntropies: [Double]?
  /// The place of each of these rows among those given.
  package let places: [Int]

  /// Keeps the rows that have a label and a weight.
  ///
  /// - Parameters:
  ///   - predictions: For regression and count the predicted number, in the label's own units; for
  ///     binary the probability of the positive class; for multiclass the probabilities of the
  ///     classes, rows × `outputCount`, row by row.
  ///   - labels: One label a row, NaN where it is missing: a number, for binary 1 or 0, for
  ///     multiclass the index of the class.
  ///   - outputCount: How many predictions a row has.
  ///   - weights: What each row counts for, not negative; rows of weight 0 are left out. Without
  ///     weights every row counts the same.
  ///   - crossEntropies: Of classes the −log of the true class's probability in each row, in nats,
  ///     where it was computed from logits: they tell probabilities apart that are zero as a Float.
  public init(
    predictions: [Double], labels: [Double], outputCount: Int = 1, weights: [Float]? = nil,
    crossEntropies: [Double]? = nil
  ) {
    precondition(predictions.count == labels.count * outputCount, "outputs for each row")
    precondition(weights.map { $0.count == labels.count } ?? true, "one weight for each row")
    precondition(
      crossEntropies.map { $0.count == labels.count } ?? true, "one cross-entropy for each row")
    let kept = Self.positions(labels: labels, weights: weights)
    self.outputCount = outputCount
    self.crossEntropies = crossEntropies.map { values in kept.map { values[$0] } }
    places = kept
    self.labels = kept.map { labels[$0] }
    self.weights = weights.map { weights in kept.map { weights[$0] } }
    self.predictions =
      outputCount == 1
      ? kept.map { predictions[$0] }
      : kept.flatMap { predictions[$0 * outputCount..<($0 + 1) * outputCount] }
    precondition(
      outputCount == 1 || self.labels.allSatisfy { (0..<Double(outputCount)).contains($0) },
      "a class label is the index of an output")
  }

  /// Several predictors' rows of one label, one after the other.
  ///
  /// - Parameter parts: At least one, with how many rows each was given; all alike in what is known
  ///   of a row.
  package init(pooling parts: [(rows: ScoredRows, given: Int)]) {
    precondition(Set(parts.map(\.rows.outputCount)).count == 1, "the same outputs in all parts")
    let first = parts[0].rows
    let rows = parts.map(\.rows)
    func pooled<Value>(_ values: (ScoredRows) -> [Value]?) -> [Value]? {
      let all = rows.compactMap(values)
      precondition(all.isEmpty || all.count == rows.count, "the same of each row in all parts")
      return all.isEmpty ? nil : all.flatMap(\.self)
    }
    outputCount = first.outputCount
    predictions = rows.flatMap(\.predictions)
    labels = rows.flatMap(\.labels)
    weights = pooled(\.weights)
    crossEntropies = pooled(\.crossEntropies)
    thresholds =
      rows.contains { $0.thresholds != nil }
      ? rows.flatMap { part in
        part.thresholds ?? Array(repeating: DecisionThreshold.usual, count: part.count)
      } : nil
    places = zip(rows, parts.ranges(\.given)).flatMap { part, range in
      part.places.map { range.lowerBound + $0 }
    }
  }

  /// The positions of the rows that are kept: those with a label and a weight.
  package static func positions(labels: [Double], weights: [Float]?) -> [Int] {
    labels.indices.filter { !labels[$0].isNaN && weights?[$0] != 0 }
  }

  /// The number of labelled rows.
  public var count: Int { labels.count }
}

extension ScoredRows {
  /// The same rows with other predictions of them, one for each output of each row.
  package func predicted(_ predictions: [Double]) -> ScoredRows {
    precondition(predictions.count == self.predictions.count, "outputs for each row")
    var rows = self
    rows.predictions = predictions
    return rows
  }

  /// The same rows with labels that were not rounded to the precision in which they are learnt.
  ///
  /// - Parameter values: For each row that these were made of its label.
  package func labelled(_ values: [Double]) -> ScoredRows {
    var rows = self
    rows.labels = places.map { values[$0] }
    return rows
  }

  /// The same rows, whose positive class is predicted above another probability; nil for the usual.
  package func decided(at threshold: Double?) -> ScoredRows {
    var rows = self
    rows.thresholds = threshold.map { Array(repeating: $0, count: count) }
    return rows
  }

  /// How far the prediction of a row lies above the label.
  package func error(_ row: Int) -> Double {
    predictions[row] - labels[row]
  }

  /// The squares of these errors, row by row.
  package var squaredErrors: [Double] { (0..<count).map { error($0) * error($0) } }

  /// The index of the class the row belongs to.
  package func trueClass(_ row: Int) -> Int {
    Int(labels[row])
  }

  /// The index of the most probable class, the first of several that are equally probable; of two
  /// classes that which the threshold says.
  package func predictedClass(_ row: Int) -> Int {
    guard outputCount > 1 else {
      return DecisionThreshold.predictedClass(of: predictions[row], above: thresholds?[row])
    }
    let first = row * outputCount
    var best = first
    for index in first..<first + outputCount where predictions[index] > predictions[best] {
      best = index
    }
    return best - first
  }

  /// The probability that the model gave to the class the row belongs to.
  package func probabilityOfTrueClass(_ row: Int) -> Double {
    guard outputCount > 1 else {
      let positive = predictions[row]
      return trueClass(row) == 1 ? positive : 1 - positive
    }
    return predictions[row * outputCount + trueClass(row)]
  }
}

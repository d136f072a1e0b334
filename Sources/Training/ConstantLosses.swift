internal import Datasets
internal import Losses
internal import NeuralNetwork
internal import Statistics

extension [HeadConfiguration] {
  /// What the best constant of each label's training rows costs on some rows.
  ///
  /// The means are those that `LabelStatistics.judged` makes of them.
  ///
  /// - Parameters:
  ///   - targets: For each label one target a row of the table, NaN where it is missing.
  ///   - weights: What the cells of labels count for.
  ///   - statistics: Those of the training labels.
  ///   - rows: The rows to count.
  func constantLosses(
    _ targets: [[Float]], weights: CellWeights, statistics: [LabelStatistics], rows: [Int32]
  ) -> [ConstantLoss] {
    indices.map { index in
      let loss = self[index].constantLoss(
        targets[index], weights: weights.inLoss(of: index), rows: rows)
      let mean = loss.mean.flatMap(statistics[index].judged)
      return ConstantLoss(
        rows: loss.rows, weight: loss.weight, mean: mean,
        largestShare: (mean ?? 0) > 0 ? loss.largestShare : 0)
    }
  }
}

extension LabelStatistics {
  /// What the mean loss of the label's constant on some rows is taken for.
  ///
  /// One that is not finite, as constants in a file may cost, is none; one below 2⁻⁴⁶ of the prior
  /// loss, the square of what a Float resolves, is the rounding of a constant that is always right,
  /// and is 0.
  func judged(_ constantLoss: Double) -> Double? {
    guard constantLoss.isFinite else { return nil }
    return constantLoss > 0x1p-46 * priorLoss ? constantLoss : 0
  }
}

extension PreparedData {
  /// What each label's constant costs on the validation rows.
  var validationConstants: [ConstantLoss] {
    heads.constantLosses(
      table.targets, weights: table.weights, statistics: statistics, rows: split.validation)
  }

  /// For each label what the sum of its weighted losses over the validation rows is divided by in
  /// its task's loss.
  var validationDivisors: [Double] {
    let weights = validationConstants.map(\.weight)
    return zip(schema.tasks, schema.labelRanges).flatMap { task, labels in
      let total = weights[labels].reduce(0, +)
      return weights[labels].map { task.reduction.divisor(of: $0, total: total) }
    }
  }
}

extension [PredictionTask] {
  /// What the tasks' constants cost on some rows: what a model is measured by there.
  ///
  /// - Parameter labels: For each label what its constant costs, and the weight of its rows.
  /// - Returns: For each task the mean or sum over its labels; nil where none has a labelled row,
  ///   or where a label's is not finite.
  func constantLosses(_ labels: [(mean: Double?, weight: Double)]) -> [Double?] {
    zip(self, ranges(\.labels.count)).map { task, range in
      let labelled = labels[range].filter { $0.weight > 0 }
      let means = labelled.compactMap { label in label.mean.map { ($0, label.weight) } }
      return means.count == labelled.count ? task.reduction.loss(of: means) : nil
    }
  }
}

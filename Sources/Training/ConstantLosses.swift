internal import Datasets
internal import NeuralNetwork
internal import Statistics

extension TrainingTable {
  /// What the best constant of each task's training labels costs on some rows.
  ///
  /// A mean that is not finite, as constants in a file may cost, is none; one below 2⁻⁴⁶ of the
  /// prior loss, the square of what a Float resolves, is the rounding of a constant that is always
  /// right, and is 0.
  ///
  /// - Parameters:
  ///   - heads: The tasks with their constants, in the order of the targets.
  ///   - statistics: Those of their training labels.
  func constantLosses(
    _ heads: [HeadConfiguration], _ statistics: [LabelStatistics], rows: [Int32]
  ) -> [ConstantLoss] {
    heads.indices.map { task in
      let loss = heads[task].constantLoss(targets[task], rowWeights: rowWeights, rows: rows)
      guard let mean = loss.mean, mean.isFinite else {
        return ConstantLoss(rows: loss.rows, mean: nil, largestShare: 0)
      }
      guard mean > 0x1p-46 * statistics[task].priorLoss else {
        return ConstantLoss(rows: loss.rows, mean: 0, largestShare: 0)
      }
      return loss
    }
  }
}

extension PreparedData {
  /// What the constants cost on the validation rows: what each epoch is measured by.
  var validationConstants: [ConstantLoss] {
    table.constantLosses(heads, statistics, rows: split.validation)
  }
}

internal import LinearAlgebra

/// What the best constant of the training labels costs on some rows: what a model is to beat there.
package struct ConstantLoss: Equatable, Sendable {
  /// The rows that have the label and a weight above zero.
  package let rows: Int
  /// The summed weight of these rows.
  package let weight: Double
  /// Σ weight · loss / Σ weight over those rows, in the label's own units or nats; nil without any.
  package let mean: Double?
  /// The largest part of that sum that is a single row's, from 0 to 1; 0 where the sum is 0.
  package let largestShare: Double

  /// Keeps what was measured.
  package init(rows: Int, weight: Double, mean: Double?, largestShare: Double) {
    self.rows = rows
    self.weight = weight
    self.mean = mean
    self.largestShare = largestShare
  }
}

extension HeadConfiguration {
  /// Measures the best constant of the training labels, `prior`, on some rows.
  ///
  /// - Parameters:
  ///   - targets: One target a row of the table, NaN where the label is missing.
  ///   - weights: What each row of the table counts for in the label's loss, or nil for all ones.
  ///   - rows: The rows to count.
  package func constantLoss(
    _ targets: [Float], weights: [Float]?, rows: [Int32]
  ) -> ConstantLoss {
    var (count, sum, total, largest) = (0, 0.0, 0.0, 0.0)
    let losses = constantLosses(targets, weights: weights, rows: rows)
    for (row, loss) in zip(rows, losses) where !targets[Int(row)].isNaN {
      let weight = weights.map { Double($0[Int(row)]) } ?? 1
      guard weight > 0 else { continue }
      count += 1
      sum += weight * loss
      total += weight
      largest = max(largest, weight * loss)
    }
    return ConstantLoss(
      rows: count, weight: total, mean: total > 0 ? sum / total : nil,
      largestShare: sum > 0 ? largest / sum : 0)
  }

  /// What that constant costs in each of the rows, without their weights; NaN where a row has no
  /// label, or the weight zero.
  ///
  /// The constant is what an untrained head puts out, in single precision, and its loss is computed
  /// by the kernels that compute the network's: a model that says the constant everywhere has
  /// exactly this loss. A class that no training row has, of which the constant would cost
  /// infinitely much, has the probability 10⁻⁸, as in an untrained head.
  package func constantLosses(
    _ targets: [Float], weights: [Float]?, rows: [Int32]
  ) -> [Double] {
    let biases = initialBiases(.prior)
    let buffer = FloatBuffer(biases.map { Float($0) } + [0, 1])
    let outputs = buffer.matrix(rows: 1, columns: biases.count)
    let target = buffer.matrix(at: biases.count, rows: 1, columns: 1)
    let weight = buffer.matrix(at: biases.count + 1, rows: 1, columns: 1)
    let label = LabelSlice(targets: target, rowWeights: weight)
    // Views do not keep their buffer alive.
    defer { withExtendedLifetime(buffer) {} }
    return rows.map { row in
      target[0, 0] = targets[Int(row)]
      if let weights { weight[0, 0] = weights[Int(row)] }
      return label.cell(0).map { loss(outputs, $0, gradient: nil, normaliser: 0) } ?? .nan
    }
  }
}

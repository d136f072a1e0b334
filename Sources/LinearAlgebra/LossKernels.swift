package import CKernels

/// The labels of one task in a slice of a batch, as a loss kernel reads them.
package struct LabelSlice {
  let targets: Matrix
  let rowWeights: Matrix?

  /// - Parameters:
  ///   - targets: One number a row, NaN where the label is missing: a standardised value, a class
  ///     index or a count.
  ///   - rowWeights: One weight a row, or nil for all ones.
  package init(targets: Matrix, rowWeights: Matrix?) {
    precondition(targets.isContiguous, "targets are contiguous")
    precondition(rowWeights.map { $0.count == targets.count } ?? true, "one weight for each row")
    self.targets = targets
    self.rowWeights = rowWeights
  }

  /// Σ of the weights of the labelled rows.
  package var labelledWeight: Double {
    ek_labelled_weight(targets.base, rowWeights?.base, targets.count)
  }

  /// One row's label by itself, counting 1; nil where the row has none, or the weight zero.
  package func cell(_ row: Int) -> LabelSlice? {
    let target = targets.part(at: row, rows: 1, columns: 1)
    guard !target[0, 0].isNaN, rowWeights.map({ $0.part(at: row, rows: 1, columns: 1)[0, 0] }) != 0
    else { return nil }
    return LabelSlice(targets: target, rowWeights: nil)
  }
}

extension Matrix {
  /// Σ weight · loss over the labelled rows of this matrix of outputs, a block of columns; a row of
  /// weight 0 counts as unlabelled.
  ///
  /// - Parameters:
  ///   - kernel: The loss: its values and slopes.
  ///   - labels: The targets and the rows' weights.
  ///   - scale: The unit of a regression's outputs and targets; losses are in units of the label.
  ///   - parameter: The loss's own parameter.
  ///   - gradient: A block of the same layout, which receives weight · normaliser · ∂loss/∂output,
  ///     zero
  ///     in other rows.
  ///   - normaliser: What slopes are multiplied by.
  package func loss(
    _ kernel: ek_loss, _ labels: LabelSlice, scale: Double, parameter: Double, gradient: Matrix?,
    normaliser: Double
  ) -> Double {
    check(labels, gradient)
    return kernel(
      base, labels.targets.base, labels.rowWeights?.base, gradient?.base, rows, stride, columns,
      scale, parameter, normaliser)
  }

  /// The same for a loss that is two functions of one output η and one label, both in the label's
  /// own units: each is called once for each labelled row, the slope only for a gradient.
  ///
  /// - Parameters:
  ///   - value: The loss.
  ///   - slope: ∂loss/∂η.
  ///   - location: What η is where an output of this matrix is zero, …
  ///   - scale: … and by how much it grows with each 1; of targets alike.
  package func loss(
    value: (Double, Double) -> Double, slope: (Double, Double) -> Double, _ labels: LabelSlice,
    location: Double, scale: Double, gradient: Matrix?, normaliser: Double
  ) -> Double {
    check(labels, gradient)
    precondition(columns == 1, "one output a row")
    var sum = 0.0
    for row in 0..<rows {
      let target = Double(labels.targets.base[row])
      let weight = labels.rowWeights.map { Double($0.base[row]) } ?? 1
      guard !target.isNaN, weight != 0 else {
        gradient?[row, 0] = 0
        continue
      }
      let output = location + scale * Double(self[row, 0])
      let label = location + scale * target
      sum += weight * value(output, label)
      gradient?[row, 0] = Float(weight * normaliser * scale * slope(output, label))
    }
    return sum
  }

  private func check(_ labels: LabelSlice, _ gradient: Matrix?) {
    let hasLayout = gradient.map {
      $0.rows == rows && $0.columns == columns && $0.stride == stride
    }
    precondition(
      labels.targets.count == rows && hasLayout ?? true,
      "outputs, targets and gradient have the same rows, and one layout")
  }
}

internal import CKernels

/// Which units a layer silences: each with the given probability, as a hash of the key, of the row
/// in the batch and of the column decides. What is kept is scaled up, so that its mean stays
/// (Srivastava et al. 2014, inverted).
///
/// A mask depends neither on the threads nor on how a batch is cut.
package struct DropoutMask: Sendable {
  let probability: Float
  let key: UInt64
  let firstRow: Int

  /// - Parameters:
  ///   - probability: Of silencing a unit, in [0, 1).
  ///   - key: Fresh for each layer and step.
  ///   - firstRow: The row in the batch of a matrix's first row.
  package init(probability: Float, key: UInt64, firstRow: Int) {
    precondition(probability >= 0 && probability < 1, "no unit is kept at \(probability)")
    self.probability = probability
    self.key = key
    self.firstRow = firstRow
  }

  var kernel: ek_dropout {
    ek_dropout(key: key, first_row: UInt64(firstRow), probability: probability)
  }
}

/// An activation function at once with the bias before it and the dropout after it.
///
/// This matrix holds a dense layer's products; `slopes` receives the slopes at each entry, which is
/// all that the way back needs: `applySlopes`.
extension Matrix {
  /// y = max(x + bias, 0), masked.
  package func activateReLU(
    adding bias: Matrix?, into y: Matrix, slopes: Matrix, dropout: DropoutMask?
  ) {
    checkActivation(bias, y, slopes)
    ek_activate_relu(base, bias?.base, y.base, slopes.base, rows, columns, dropout.kernel)
  }

  /// y = z Φ(z), z = x + bias, masked; Φ is the normal distribution function (Hendrycks and Gimpel
  /// 2016).
  package func activateGELU(
    adding bias: Matrix?, into y: Matrix, slopes: Matrix, dropout: DropoutMask?
  ) {
    checkActivation(bias, y, slopes)
    ek_activate_gelu(base, bias?.base, y.base, slopes.base, rows, columns, dropout.kernel)
  }

  /// Multiplies gradients by the slopes of their units, each row of which serves `copies` rows of
  /// this matrix, and adds the sums of the columns.
  ///
  /// - Parameter sums: copies × columns, one row for each task; nil if they are not wanted.
  package func applySlopes(_ slopes: Matrix, copies: Int, addingSumsTo sums: Matrix? = nil) {
    precondition(
      isContiguous && slopes.isContiguous && rows == slopes.rows * copies
        && columns == slopes.columns,
      "\(rows) gradient rows for \(slopes.rows) rows and \(copies) tasks")
    precondition(
      sums.map { $0.isContiguous && $0.rows == copies && $0.columns == columns } ?? true,
      "a row of sums for each task")
    ek_apply_slopes(base, slopes.base, sums?.base, slopes.rows, copies, columns)
  }

  private func checkActivation(_ bias: Matrix?, _ y: Matrix, _ slopes: Matrix) {
    precondition(
      rows == y.rows && columns == y.columns && isContiguous && y.isContiguous
        && rows == slopes.rows && columns == slopes.columns && slopes.isContiguous
        && (bias.map { $0.count == columns && $0.isContiguous } ?? true), "shapes differ")
  }
}

extension DropoutMask? {
  var kernel: ek_dropout {
    self?.kernel ?? ek_dropout(key: 0, first_row: 0, probability: 0)
  }
}

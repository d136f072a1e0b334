internal import CKernels

/// The parameters of a spline, or their gradients, for each of some copies: copies × width bias and
/// slope, copies × (bins · width) steps.
package struct SplineBlocks: Sendable {
  let bias, slope, steps: Matrix

  /// The blocks of a spline.
  package init(bias: Matrix, slope: Matrix, steps: Matrix) {
    precondition(
      [bias, slope, steps].allSatisfy { $0.isContiguous && $0.rows == bias.rows }
        && bias.columns == Int(EK_SPLINE_WIDTH) && slope.columns == bias.columns
        && steps.columns % bias.columns == 0
        && (1...Int(EK_MOST_BINS)).contains(steps.columns / bias.columns), "no blocks of a spline")
    (self.bias, self.slope, self.steps) = (bias, slope, steps)
  }

  var bins: Int { steps.columns / bias.columns }

  /// Makes all zero.
  package func clear() {
    for block in [bias, slope, steps] { block.clear() }
  }
}

/// The parameters of waves, or their gradients, for each of some copies: copies × count frequencies
/// and phases, copies × (width · count) weights, copies × width biases.
package struct WaveBlocks: Sendable {
  let frequency, phase, weight, bias: Matrix

  /// The number of waves that are mixed.
  package static let count = Int(EK_WAVE_COUNT)

  /// The blocks of some waves.
  package init(frequency: Matrix, phase: Matrix, weight: Matrix, bias: Matrix) {
    precondition(
      [frequency, phase, weight, bias].allSatisfy {
        $0.isContiguous && $0.rows == frequency.rows
      } && frequency.columns == Self.count && phase.columns == Self.count
        && bias.columns == Int(EK_WAVE_WIDTH) && weight.columns == Self.count * bias.columns,
      "no blocks of waves")
    (self.frequency, self.phase, self.weight, self.bias) = (frequency, phase, weight, bias)
  }

  /// Makes all zero.
  package func clear() {
    for block in [frequency, phase, weight, bias] { block.clear() }
  }
}

extension Matrix {
  /// Fills each row with a spline at the row's number and its position among the knots.
  ///
  /// - Parameters:
  ///   - numbers: rows × 1.
  ///   - positions: rows × 1: bin + share of it.
  package func assignSpline(_ spline: SplineBlocks, of numbers: Matrix, positions: Matrix) {
    precondition(
      numbers.rows == rows && positions.rows == rows && columns == spline.bias.columns,
      "shapes differ")
    ek_spline(
      numbers.base, numbers.stride, positions.base, positions.stride, rows, spline.bias.base,
      spline.slope.base, spline.steps.base, spline.bins, base, stride)
  }

  /// Adds the gradients of a spline for each of `copies` tasks, from these at its outputs: (rows ·
  /// copies) × width.
  package func addSplineGradient(
    of numbers: Matrix, positions: Matrix, copies: Int, to gradient: SplineBlocks
  ) {
    precondition(
      numbers.rows == positions.rows && rows == numbers.rows * copies
        && columns == gradient.bias.columns && gradient.bias.rows == copies, "shapes differ")
    ek_add_spline(
      base, stride, numbers.base, numbers.stride, positions.base, positions.stride, numbers.rows,
      copies, gradient.bins, gradient.bias.base, gradient.slope.base, gradient.steps.base)
  }

  /// Fills each row with mixtures of waves at the row's number: rows × 1.
  package func assignWaves(_ waves: WaveBlocks, of numbers: Matrix) {
    precondition(numbers.rows == rows && columns == waves.bias.columns, "shapes differ")
    ek_waves(
      numbers.base, numbers.stride, rows, waves.frequency.base, waves.phase.base,
      waves.weight.base, waves.bias.base, base, stride)
  }

  /// Adds the gradients of waves for each of `copies` tasks, from these at their outputs: (rows ·
  /// copies) × width.
  package func addWaveGradient(
    of numbers: Matrix, parameters: WaveBlocks, copies: Int, to gradient: WaveBlocks
  ) {
    precondition(
      rows == numbers.rows * copies && columns == gradient.bias.columns
        && gradient.bias.rows == copies, "shapes differ")
    ek_add_waves(
      base, stride, numbers.base, numbers.stride, numbers.rows, copies, parameters.frequency.base,
      parameters.phase.base, parameters.weight.base, gradient.frequency.base, gradient.phase.base,
      gradient.weight.base, gradient.bias.base)
  }
}

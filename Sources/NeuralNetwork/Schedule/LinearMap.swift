internal import LinearAlgebra

/// y = x Wᵀ: what hidden layers and heads have in common.
struct LinearMap: Sendable {
  /// W, outputs × inputs.
  let weight: TensorPlace
  /// The columns of the inputs whose gradients are wanted: all where a block lies below, those of
  /// embeddings, or none.
  let propagated: Range<Int>
  /// How many parts of what it reads are read by as many parts of its units: W is outputs × the
  /// columns of a part.
  var groups = 1
  /// How many of its rows lie side by side in a row of what it reads.
  var repeats = 1

  /// The columns of the gradients of what it reads.
  var gradientWidth: Int { propagated.count * repeats }

  var outputs: Int { weight.rows }
  var inputs: Int { weight.columns }

  /// The units of one of the groups, and the columns that they read.
  func group(_ index: Int) -> (units: Range<Int>, columns: Range<Int>) {
    let units = outputs / groups
    return (index * units..<(index + 1) * units, index * inputs..<(index + 1) * inputs)
  }

  /// One of several groups as a map of its own, through which nothing goes on.
  func single(_ index: Int) -> LinearMap {
    let units = outputs / groups
    return LinearMap(
      weight: TensorPlace(
        offset: weight.offset + index * units * inputs, rows: units, columns: inputs),
      propagated: 0..<0)
  }

  /// Computes the products of several groups: x is rows × (groups · inputs), y rows × outputs.
  func forwardGroups(_ x: Matrix, into y: Matrix, parameters: Matrix) {
    for index in 0..<groups {
      let (units, columns) = group(index)
      y.columns(units).assignProduct(
        x.columns(columns).plain, parameters.tensor(weight).rows(units).transposed)
    }
  }

  /// The gradients of what several groups read, all of it.
  func backwardGroups(_ dy: Matrix, into dx: Matrix, parameters: Matrix) {
    for index in 0..<groups {
      let (units, columns) = group(index)
      dx.columns(columns).assignProduct(
        dy.columns(units).plain, parameters.tensor(weight).rows(units).plain)
    }
  }

  /// Computes some rows of the gradient of W for all copies together: row i · outputs + u is unit
  /// u's for task i. Adds them to what is there if asked.
  ///
  /// - Parameters:
  ///   - x: rows × inputs.
  ///   - dy: (rows · copies) × outputs. Read as rows × (copies · outputs), it gives every task's
  ///     gradient in one product.
  ///   - gradient: (copies · outputs) × inputs.
  func backwardWeight(
    _ x: Matrix, dy: Matrix, gradient: Matrix, units: Range<Int>, adding: Bool
  ) {
    let all = dy.reshaped(rows: x.rows, columns: gradient.rows)
    guard groups > 1 else {
      let columns = all.columns(units)
      return gradient.rows(units).assignProduct(columns.transposed, x.plain, adding: adding)
    }
    // Each copy's units are in groups.
    let size = outputs / groups
    for part in units.lowerBound / size...(units.upperBound - 1) / size {
      let own = units.clamped(to: part * size..<(part + 1) * size)
      gradient.rows(own).assignProduct(
        all.columns(own).transposed, x.columns(group(part % groups).columns).plain, adding: adding)
    }
  }

  /// Computes some rows of the gradient of W where each task reads rows of its own: row b · tasks +
  /// t is task t's. Adds them to what is there if asked.
  ///
  /// - Parameters:
  ///   - shares: For each task a factor of its part; one of 0 leaves no trace.
  ///   - gradient: outputs × inputs.
  func backwardAdaptedWeight(
    _ x: Matrix, dy: Matrix, shares: [Double], gradient: Matrix, units: Range<Int>, adding: Bool
  ) {
    let (result, tasks) = (gradient.rows(units), shares.count)
    var adds = adding
    for task in 0..<tasks where shares[task] != 0 {
      result.assignProduct(
        dy.rows(of: task, among: tasks).columns(units).transposed,
        x.rows(of: task, among: tasks).plain, times: Float(shares[task]), adding: adds)
      adds = true
    }
    if !adds { result.clear() }
  }

  /// The gradients of the wanted columns of the inputs: dy is rows × outputs, dx rows × columns.
  func backwardInputs(_ dy: Matrix, into dx: Matrix, parameters: Matrix) {
    dx.assignProduct(dy.plain, parameters.tensor(weight).columns(propagated).plain)
  }
}

internal import LinearAlgebra

/// A pass over the rows of a shard: what it computes are parts of sums over the whole batch.
///
/// A shard may have no rows; its parts are then zeros.
extension BatchPass {
  private var hasRows: Bool { batch.rowCount > 0 }

  /// Computes the shard's part of the gradient of Σ weight · loss.
  ///
  /// - Parameter listener: Hears of what is complete earlier.
  func backwardShard(
    weights: [Double], headWeights: [Double], parameters: FloatBuffer,
    telling listener: (any GradientListener)?
  ) {
    guard hasRows else { return gradient.clear() }
    backward(
      weights: weights, headWeights: headWeights, parameters: parameters, telling: listener)
  }

  /// Computes the shard's part of the inner products at the representations.
  func multiplyShard(parameters: FloatBuffer) {
    canCombine = false
    guard hasRows else { return gramian = Gramian(count: gramian.count) }
    multiplyRepresentations(parameters: parameters)
  }

  /// Takes the inner products at the representations of the whole batch.
  func take(gramian entries: [Double]) { gramian.entries = entries }

  /// Computes the shard's part of every task's gradient over a scope.
  ///
  /// - Parameter listener: Hears of what is complete earlier.
  func backwardShardPerTask(
    parameters: FloatBuffer, scope: GradientScope, telling listener: (any GradientListener)?
  ) {
    canCombine = false
    guard hasRows else { return vector(over: scope).clear() }
    walkStacked(parameters, into: .shard(taskGradients, scope, listener))
  }

  /// Every task's gradient over a scope as one vector, which is to become the whole batch's.
  func vector(over scope: GradientScope) -> Matrix {
    taskGradients.vector(over: scope, last: lastShared)
  }

  /// Takes every task's gradient over a scope, which has become the whole batch's.
  func multiplyTaskGradients(over scope: GradientScope) {
    taskGradients.clearProducts()
    taskGradients.addProducts(over: scope, last: lastShared)
    taskGradients.writeProducts(to: &gramian)
    canCombine = scope == .shared
  }

  private var lastShared: TensorPlace? { schedule.places.last?.first }

  /// Computes the shard's part of the gradients of the tasks' own parameters.
  ///
  /// - Returns: That as one vector, which is to become the whole batch's.
  func combineShardOwn(_ headWeights: [Double]) -> Matrix {
    let own = gradient.columns(network.layout.sharedCount..<gradient.count)
    if hasRows {
      combineOwn(headWeights)
    } else {
      own.clear()
    }
    return own
  }

  /// Computes the shard's part of what the tasks' inner products are estimated from: `formed`.
  func formShard(parameters: FloatBuffer, key: UInt64) -> [Matrix] {
    canCombine = false
    let formed = sketch.formed
    if hasRows {
      let source = source(activations.leaving, paths: activations.pathSlopes, parameters)
      sketch.project(source, key: key)
      sketch.form(source)
    } else {
      for matrix in formed { matrix.clear() }
    }
    return formed
  }

  /// Takes what the inner products are estimated from, which has become the whole batch's.
  func multiplyFormed() { sketch.multiplyFormed(into: &gramian) }
}

package import Balancing
package import LinearAlgebra
package import NeuralNetwork
package import Optimizers
internal import RandomNumbers

/// One update of the parameters: forward, losses, task weights, gradient, optimizer.
package struct TrainingStep {
  /// Each task's mean loss before the last update, NaN where it was absent.
  package private(set) var losses: [Double]
  /// Each task's weight in the last step.
  private(set) var weights: [Double]
  /// The number of steps in a row whose gradient was not finite.
  private(set) var badSteps = 0
  /// The inner products of the tasks' gradients, if the scheme read them in the last step.
  private(set) var gramian: Gramian?
  /// The balancing scheme and what it has learnt.
  var balancer: Balancer

  private let pass: BatchPass
  private let parameters: FloatBuffer
  private var optimizer: Optimizer
  private let clip: Double?
  private var dropout: SeededGenerator

  /// - Parameters:
  ///   - pass: With room for the rows of a step, and for the gradients the balancer reads.
  ///   - parameters: Updated in place.
  ///   - configuration: Says the longest gradient and the seed of dropout.
  package init(
    pass: BatchPass, parameters: FloatBuffer, optimizer: Optimizer, balancer: Balancer,
    configuration: TrainingConfiguration
  ) {
    self.pass = pass
    self.parameters = parameters
    self.optimizer = optimizer
    self.balancer = balancer
    clip = configuration.clip
    losses = pass.losses
    weights = Array(repeating: 0, count: pass.losses.count)
    dropout = SeededGenerator(seed: configuration.seed, stream: .dropout)
  }

  /// For each task the weight of its labelled rows in the last step.
  var labelledWeights: [Double] { pass.batch.labelledWeights }

  /// Takes one step on the given rows. The parameters stay as they are if no task has a label among
  /// the rows or the gradient is not finite.
  package mutating func take(
    _ table: TrainingTable, rows: ArraySlice<Int32>, rate: Double
  ) throws(BalancingError) {
    let key = DropoutKey(bits: dropout.next())
    pass.batch.gather(table, at: rows)
    pass.forward(parameters: parameters, dropout: key)
    pass.computeLosses()
    // Those of the pass may be replaced below by the ones after the update.
    for task in losses.indices { losses[task] = pass.losses[task] }
    try computeGradient()
    guard balancer.headWeights.contains(where: { $0 != 0 }) else {
      badSteps = 0
      return
    }
    let length = pass.gradient.squaredNorm.squareRoot()
    guard length.isFinite else {
      badSteps += 1
      return
    }
    badSteps = 0
    let scale = clip.map { length > $0 ? $0 / length : 1 } ?? 1
    optimizer.update(
      parameters.vector, gradient: pass.gradient, gradientScale: scale, rate: rate)
    if balancer.observesUpdates {
      pass.forward(parameters: parameters, dropout: key)
      pass.computeLosses()
      balancer.updated(after: pass.losses)
    }
  }

  /// Weighs the tasks by the evidence the scheme asks for, and computes the gradient of the weighted
  /// sum.
  private mutating func computeGradient() throws(BalancingError) {
    gramian = nil
    if balancer.reuseWeights(
      losses: pass.losses, present: pass.batch.isPresent, into: &weights)
    {
      pass.backward(
        weights: weights, headWeights: balancer.headWeights, parameters: parameters)
      return
    }
    switch balancer.evidence {
    case .losses:
      try balancer.weigh(
        losses: pass.losses, present: pass.batch.isPresent, into: &weights)
      pass.backward(
        weights: weights, headWeights: balancer.headWeights, parameters: parameters)
    case .gramian(let scope):
      pass.backwardPerTask(parameters: parameters, scope: scope)
      gramian = pass.gramian
      try balancer.weigh(
        losses: pass.losses, present: pass.batch.isPresent, gramian: pass.gramian, into: &weights)
      if pass.canCombine {
        pass.combine(weights: weights, headWeights: balancer.headWeights)
      } else {
        pass.backward(
          weights: weights, headWeights: balancer.headWeights, parameters: parameters)
      }
    }
  }
}

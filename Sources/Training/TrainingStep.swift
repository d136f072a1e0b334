package import Balancing
internal import Foundation
package import LinearAlgebra
package import NeuralNetwork
package import Optimizers
internal import RandomNumbers

/// One update of the parameters: forward, losses, task weights, gradient, optimizer.
package struct TrainingStep {
  /// Each task's mean loss before the last update, NaN where no row had a label.
  package private(set) var losses: [Double]
  /// Each task's weight in the last step.
  private(set) var weights: [Double]
  /// For each task the weight of its labelled rows in the last step.
  private(set) var labelledWeights: [Double]
  /// The number of steps in a row whose gradient was not finite.
  private(set) var badSteps = 0
  /// The inner products of the tasks' gradients, if the scheme read them in the last step.
  private(set) var gramian: Gramian?
  /// Where the time goes; the run measures with it what is between steps.
  var clock = PhaseClock()
  /// The balancing scheme and what it has learnt.
  var balancer: Balancer

  private let pass: ShardedPass
  private var stepCount = 0
  private let parameters: FloatBuffer
  private var optimizer: Optimizer
  private let average: ParameterAverage?
  private let squaredNorm: SquaredNorm
  private let clip: Double?
  private var dropout: SeededGenerator
  private var projections: SeededGenerator
  private var isPresent: [Bool]
  /// The gradients on the first part of a batch that is cut in parts.
  private let firstPart: JacobianCopy?
  private var crossGramian: CrossGramian

  /// - Parameters:
  ///   - pass: With room for the rows of a step, and for the gradients the balancer reads.
  ///   - parameters: Updated in place.
  ///   - configuration: Says the longest gradient and the seed of dropout.
  package init(
    pass: ShardedPass, parameters: FloatBuffer, optimizer: Optimizer, balancer: Balancer,
    configuration: TrainingConfiguration
  ) {
    self.pass = pass
    self.parameters = parameters
    self.optimizer = optimizer
    self.balancer = balancer
    squaredNorm = SquaredNorm(count: pass.gradient.count)
    clip = configuration.clip
    average = configuration.averaging.map { ParameterAverage(of: parameters.values, decay: $0) }
    losses = pass.losses
    weights = Array(repeating: 0, count: pass.losses.count)
    labelledWeights = weights
    isPresent = weights.map { _ in false }
    dropout = SeededGenerator(seed: configuration.seed, stream: .dropout)
    projections = SeededGenerator(seed: configuration.seed, stream: .sketch)
    firstPart = balancer.evidence.batchParts > 1 ? JacobianCopy(like: pass.jacobian) : nil
    crossGramian = CrossGramian(count: weights.count)
  }

  /// What steps took of exchanging with other ranks; nil without others.
  var exchange: TrainingProfile.Exchange? {
    pass.plan.rankCount == 1
      ? nil
      : TrainingProfile.Exchange(
        ranks: pass.plan.rankCount, shards: pass.plan.count, steps: stepCount,
        sentBytes: pass.sentBytes, waitedSeconds: pass.waitedSeconds)
  }

  /// Whether this one of several ranks would end the run after the next step.
  var asksToEnd: Bool {
    get { pass.asksToEnd }
    nonmutating set { pass.asksToEnd = newValue }
  }
  /// Whether one of several ranks would have ended it after the last step.
  var isAskedToEnd: Bool { pass.isAskedToEnd }

  /// Whether the numbers of the last step were finite, as far as anyone has seen.
  var isSound: Bool { badSteps == 0 && !balancer.hasBadTask }

  /// What is measured and kept: the parameters, or their average.
  var keptParameters: FloatBuffer { average?.values ?? parameters }

  /// What changes from step to step besides the parameters.
  struct State {
    /// The average of the parameters; empty where none is kept.
    var average: [Float]
    var moments: (first: [Float], second: [Float])
    var updates: Int
    var dropout, projections: SeededGenerator
    var balancer: Data
  }

  /// For each task the share of the rate that its own parameters are updated with.
  var taskRates: [Double] {
    get { optimizer.taskRates }
    set { optimizer.taskRates = newValue }
  }

  /// How many numbers the optimizer's moments are.
  var momentCounts: (first: Int, second: Int) { optimizer.momentCounts }

  /// The state between two steps, the last of which was sound.
  func state() throws(BalancingError) -> State {
    State(
      average: average?.values.values ?? [], moments: optimizer.moments,
      updates: optimizer.stepCount, dropout: dropout,
      projections: projections, balancer: try balancer.encodedState())
  }

  /// Goes on from a state that was saved.
  ///
  /// - Throws: `BalancingError.unusableState` if it is of another scheme or other tasks.
  mutating func restore(_ state: State) throws(BalancingError) {
    try balancer.restore(state: state.balancer)
    average?.values.copy(state.average)
    optimizer.restore(moments: state.moments, stepCount: state.updates)
    dropout = state.dropout
    projections = state.projections
  }

  /// Takes one step on the given rows. The parameters stay as they are if no task has a label among
  /// the rows or the gradient is not finite.
  ///
  /// - Parameter next: The next step's rows, if they are known: they are gathered beside this one.
  package mutating func take(
    _ rows: BatchRows, next: BatchRows? = nil, rate: Double
  ) throws(BalancingError) {
    clock.begin()
    stepCount += 1
    for task in losses.indices {
      losses[task] = .nan
      labelledWeights[task] = 0
      isPresent[task] = true
    }
    let parts = balancer.evidence.batchParts
    guard (0..<parts).allSatisfy({ rows.part($0, of: parts).count > 0 }) else { return skip() }
    var key = DropoutKey(bits: 0)
    for part in 0..<parts {
      key = DropoutKey(bits: dropout.next())
      pass.gather(rows.part(part, of: parts))
      let following =
        part + 1 < parts ? rows.part(part + 1, of: parts) : next?.part(0, of: parts)
      if let following, following.count > 0 { pass.announce(following) }
      clock.end(.gather)
      pass.forwardToLosses(parameters: parameters, dropout: key)
      addLosses()
      clock.end(.forward)
      if part < parts - 1 { keepGradients(ofPart: part) }
    }
    try computeGradient()
    update(key, rate: rate)
    clock.end(.update)
  }

  /// Updates the parameters, unless the gradient is not finite.
  private mutating func update(_ key: DropoutKey, rate: Double) {
    guard balancer.headWeights.contains(where: { $0 != 0 }) else {
      badSteps = 0
      return
    }
    let length = squaredNorm(of: pass.gradient, workers: pass.workers).squareRoot()
    guard length.isFinite else {
      badSteps += 1
      return
    }
    badSteps = 0
    let scale = clip.map { length > $0 ? $0 / length : 1 } ?? 1
    optimizer.update(
      parameters.vector, gradient: pass.gradient, gradientScale: scale, rate: rate,
      workers: pass.workers)
    average?.add(parameters.vector, step: optimizer.stepCount, workers: pass.workers)
    if balancer.observesUpdates {
      clock.end(.update)
      pass.forwardToLosses(parameters: parameters, dropout: key)
      clock.end(.forward)
      balancer.updated(after: pass.losses)
    }
  }

  /// Leaves out a batch of fewer rows than parts: each task is absent from one of them.
  private mutating func skip() {
    badSteps = 0
    gramian = nil
    for task in weights.indices { weights[task] = 0 }
  }

  /// Takes in the losses of the part of the batch at hand. A task is present in a step if it is in
  /// every part.
  private mutating func addLosses() {
    for task in losses.indices {
      let weight = pass.labelledWeights[task]
      isPresent[task] = isPresent[task] && pass.isPresent[task]
      guard weight > 0 else { continue }
      let before = labelledWeights[task]
      labelledWeights[task] += weight
      losses[task] =
        before > 0
        ? (losses[task] * before + pass.losses[task] * weight) / labelledWeights[task]
        : pass.losses[task]
    }
  }

  /// Keeps the gradients on the first part of the batch, and multiplies those on the second by
  /// them.
  private mutating func keepGradients(ofPart part: Int) {
    guard let firstPart else { preconditionFailure("only one evidence has parts") }
    pass.backwardPerTask(parameters: parameters, scope: .shared)
    defer { clock.end(.backward) }
    if part == 0 {
      firstPart.jacobian.copy(pass.jacobian)
    } else {
      crossGramian.assign(firstPart.jacobian, pass.jacobian)
    }
  }

  /// Weighs the tasks by the evidence the scheme asks for, and computes the gradient of the
  /// weighted sum.
  private mutating func computeGradient() throws(BalancingError) {
    gramian = nil
    let evidence = balancer.evidence
    if balancer.reuseWeights(losses: losses, present: isPresent, into: &weights) {
      clock.end(.balance)
      return backward()
    }
    guard evidence != .losses else {
      try balancer.weigh(losses: losses, present: isPresent, into: &weights)
      clock.end(.balance)
      return backward()
    }
    clock.end(.balance)
    switch evidence {
    case .sketch: pass.sketchGramian(parameters: parameters, key: projections.next())
    case .gramian(let scope): pass.backwardPerTask(parameters: parameters, scope: scope)
    default: pass.backwardPerTask(parameters: parameters, scope: .shared)
    }
    clock.end(.backward)
    gramian = pass.gramian
    try balancer.weigh(
      losses: losses, present: isPresent, gramian: pass.gramian,
      jacobian: evidence == .jacobian ? pass.jacobian : nil,
      crossGramian: evidence == .crossGramian ? crossGramian : nil, into: &weights)
    clock.end(.balance)
    backward()
  }

  /// Computes the gradient of the weighted sum, from the tasks' own gradients where they are there.
  private mutating func backward() {
    if gramian != nil && pass.canCombine {
      pass.combine(weights: weights, headWeights: balancer.headWeights)
    } else {
      pass.backward(
        weights: weights, headWeights: balancer.headWeights, parameters: parameters)
    }
    clock.end(.backward)
  }
}

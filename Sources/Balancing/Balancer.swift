public import LinearAlgebra

/// Asks a balancing scheme for the weights of each step, and keeps the rules that hold for all of
/// them:
///
/// - A task without a labelled row in the batch is absent: weight 0, its state untouched, and the
///   scheme solves the problem of the others.
/// - A loss or gradient that is not finite makes its task absent too, and is an error once it has
///   happened `maxBadSteps` times in a row.
/// - A gradient shorter than 10⁻¹² of the longest has no direction: a scheme that reads gradients
///   does without its task, whose head is trained with its own gradient over the task's prior loss.
/// - A loss of zero counts as 10⁻⁸ of the task's prior loss where a scheme divides by it; a
///   negative loss is an error there.
public struct Balancer: Sendable {
  /// The scheme's name, which a checkpoint keeps.
  public let schemeName: String
  /// The tasks' names, in the order of all arrays.
  public let taskNames: [String]
  /// How many consecutive steps a task's loss or gradient may fail to be finite.
  public let maxBadSteps: Int
  /// What the scheme computes weights from.
  public let evidence: Evidence
  /// Whether `updated(after:)` is to be called with the batch's losses after each update.
  public var observesUpdates: Bool { scheme.observesUpdates }
  /// The factor of each task's own head gradient ∂Lᵢ/∂headᵢ in the step weighed last: the task's
  /// weight, or the user's weight over the task's prior loss where the scheme leaves heads or the
  /// shared gradient vanished; 0 for an absent task.
  public private(set) var headWeights: [Double]

  /// Whether a task's loss or gradient was not finite in the last step that had it.
  public var hasBadTask: Bool { badSteps.contains { $0 > 0 } }

  // Not private, because a checkpoint holds them: see BalancerState.swift.
  var scheme: ActiveScheme
  var badSteps: [Int]
  /// For each task the weight the scheme gave it last, smoothed; nil before it gave any.
  var smoothed: [Double?]
  /// What holds tasks back; nil where nothing does.
  public internal(set) var damping: TaskDamping?
  /// What the scheme was last asked for, and how many steps ago.
  var asked: (present: [Bool], weights: [Double], headWeights: [Double], age: Int)

  private let modifiers: BalanceModifiers
  private let userWeights: [Double]
  /// Each task's user weight over its prior loss, for a head that the scheme gives no weight. An
  /// optimizer that remembers the squares of gradients would otherwise remember the label's unit.
  private let ownHeadWeights: [Double]
  private let floors: [Double]
  private let lossDomain: LossDomain
  private let headPolicy: HeadPolicy
  // Reused from step to step.
  private var present = PresentLosses(tasks: [], values: [])
  private var after = PresentLosses(tasks: [], values: [])
  private var gradients = PresentGradients()
  private var updateGramian = Gramian(count: 0)
  private var presentWeights: [Double] = []

  /// - Parameters:
  ///   - name: What the scheme is called, by which a checkpoint tells it from others.
  ///   - scheme: The scheme, made for these tasks.
  ///   - taskNames: The tasks' names.
  ///   - priorLosses: The loss of each task's best constant output: the unit of the floor of zero
  ///     losses and of heads without a weight. One that is not a positive number counts as 1.
  ///   - userWeights: What the scheme's weights are multiplied by, zero or more; 1 if nil.
  ///   - modifiers: Changes to what the scheme reads and gives.
  ///   - dampingShare: Where tasks are held back, what is left of a factor after an epoch that
  ///     brought nothing better.
  ///   - maxBadSteps: How many consecutive steps may fail to be finite for a task.
  /// - Throws: `BalancingError.badTaskWeight`; `unsuitableModifier` for one that reads gradients
  ///   where the scheme does not, `inflexibleScheme` for one that keeps them from it.
  public init(
    named name: String, scheme: Scheme, taskNames: [String], priorLosses: [Double],
    userWeights: [Double]? = nil, modifiers: BalanceModifiers = BalanceModifiers(),
    dampingShare: Double = TaskDamping.usualShare, maxBadSteps: Int = 10
  ) throws(BalancingError) {
    let count = taskNames.count
    let userWeights = userWeights ?? Array(repeating: 1, count: count)
    precondition(priorLosses.count == count && userWeights.count == count, "one for each task")
    for (task, weight) in zip(taskNames, userWeights) where !(weight >= 0 && weight.isFinite) {
      throw .badTaskWeight(task: task, value: weight)
    }
    schemeName = name
    self.taskNames = taskNames
    self.maxBadSteps = maxBadSteps
    self.userWeights = userWeights
    let units = priorLosses.map { $0 > 0 && $0.isFinite ? $0 : 1 }
    ownHeadWeights = zip(userWeights, units).map { $0 / $1 }
    floors = units.map { 1e-8 * $0 }
    evidence = try scheme.evidence.adjusted(by: modifiers)
    self.modifiers = modifiers
    headWeights = Array(repeating: 0, count: count)
    badSteps = Array(repeating: 0, count: count)
    smoothed = Array(repeating: nil, count: count)
    damping = modifiers.damping ? TaskDamping(taskCount: count, share: dampingShare) : nil
    asked = ([], headWeights, headWeights, 0)
    self.scheme = ActiveScheme(scheme)
    let weighting = self.scheme.weighting
    lossDomain = modifiers.logLosses ? .positive : weighting.lossDomain
    headPolicy = modifiers.headWeights?.policy ?? weighting.headPolicy
  }

  /// Gives the weights the scheme gave last, if it need not be asked in this step: then no evidence
  /// needs to be computed. It must be asked where a task is present that was absent then.
  ///
  /// - Parameters:
  ///   - losses: Each task's mean loss over the labelled rows; ignored where absent.
  ///   - present: Whether each task has a labelled row.
  ///   - weights: Becomes each task's weight if they are used again.
  /// - Returns: Whether they are used again.
  public mutating func reuseWeights(
    losses: [Double], present isPresent: [Bool], into weights: inout [Double]
  ) -> Bool {
    guard modifiers.every > 1, asked.age + 1 < modifiers.every, asked.present.count > 0 else {
      return false
    }
    for task in losses.indices where isPresent[task] {
      guard asked.present[task], losses[task].isFinite else { return false }
    }
    asked.age += 1
    for task in weights.indices {
      weights[task] = isPresent[task] ? asked.weights[task] : 0
      headWeights[task] = isPresent[task] ? asked.headWeights[task] : 0
    }
    damp(&weights)
    return true
  }

  /// Computes the weights of a step, and lets the scheme learn from it.
  ///
  /// - Parameters:
  ///   - losses: Each task's mean loss over the labelled rows; ignored where absent.
  ///   - present: Whether each task has a labelled row.
  ///   - gramian: The inner products of all tasks' gradients, for a scheme that reads gradients in
  ///     any way; the rows of absent tasks are ignored.
  ///   - jacobian: The gradients themselves, for a scheme that reads those. It may replace them by
  ///     what is to be combined.
  ///   - crossGramian: For a scheme that reads it, the inner products between the gradients on two
  ///     parts of the batch; the others are then those on a third part.
  ///   - weights: Becomes each task's weight in the shared gradient; all 0 when there is nothing to
  ///     learn from, and then a step is to be skipped if `headWeights` are all 0 too.
  /// - Throws: `BalancingError` for a negative loss that the scheme cannot read, or for losses or
  ///   gradients that are not finite too many times in a row.
  public mutating func weigh(
    losses: [Double], present isPresent: [Bool], gramian: Gramian? = nil,
    jacobian: Jacobian? = nil, crossGramian: CrossGramian? = nil, into weights: inout [Double]
  ) throws(BalancingError) {
    precondition(losses.count == taskNames.count && isPresent.count == losses.count)
    precondition(weights.count == losses.count, "one weight for each task")
    precondition(
      (gramian != nil || !scheme.readsGradients) && (jacobian != nil || evidence != .jacobian)
        && (crossGramian != nil || evidence != .crossGramian), "the scheme reads gradients")
    for task in weights.indices {
      weights[task] = 0
      headWeights[task] = 0
    }
    let gramian = scheme.readsGradients ? gramian : nil
    try collect(losses, isPresent, gramian, crossGramian)
    for (i, task) in present.tasks.enumerated() {
      headWeights[task] =
        headPolicy == .logarithmic
        ? userWeights[task] / present.values[i] : ownHeadWeights[task]
    }
    if let gramian { narrow(gramian, jacobian, crossGramian) }
    guard present.count > 0 else { return }
    presentWeights.resize(to: present.count)
    try scheme.weigh(present, gradients, into: &presentWeights)
    modify(gramian)
    for (i, task) in present.tasks.enumerated() {
      weights[task] = presentWeights[i] * userWeights[task]
      if headPolicy == .weighted { headWeights[task] = weights[task] }
    }
    if modifiers.every > 1 { asked = (isPresent, weights, headWeights, 0) }
    damp(&weights)
  }

  /// Holds tasks back in the shared parameters. Heads keep their weights: an optimizer that divides
  /// by the length of gradients would cancel a factor there.
  private func damp(_ weights: inout [Double]) {
    guard let damping else { return }
    for task in weights.indices { weights[task] *= damping.factors[task] }
  }

  /// Removes the tasks whose gradient is at most 10⁻¹² as long as the longest, and fills
  /// `gradients` with those of the others.
  private mutating func narrow(
    _ gramian: Gramian, _ jacobian: Jacobian?, _ crossGramian: CrossGramian?
  ) {
    let greatest = present.tasks.reduce(0) { max($0, gramian.squaredNorm($1)) }
    present.keep { task in gramian.squaredNorm(task) > 1e-24 * greatest }
    gradients.gramian.assign(gramian, tasks: present.tasks)
    if modifiers.logLosses { gradients.gramian.divide(by: present.values) }
    gradients.jacobian = jacobian
    if let crossGramian { gradients.crossGramian.assign(crossGramian, tasks: present.tasks) }
  }

  /// Applies the modifiers to the scheme's weights.
  private mutating func modify(_ gramian: Gramian?) {
    let keep = modifiers.smoothing
    for (i, task) in present.tasks.enumerated() {
      if modifiers.logLosses { presentWeights[i] /= present.values[i] }
      guard keep > 0 else { continue }
      if let before = smoothed[task] {
        presentWeights[i] = keep * before + (1 - keep) * presentWeights[i]
      }
      smoothed[task] = presentWeights[i]
    }
    guard modifiers.rescaling != .native else { return }
    if modifiers.logLosses, let gramian {
      // The gradients themselves again, not those of the log losses.
      gradients.gramian.assign(gramian, tasks: present.tasks)
    }
    guard modifiers.rescaling.readsGradients, evidence == .jacobian,
      let jacobian = gradients.jacobian
    else {
      modifiers.rescaling.apply(
        to: &presentWeights, gramian: gradients.gramian, combined: gradients.gramian)
      return
    }
    updateGramian.assign(jacobian, tasks: present.tasks)
    modifiers.rescaling.apply(
      to: &presentWeights, gramian: gradients.gramian, combined: updateGramian)
  }

  /// Fills `present` with the tasks that have a finite loss and gradient, counting the others.
  private mutating func collect(
    _ losses: [Double], _ isPresent: [Bool], _ gramian: Gramian?, _ crossGramian: CrossGramian?
  ) throws(BalancingError) {
    present.removeAll()
    for task in losses.indices where isPresent[task] {
      if let (quantity, value) = fault(
        of: task, losses, isPresent, gramian, crossGramian)
      {
        badSteps[task] += 1
        guard badSteps[task] < maxBadSteps else {
          throw .nonFinite(
            task: taskNames[task], quantity: quantity, value: value, steps: badSteps[task])
        }
        continue
      }
      badSteps[task] = 0
      present.append(try admissible(losses[task], of: task), of: task)
    }
  }

  /// What is not finite about a task: its loss, the square of its gradient, or a product with
  /// another gradient that is finite itself.
  private func fault(
    of task: Int, _ losses: [Double], _ isPresent: [Bool], _ gramian: Gramian?,
    _ crossGramian: CrossGramian?
  ) -> (BalancingError.Quantity, Double)? {
    if !losses[task].isFinite { return (.loss, losses[task]) }
    guard let gramian else { return nil }
    /// What is not finite about a task's products with itself.
    func ownProduct(_ task: Int) -> Double? {
      if !gramian.squaredNorm(task).isFinite { return gramian.squaredNorm(task) }
      return crossGramian.flatMap { $0[task, task].isFinite ? nil : $0[task, task] }
    }
    if let product = ownProduct(task) { return (.gradient, product) }
    for other in losses.indices
    where isPresent[other] && losses[other].isFinite && ownProduct(other) == nil {
      if !gramian[task, other].isFinite { return (.gradient, gramian[task, other]) }
      if let product = crossGramian?[task, other], !product.isFinite { return (.gradient, product) }
    }
    return nil
  }

  /// The loss as the scheme is to read it.
  private func admissible(_ loss: Double, of task: Int) throws(BalancingError) -> Double {
    switch lossDomain {
    case .real: return loss
    case .nonNegative, .positive:
      guard loss >= 0 else { throw .negativeLoss(task: taskNames[task], value: loss) }
      return lossDomain == .positive ? max(loss, floors[task]) : loss
    }
  }

  /// Tells that an epoch has ended: a scheme that looks at epochs, and what holds tasks back.
  ///
  /// - Parameters:
  ///   - averages: Each task's average unweighted loss over the epoch, nil without data.
  ///   - improved: For each task whether its loss on validation rows was lower than in all epochs
  ///     before; nil without such rows.
  public mutating func epochEnded(averages: [Double?], improved: [Bool?]) {
    damping?.epochEnded(improved: improved)
    scheme.epochEnded(
      averages: zip(averages, floors).map { average, floor in
        average.flatMap { $0.isFinite ? max($0, floor) : nil }
      })
  }

  /// Tells a scheme that looks at updates (`observesUpdates`) the losses of the same batch, by all
  /// tasks, after the update. Tasks that were absent before or whose loss is no longer finite are
  /// left out.
  public mutating func updated(after losses: [Double]) {
    guard scheme.observesUpdates else { return }
    after.removeAll()
    present.keep { task in losses[task].isFinite }
    for task in present.tasks { after.append(losses[task], of: task) }
    if present.count > 0 { scheme.updated(from: present, to: after) }
  }
}

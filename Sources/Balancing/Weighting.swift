public import LinearAlgebra

/// A balancing scheme: a rule that turns evidence about the tasks into task weights w, so that the
/// update is the gradient of Σ wᵢ Lᵢ.
///
/// A scheme is typed by the kind of evidence it reads: `LossWeighting`, `GramianWeighting`,
/// `JacobianWeighting` or `CrossGramianWeighting`. A scheme sees the tasks present in the step
/// only: `Balancer` removes absent tasks, vanished gradients and losses that are not finite before
/// it asks, and gives them weight 0 afterwards.
public protocol Weighting: Sendable {
  /// What changes while training, apart from the configuration: a checkpoint encodes just this.
  associatedtype State: SchemeState

  /// What the scheme has learnt so far, indexed by task, not by position among the present ones.
  var state: State { get set }

  /// Which losses the scheme can read; `Balancer` sees to it that it gets no others.
  var lossDomain: LossDomain { get }

  /// What a task's head is trained with.
  var headPolicy: HeadPolicy { get }

  /// Called when an epoch ends.
  ///
  /// - Parameter averages: Each task's average unweighted loss over the epoch, nil for a task
  ///   without a labelled row in it.
  mutating func epochEnded(averages: [Double?])

  /// Whether `updated` is to be called, for which each step takes another forward pass.
  var observesUpdates: Bool { get }

  /// Called after the parameters were updated.
  ///
  /// - Parameters:
  ///   - before: The losses the weights were computed from.
  ///   - after: The losses of the same tasks on the same batch after the update.
  mutating func updated(from before: PresentLosses, to after: PresentLosses)
}

extension Weighting {
  /// Does nothing.
  public mutating func epochEnded(averages: [Double?]) {}
  /// No.
  public var observesUpdates: Bool { false }
  /// Does nothing.
  public mutating func updated(from before: PresentLosses, to after: PresentLosses) {}
  /// Any number, unless the scheme says otherwise.
  public var lossDomain: LossDomain { .real }
  /// The scheme's weight, as for every scheme that is the gradient of a weighted sum.
  public var headPolicy: HeadPolicy { .weighted }
}

/// Which losses a scheme can read.
public enum LossDomain: Sendable {
  /// Any finite number.
  case real
  /// Zero or more.
  case nonNegative
  /// More than zero: a loss of zero is raised to 10⁻⁸ of the task's prior loss, for the weights
  /// only.
  case positive
}

/// What a task's head, which no other task shares, is trained with.
public enum HeadPolicy: Sendable {
  /// The gradient of wᵢ Lᵢ: the same weight as in the shared trunk.
  case weighted
  /// The gradient of Lᵢ over its prior loss: for schemes whose weights may be zero or negative.
  case unweighted
  /// The gradient of log Lᵢ: for schemes that balance the log losses. `lossDomain` is `.positive`.
  case logarithmic
}

/// A scheme that remembers nothing from step to step.
public protocol StatelessWeighting: Weighting where State == Stateless {}

/// The state of a scheme that has none.
public struct Stateless: SchemeState {
  /// The only value.
  public init() {}
  /// Always.
  public func fits(_ fresh: Stateless) -> Bool { true }
}

extension StatelessWeighting {
  /// Nothing.
  public var state: Stateless {
    get { Stateless() }
    set {}
  }
}

/// A scheme whose weights follow from the losses of the step.
public protocol LossWeighting: Weighting {
  /// Computes the weights of the present tasks.
  ///
  /// - Parameters:
  ///   - losses: The losses of the present tasks.
  ///   - weights: One weight for each present task, in the order of `losses`; holds zeros before.
  mutating func weigh(
    _ losses: PresentLosses, into weights: inout [Double]
  ) throws(BalancingError)
}

/// A scheme whose weights follow from the inner products of the task gradients.
public protocol GramianWeighting: Weighting {
  /// Over which shared parameters the gradients are taken, unless the user says otherwise.
  var preferredScope: GradientScope { get }

  /// Computes the weights of the present tasks.
  ///
  /// - Parameters:
  ///   - gramian: The inner products of the present tasks' gradients.
  ///   - losses: The losses of the same tasks, in the same order.
  ///   - weights: One weight for each present task; holds zeros before.
  mutating func weigh(
    _ gramian: Gramian, losses: PresentLosses, into weights: inout [Double]
  ) throws(BalancingError)
}

extension GramianWeighting {
  /// All shared parameters.
  public var preferredScope: GradientScope { .shared }
}

/// A scheme that reads the task gradients themselves, every number of them.
public protocol JacobianWeighting: Weighting {
  /// Computes the weights of the present tasks. The scheme may replace their gradients: the weights
  /// are those by which the rows are combined as it leaves them.
  ///
  /// - Parameters:
  ///   - jacobian: The gradients of all tasks; only the rows of the present ones are to be touched.
  ///   - losses: The losses of the present tasks.
  ///   - weights: One weight for each present task, in the order of `losses`; holds zeros before.
  /// - Throws: `BalancingError.unusableState` if what the scheme keeps is of another network.
  mutating func weigh(
    _ jacobian: Jacobian, losses: PresentLosses, into weights: inout [Double]
  ) throws(BalancingError)
}

extension JacobianWeighting {
  /// Makes room at the first step for what is kept of the gradients.
  func fit(_ memory: inout GradientMemory, to jacobian: Jacobian) throws(BalancingError) {
    guard memory.fit(jacobian) else {
      throw .unusableState(
        reason: "it is of a network with \(memory.parameterCount) shared parameters, "
          + "not \(jacobian.parameterCount)")
    }
  }
}

/// A scheme whose weights follow from the gradients on two independent parts of the batch. They
/// apply to the gradients on a third one.
public protocol CrossGramianWeighting: Weighting {
  /// Computes the weights of the present tasks.
  ///
  /// - Parameters:
  ///   - products: The inner products of the present tasks' gradients on the two parts.
  ///   - losses: The losses of the same tasks, in the same order.
  ///   - weights: One weight for each present task; holds zeros before.
  mutating func weigh(
    _ products: CrossGramian, losses: PresentLosses, into weights: inout [Double]
  ) throws(BalancingError)
}

/// The losses of the tasks that have one in this step.
public struct PresentLosses: Sendable, Equatable {
  /// The present tasks' indices among all tasks, ascending.
  public package(set) var tasks: [Int]
  /// Their mean losses over the labelled rows, in the same order.
  public package(set) var values: [Double]

  /// Losses of the given tasks.
  public init(tasks: [Int], values: [Double]) {
    precondition(tasks.count == values.count, "one loss for each present task")
    self.tasks = tasks
    self.values = values
  }

  /// The number of present tasks n′.
  public var count: Int { tasks.count }

  /// Empties the list, keeping its storage for the next step.
  mutating func removeAll() {
    tasks.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  /// Adds the loss of a task.
  mutating func append(_ loss: Double, of task: Int) {
    tasks.append(task)
    values.append(loss)
  }

  /// Removes the tasks that do not satisfy the condition, in place.
  mutating func keep(where condition: (Int) -> Bool) {
    var kept = 0
    for i in tasks.indices where condition(tasks[i]) {
      tasks[kept] = tasks[i]
      values[kept] = values[i]
      kept += 1
    }
    tasks.removeLast(tasks.count - kept)
    values.removeLast(values.count - kept)
  }
}

/// What the command line and its documentation know of a scheme, and how to make one.
public struct SchemeEntry: Sendable {
  /// The name after `--balance`.
  public let name: String
  /// Other names for it.
  public let aliases: [String]
  /// What it does, in one line.
  public let summary: String
  /// What may follow the name, in order, each after a colon.
  public let parameters: [SchemeParameter]
  /// What it computes weights from.
  public let evidence: Evidence
  /// Which changes of the losses leave the direction of the update alone.
  public let invariances: Invariances
  /// What it costs beyond a step with equal weights; empty if nothing.
  public let extraCost: String
  /// The paper it is from.
  public let source: String

  /// The parameter that says over how many batches to measure initial losses, if there is one.
  let measuredBatchesParameter: String?
  let make: Maker

  /// Makes a scheme from its arguments and what is known of the tasks.
  typealias Maker = @Sendable (SchemeArguments, SchemeContext) throws(BalancingError) -> Scheme

  init(
    name: String, aliases: [String] = [], summary: String, parameters: [SchemeParameter] = [],
    evidence: Evidence, invariances: Invariances, extraCost: String = "", source: String,
    measuredBatchesParameter: String? = nil, make: @escaping Maker
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.parameters = parameters
    self.evidence = evidence
    self.invariances = invariances
    self.extraCost = extraCost
    self.source = source
    self.measuredBatchesParameter = measuredBatchesParameter
    self.make = make
  }

  /// How the scheme is written: the name and its parameters, those with a default in brackets.
  public var form: String {
    parameters.reduce(name) { form, parameter in
      form + (parameter.isRequired ? ":\(parameter.name)" : "[:\(parameter.name)]")
    }
  }
}

/// Which changes of the losses leave the direction of an update alone.
public struct Invariances: Sendable, Equatable {
  /// Lᵢ → cᵢ Lᵢ with cᵢ > 0.
  public let scale: Extent
  /// Lᵢ → Lᵢ + kᵢ.
  public let shift: Extent

  /// Whether, or when.
  public enum Extent: Sendable, Equatable, CustomStringConvertible {
    case yes, no
    /// Under a condition, in words.
    case when(String)

    /// "yes", "no" or the condition.
    public var description: String {
      switch self {
      case .yes: "yes"
      case .no: "no"
      case .when(let condition): condition
      }
    }
  }
}

/// What a scheme may be made from, besides its parameters.
public struct SchemeContext: Sendable {
  /// The tasks' names, in order.
  public let taskNames: [String]
  /// The loss of each task at output zero, from the labels.
  public let initialLosses: [Double]
  /// The loss of each task at its best constant output, from the labels.
  public let priorLosses: [Double]
  /// The untrained model's average losses, if they were measured.
  public let measuredInitialLosses: [Double]?
  /// The index of the task that the others are to help, if one was named.
  public let primary: Int?
  /// The seed of schemes that draw numbers.
  public let seed: UInt64

  /// Creates a context; every array has one entry a task.
  public init(
    taskNames: [String], initialLosses: [Double], priorLosses: [Double],
    measuredInitialLosses: [Double]? = nil, primary: Int? = nil, seed: UInt64 = 0
  ) {
    self.taskNames = taskNames
    self.initialLosses = initialLosses
    self.priorLosses = priorLosses
    self.measuredInitialLosses = measuredInitialLosses
    self.primary = primary
    self.seed = seed
  }

  /// The losses, if all of them can be divided by.
  func usable(
    _ losses: [Double], as reference: String
  ) throws(BalancingError) -> [Double] {
    for (task, loss) in zip(taskNames, losses) where !(loss > 0 && loss.isFinite) {
      throw .unusableReference(task: task, reference: reference, value: loss)
    }
    return losses
  }
}

internal import LinearAlgebra

/// What the command line, training and files know of an optimizer, and how it steps.
public struct OptimizerEntry: Sendable {
  /// The name after `--optimizer`.
  public let name: String
  /// What it does, in one line.
  public let summary: String
  /// The paper it is from.
  public let source: String
  /// What may follow the name, in order, each after a colon.
  public let parameters: [OptimizerParameter]
  /// What the length of a step follows from.
  public let stepLength: StepLength
  /// The base learning rate that suits most tables.
  public let learningRate: Double
  /// How many vectors, as long as the parameters, it keeps from step to step: one or two.
  public let momentCount: Int

  /// The kernel that steps, by the name of the optimizer.
  let kernel: UpdateKernel
  /// The numbers the kernel reads, from the parameters' values and the number of the step, from 1.
  let constants: @Sendable (_ values: [Double], _ step: Int) -> UpdateKernel.Constants

  init(
    name: String, summary: String, source: String, parameters: [OptimizerParameter],
    stepLength: StepLength, learningRate: Double, momentCount: Int,
    constants: @escaping @Sendable ([Double], Int) -> UpdateKernel.Constants
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.parameters = parameters
    self.stepLength = stepLength
    self.learningRate = learningRate
    self.momentCount = momentCount
    kernel = UpdateKernel(named: name)
    self.constants = constants
  }

  /// What the length of a step follows from.
  public enum StepLength: Sendable {
    /// The learning rate alone, whatever the gradient's length.
    case rate
    /// The rate and the gradient's length.
    case gradient
  }

  /// How it is written: the name, and in brackets what may be left out.
  public var form: String {
    parameters.reduce(name) { $0 + "[:\($1.name)]" }
  }
}

/// A number that an optimizer takes, such as the momentum.
public struct OptimizerParameter: Sendable {
  /// What it is called.
  public let name: String
  /// Its value where none is given.
  public let usual: Double
  /// The allowed values, in words.
  public let allowed: String
  /// Whether a value is allowed.
  public let allows: @Sendable (Double) -> Bool

  /// A share of what was there before, from 0 up to but not including 1.
  static func decay(_ name: String, _ usual: Double) -> OptimizerParameter {
    OptimizerParameter(
      name: name, usual: usual, allowed: "from 0 up to but not including 1",
      allows: { (0..<1).contains($0) })
  }
}

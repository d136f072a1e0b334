package import CKernels

/// A loss as a thing: all that the rest of the program asks of it. Each built-in one stands in a
/// file of its own, and on one line of `LossCatalogue`; a caller makes others.
public struct LossEntry: Sendable {
  /// Its name in files, and on the command line.
  public let name: String
  /// Another name on the command line, which losses of other kinds may share.
  public let alias: String?
  /// The formula of one labelled cell with the prediction p and the label y, in one line.
  public let formula: String
  /// What it is good for, in one line.
  public let summary: String
  /// Who described it.
  public let source: String
  /// Its parameter, if it has one.
  public let parameter: LossParameter?
  /// The kind of label it is for.
  public let kind: LabelKind
  /// Which labels it can be taken of.
  public let domain: Domain
  /// How outputs become predictions.
  public let link: Link
  /// What a value of it is called and measured in, for an axis.
  public let unit: String
  /// The one metric by which models that minimise it are compared.
  public let principalMetric: PrincipalMetric
  /// Whether its value is the log loss: −log of the true class's probability.
  public let isLogLoss: Bool
  /// Whether the best prediction of a rising function of a label is that function of the best
  /// prediction of the label: true of quantiles, not of means.
  public let predictsQuantile: Bool
  /// The name of a loss that makes less of outliers, where this one makes much of them.
  public let robustAlternative: String?
  /// What it costs to predict a constant.
  package let constants: Constants
  /// Values and slopes of many rows.
  package let kernel: Kernel

  /// Which numbers a loss can be taken of.
  public enum Domain: Sendable {
    /// All.
    case all
    /// Zero or more.
    case nonNegative
    /// Above zero.
    case positive

    /// Whether a number is one of them.
    package func contains(_ number: Double) -> Bool {
      switch self {
      case .all: true
      case .nonNegative: number >= 0
      case .positive: number > 0
      }
    }
  }

  /// A metric that is defined wherever a row is labelled, of which lower is better and the true
  /// distribution has the best.
  public enum PrincipalMetric: Sendable {
    /// The metric of that name among those of the label's kind.
    case named(String)
    /// The loss itself, the mean over labelled rows of its value at the prediction, under this
    /// name.
    case mean(String, value: Value)
  }

  /// A loss's value at a prediction and a label, with its parameter.
  public typealias Value =
    @Sendable (_ prediction: Double, _ label: Double, _ parameter: Double) -> Double

  /// How values and slopes are computed.
  package enum Kernel: Sendable {
    /// By a kernel in C, of all rows at once.
    case c(ek_loss)
    /// By functions of one row, which cost an indirect call each.
    case swift(value: RowFunction, slope: RowFunction)
  }

  /// Whether it can be taken of a transformed label: outputs of other links than the identity are no
  /// numbers, or transformed already.
  public var allowsTransform: Bool { kind == .regression && link == .identity }

  /// Whether it is a caller's own, not a built-in one.
  package var isOwn: Bool { if case .swift = kernel { true } else { false } }

  /// A number at the output η of one row and its label.
  public typealias RowFunction = @Sendable (_ output: Double, _ label: Double) -> Double

  /// What it costs to predict a constant, from what is known of the labels and the parameter.
  package enum Constants: Sendable {
    /// Of numbers: their moments and their distribution.
    case ofNumbers(@Sendable (Moments, WeightedValues, Double) -> LossConstants)
    /// Of classes: the summed weights of each.
    case ofClasses(@Sendable ([Double], Double) -> LossConstants)
  }

  init(
    name: String, alias: String? = nil, formula: String, summary: String, source: String,
    parameter: LossParameter? = nil, kind: LabelKind, domain: Domain = .all, link: Link,
    unit: String,
    principalMetric: PrincipalMetric, isLogLoss: Bool = false, predictsQuantile: Bool = false,
    robustAlternative: String? = nil, constants: Constants, kernel: Kernel
  ) {
    self.name = name
    self.alias = alias
    self.formula = formula
    self.summary = summary
    self.source = source
    self.parameter = parameter
    self.kind = kind
    self.domain = domain
    self.link = link
    self.unit = unit
    self.principalMetric = principalMetric
    self.isLogLoss = isLogLoss
    self.predictsQuantile = predictsQuantile
    self.robustAlternative = robustAlternative
    self.constants = constants
    self.kernel = kernel
  }

  /// What a person writes for it: its name or alias, and its parameter.
  public var form: String {
    let name = alias ?? name
    guard let parameter else { return name }
    return parameter.isRequired ? "\(name)=\(parameter.symbol)" : "\(name)[=\(parameter.symbol)]"
  }

  /// The loss of a label of that kind unless another is asked for: the first of the catalogue.
  public static func standard(for kind: LabelKind) -> LossEntry {
    guard let entry = LossCatalogue.entries.first(where: { $0.kind == kind }) else {
      preconditionFailure("each kind has a loss")
    }
    return entry
  }
}

public import Datasets
internal import Losses
internal import Remedies

/// What is known of one label before training: its counts, its distribution, and what it costs to
/// predict nothing (the initial loss) or the best constant (the prior loss).
public struct LabelStatistics: Codable, Equatable, Sendable {
  /// The label: a loss that was asked for without its parameter has that of the labels' standard
  /// deviation.
  public let label: Label
  /// The rows seen.
  public let rows: Int
  /// The rows with a label.
  public let labelled: Int
  /// What these rows count for in the loss, together; nil where each counts 1.
  public let labelledWeight: Double?
  /// The rows without one.
  public let missing: Int
  /// For class labels the classes in the order of the label's; otherwise none.
  public let classes: [ClassSummary]
  /// For class labels the entropy of the frequencies, in nats.
  public let entropy: Double?
  /// For regression and counts, the numbers' distribution, in the label's own units.
  public let numbers: NumberSummary?
  /// Of a label with a transform, what is known of the transformed label.
  public let transformed: TransformedSummary?
  /// The mean loss at output zero, in the label's own units, those of its transform, or in nats.
  public let initialLoss: Double
  /// The mean loss of the best constant prediction, above zero.
  public let priorLoss: Double
  /// The best constant prediction: a number in the label's units, or those of its transform, the
  /// probability of the positive class, or those of all classes.
  public let priorOutput: [Double]

  // Files say "task" of what is one label's.
  private enum CodingKeys: String, CodingKey {
    case label = "task"
    case rows, labelled, labelledWeight, missing, classes, entropy, numbers, transformed
    case initialLoss, priorLoss, priorOutput
  }

  /// One class of a label.
  public struct ClassSummary: Codable, Equatable, Sendable {
    /// The class's name.
    public let name: String
    /// Its rows.
    public let rows: Int
    /// Its share of the weight of all labelled rows.
    public let frequency: Double
  }

  /// The distribution of a numeric label.
  public struct NumberSummary: Codable, Equatable, Sendable {
    /// The mean.
    public let mean: Double
    /// The population variance.
    public let variance: Double
    /// The least value.
    public let minimum: Double
    /// The greatest value.
    public let maximum: Double
    /// The quantiles at `levels`.
    public let quantiles: [Double]
    /// Whether quantiles, and prior losses other than the squared error's, are exact; otherwise
    /// their rank is off by less than 0.0001 of the rows.
    public let quantilesAreExact: Bool
    /// The rows whose value is zero.
    public let zeros: Int

    /// The levels of `quantiles`.
    public static let levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    /// The population standard deviation.
    public var standardDeviation: Double { variance.squareRoot() }
  }

  /// What is known of a transformed label.
  public struct TransformedSummary: Codable, Equatable, Sendable {
    /// The population standard deviation of the transformed labels.
    public let standardDeviation: Double
    /// What the best constant costs where the loss is taken of the label itself, in its own units.
    public let priorLossInLabelUnits: Double
  }

  /// Where a head's output is zero under the identity link: the best constant. Zero under others.
  public var location: Double { isScaled ? priorOutput[0] : 0 }
  /// The constants of its loss.
  var constants: LossConstants {
    LossConstants(initial: initialLoss, prior: priorLoss, priorOutput: priorOutput)
  }
  /// What the labelled cells count for, together.
  public var weight: Double { labelledWeight ?? Double(labelled) }
  /// What it is measured in: the standard deviation of what the loss is of. 1 under other links.
  public var scale: Double {
    isScaled ? transformed?.standardDeviation ?? numbers?.standardDeviation ?? 1 : 1
  }
  /// How far labels lie apart, in their own units; 1 for classes and counts.
  public var spread: Double { isScaled ? numbers?.standardDeviation ?? 1 : 1 }

  private var isScaled: Bool { label.loss.entry.link == .identity }

  /// Statistics of a label from all its cells.
  ///
  /// - Parameters:
  ///   - label: What the label is to be learnt as.
  ///   - accumulator: What its cells add up to: numbers for regression and counts, class codes in
  ///     the order of the label's classes otherwise.
  /// - Throws: `StatisticsError` for a label that there is nothing to learn of.
  public init(
    label request: LabelRequest, _ accumulator: LabelAccumulator
  ) throws(StatisticsError) {
    guard accumulator.labelled > 0 else { throw .noLabels(column: request.name) }
    rows = accumulator.rows
    labelled = accumulator.labelled
    missing = accumulator.missing
    let constants: LossConstants
    let weight: Double
    if request.kind.isClass {
      let weights = try Self.classWeights(request, accumulator)
      let factors = request.classWeighting?.resolved(request.classes, counted: weights)
      let label = request.resolved(classWeights: factors, standardDeviation: 0)
      self.label = label
      let total = weights.reduce(0, +)
      let classes = label.classes.indices.map { code in
        let rows = code < accumulator.classRows.count ? accumulator.classRows[code] : 0
        return ClassSummary(
          name: label.classes[code], rows: rows, frequency: weights[code] / total)
      }
      self.classes = classes
      numbers = nil
      transformed = nil
      entropy = Losses.entropy(classes.map(\.frequency))
      let counted = factors.map { zip($0, weights).map(*) } ?? weights
      weight = counted.reduce(0, +)
      constants = label.loss.constants(classWeights: counted)
    } else {
      let own = LossOfNumbers(request, accumulator.moments, accumulator.values.distribution)
      try Self.check(own.label, request.transform, accumulator)
      let learnt = own.transformed(by: request)
      label = learnt.label
      classes = []
      numbers = NumberSummary(accumulator, own.distribution)
      transformed =
        request.transform == nil
        ? nil
        : TransformedSummary(
          standardDeviation: learnt.moments.variance.squareRoot(),
          priorLossInLabelUnits: own.constants.prior)
      entropy = nil
      constants = learnt.constants
      weight = accumulator.labelledWeight
    }
    labelledWeight = weight == Double(labelled) ? nil : weight
    try Self.check(label, constants)
    guard constants.prior > 0 else { throw .noLossToReduce(column: label.name) }
    initialLoss = constants.initial
    priorLoss = constants.prior
    priorOutput = constants.priorOutput
  }

  /// Statistics of a label from its column in memory.
  ///
  /// - Parameters:
  ///   - label: What the label is to be learnt as.
  ///   - values: One a row: numbers, or class codes from 0; NaN where the label is missing.
  ///   - rows: The rows to count, all if nil.
  ///   - weights: One weight of zero or more for each of `values`, 1 if nil.
  /// - Throws: `StatisticsError` for a label that there is nothing to learn of.
  public init(
    label: LabelRequest, values: [Double], rows: [Int32]? = nil, weights: [Float]? = nil
  ) throws(StatisticsError) {
    let chosen = rows.map { $0.map { values[Int($0)] } } ?? values
    let chosenWeights = rows.flatMap { rows in
      weights.map { weights in rows.map { weights[Int($0)] } }
    }
    var accumulator = LabelAccumulator()
    accumulator.add(chosen, of: label, weights: chosenWeights ?? weights)
    try self.init(label: label, accumulator)
  }
}

extension LabelStatistics.NumberSummary {
  init(_ accumulator: LabelAccumulator, _ distribution: WeightedValues) {
    self.init(
      mean: accumulator.moments.mean, variance: accumulator.moments.variance,
      minimum: accumulator.minimum, maximum: accumulator.maximum,
      quantiles: Self.levels.map { distribution.quantile($0) },
      quantilesAreExact: accumulator.values.isExact, zeros: accumulator.zeros)
  }
}

/// A loss of numbers, and what they are like.
private struct LossOfNumbers {
  let label: Label
  let moments: Moments
  let distribution: WeightedValues

  init(
    _ request: LabelRequest, _ moments: Moments, _ distribution: WeightedValues,
    transform: FittedTransform? = nil
  ) {
    label = request.resolved(
      transform: transform, standardDeviation: moments.variance.squareRoot())
    self.moments = moments
    self.distribution = distribution
  }

  var constants: LossConstants { label.loss.constants(moments, distribution) }

  /// The loss of what was asked for: of the transformed numbers where there is a transform.
  func transformed(by request: LabelRequest) -> LossOfNumbers {
    guard let transform = request.transform?.fitted(to: distribution) else { return self }
    let numbers = distribution.mapped(transform)
    return LossOfNumbers(request, Moments(numbers), numbers, transform: transform)
  }
}

extension LabelStatistics {
  /// The weight of each class, at least two of which occur.
  private static func classWeights(
    _ label: LabelRequest, _ accumulator: LabelAccumulator
  ) throws(StatisticsError) -> [Double] {
    precondition(
      label.classes.count >= max(2, accumulator.classWeights.count), "a name for each class code")
    let padding = label.classes.count - accumulator.classWeights.count
    let weights = accumulator.classWeights + Array(repeating: 0, count: padding)
    let occurring = weights.indices.filter { weights[$0] > 0 }
    guard let only = occurring.first else {
      throw .noWeights(column: label.name, labelled: accumulator.labelled)
    }
    guard occurring.count > 1 else {
      throw .constant(
        column: label.name, value: "\"\(label.classes[only])\"", labelled: accumulator.labelled)
    }
    return weights
  }

  /// Makes sure that the numbers vary and that the loss can be taken of them.
  private static func check(
    _ label: Label, _ transform: LabelTransform?, _ accumulator: LabelAccumulator
  ) throws(StatisticsError) {
    let (least, greatest) = (accumulator.minimum, accumulator.maximum)
    guard accumulator.moments.weight > 0 else {
      throw .noWeights(column: label.name, labelled: accumulator.labelled)
    }
    for extreme in [least, greatest] where !extreme.isFinite {
      throw .unusableValue(
        column: label.name, value: extreme,
        reason: "is not a finite number; correct it, or name it with \(.missingMarkers)")
    }
    try checkDomain(label, least)
    if let transform, !transform.domain.contains(least) {
      throw .unusableValue(
        column: label.name, value: least,
        reason: "has no \(transform.name); correct it, or take another transform of the label")
    }
    guard least < greatest else {
      throw .constant(
        column: label.name, value: "\(least)", labelled: accumulator.labelled)
    }
  }

  /// Makes sure that a loss of the caller's own can be divided by.
  private static func check(
    _ label: Label, _ constants: LossConstants
  ) throws(StatisticsError) {
    guard label.loss.entry.isOwn else { return }
    let initial = label.loss.entry.link.prediction(of: 0)
    for (prediction, value) in [
      (constants.priorOutput[0], constants.prior), (initial, constants.initial),
    ] where !(value >= 0 && value.isFinite && prediction.isFinite) {
      throw .unusableLoss(
        column: label.name, loss: label.loss.name, prediction: prediction, value: value)
    }
  }

  private static func asRegression(_ label: Label) -> Wording {
    "\(set: .labels, to: .column(label.name, as: LabelKind.regression.rawValue))"
  }

  /// Makes sure that the least label is one that the loss can be taken of.
  private static func checkDomain(
    _ label: Label, _ least: Double
  ) throws(StatisticsError) {
    switch label.loss.entry.domain {
    case .all: return
    case .nonNegative where least >= 0: return
    case .positive where least > 0: return
    case .nonNegative where label.kind != .count:
      throw .unusableValue(
        column: label.name, value: least,
        reason: "is negative, as no label of the \(label.loss.entry.name) loss may be; "
          + "\(asRegression(label))")
    case .nonNegative:
      throw .unusableValue(
        column: label.name, value: least,
        reason: "is negative, but a count cannot be; \(asRegression(label))")
    case .positive:
      throw .unusableValue(
        column: label.name, value: least,
        reason: "is not above 0, as the \(label.loss.entry.name) loss needs; \(asRegression(label))"
      )
    }
  }
}

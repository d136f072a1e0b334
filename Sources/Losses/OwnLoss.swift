extension LossEntry {
  /// The best constant prediction of some labels, in their unit, or as the probability of the
  /// second of two classes.
  public typealias BestConstant = @Sendable (_ labels: WeightedValues) -> Double

  /// A loss of the caller's own, of labels with one output.
  ///
  ///     let logCosh = LossEntry(
  ///       named: "logcosh", of: .regression,
  ///       value: { output, label in log(cosh(output - label)) },
  ///       slope: { output, label in tanh(output - label) })
  ///
  /// The output η is the prediction itself under the identity, in the label's unit; the logarithm
  /// of the prediction under `log`; and the log odds of the second class under `logit`. Labels are
  /// numbers in their unit, or 1 for the second class and 0 for the first. Built-in losses are
  /// kernels of many rows; this one costs a call of each function for each labelled row, from any
  /// number of threads at once.
  ///
  /// - Parameters:
  ///   - name: What labels and model files call it: letters, digits, dashes and underscores; no
  ///     name of another loss. Its mean, the metric of its labels, is called `mean_NAME`.
  ///   - kind: The kind of label; not `multiclass`, whose labels have several outputs.
  ///   - link: How the output becomes a prediction: `identity` or `log` for regression and counts,
  ///     `logit` for two classes. Left out, it is the one of the kind's usual loss.
  ///   - domain: Which labels it can be taken of.
  ///   - unit: What a value of it is called and measured in, for an axis.
  ///   - value: What the output costs: zero or more, zero where it could not be better, and convex
  ///     in the output if the best constant is to be found.
  ///   - slope: The derivative of the value by the output; where it jumps, any number between.
  ///   - constant: The best constant prediction. Left out, it is found where the summed slopes of
  ///     the labels change their sign, which is the least value of a convex loss.
  public init(
    named name: String, of kind: LabelKind, link: Link? = nil, domain: Domain = .all,
    unit: String? = nil, value: @escaping RowFunction, slope: @escaping RowFunction,
    constant: BestConstant? = nil
  ) {
    let link = link ?? LossEntry.standard(for: kind).link
    let constants = { @Sendable (labels: WeightedValues) -> LossConstants in
      let best =
        constant.map { link.output(of: $0(labels)) }
        ?? labels.minimiser(from: link.output(of: labels.mean { $0 }), slope: slope)
      return LossConstants(
        initial: labels.mean { value(0, $0) }, prior: labels.mean { value(best, $0) },
        priorOutput: [link.prediction(of: best)])
    }
    self.init(
      name: name, formula: "", summary: "", source: "", kind: kind, domain: domain, link: link,
      unit: unit ?? name,
      principalMetric: .mean("mean_\(name)") { prediction, label, _ in
        value(link.output(of: prediction), label)
      },
      constants: kind.isClass
        ? .ofClasses { weights, _ in constants(WeightedValues([0, 1], weights: weights)) }
        : .ofNumbers { _, labels, _ in constants(labels) },
      kernel: .swift(value: value, slope: slope))
  }

  /// Makes sure that a loss of the caller's own can be named and trained with.
  ///
  /// At a few outputs and labels its slope is compared with the central difference of its value;
  /// they lie where a loss is unlikely to have a kink. Where the value is not finite nothing is
  /// compared.
  func check() throws(LossError) {
    guard case .swift(let value, let slope) = kernel else { return }
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { throw .unusableName(name) }
    guard LossError.links(of: kind).contains(link) else {
      throw .unsuitableLink(name, kind: kind, link: link)
    }
    var isFinite = false
    for (output, label) in triedPoints {
      let step = 1e-5 * max(1, abs(output))
      let (above, below) = (value(output + step, label), value(output - step, label))
      guard above.isFinite, below.isFinite else { continue }
      isFinite = true
      let expected = (above - below) / (2 * step)
      let found = slope(output, label)
      let tolerance =
        1e-3 * max(abs(found), abs(expected)) + 1e-7 * (1 + max(abs(above), abs(below)))
      // NaN is no slope either.
      guard abs(found - expected) <= tolerance else {
        throw .wrongSlope(name, output: output, label: label, found: found, expected: expected)
      }
    }
    guard isFinite else { throw .noValue(name) }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Outputs beside labels of the domain, near each other and far apart.
  private var triedPoints: [(output: Double, label: Double)] {
    let labels: [Double] =
      switch (kind, domain) {
      case (.binary, _), (.multiclass, _): [0, 1]
      case (.count, .positive): [1, 4]
      case (.count, _): [0, 1, 4]
      case (.regression, .all): [-2.47, -0.33, 0.71, 4.13]
      case (.regression, .nonNegative): [0, 0.71, 4.13]
      case (.regression, .positive): [0.31, 0.71, 4.13]
      }
    let outputs = [-1.73, -0.41, 0.29, 1.37, 3.19]
    let scales: [Double] = link == .identity ? [1, 100] : [1]
    return scales.flatMap { scale in
      outputs.flatMap { output in labels.map { (scale * output, $0) } }
    }
  }
}

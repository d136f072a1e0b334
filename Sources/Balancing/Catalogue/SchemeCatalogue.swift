internal import Suggestions

/// All schemes, by name.
public enum SchemeCatalogue {
  /// One line for each scheme, in the order of the documentation.
  public static let entries: [SchemeEntry] = [
    EqualWeighting.entry,
    FixedWeighting.entry,
    ReferenceWeighting.initialEntry,
    ReferenceWeighting.priorEntry,
    RealTimeWeighting.entry,
    GeometricMeanWeighting.entry,
    PowerMeanWeighting.entry,
    UnitGradientWeighting.entry,
    GradNormWeighting.entry,
    ClosedGradNormWeighting.entry,
    MinimumNormWeighting.entry,
    ConflictAverseWeighting.entry,
    DirectionOrientedWeighting.entry,
    StochasticDirectionOriented.entry,
    DualConeWeighting.eachGradientEntry,
    DualConeWeighting.meanEntry,
    UncertaintyWeighting.entry,
    IMTLLossWeighting.entry,
    DynamicWeightAverage.entry,
    RandomLossWeighting.entry,
    FAMOWeighting.entry,
    SmoothTchebycheff.entry,
    LogSmoothTchebycheff.entry,
    IMTLGradientWeighting.entry,
    ConFIGWeighting.entry,
    NashWeighting.entry,
    FairGradWeighting.entry,
    AlignedWeighting.entry,
    PCGradWeighting.entry,
    GradVacWeighting.entry,
    DualBalancing.entry,
    ExcessRiskWeighting.entry,
    GradientCorrection.entry,
    GradientSignDropout.entry,
    PrimaryProjection.entry,
    GradientCosine.entry,
    OrthogonalAuxiliaries.entry,
    PrimaryHalfspace.entry,
    AuxiliaryNormMatch.entry,
  ]

  /// Reads `NAME[:parameter[:parameter]]`, such as `power:0.5:prior`.
  ///
  /// - Throws: `BalancingError` for an unknown name, a missing parameter, one too many, or a value
  ///   that is not allowed.
  public static func parse(_ text: String) throws(BalancingError) -> SchemeRequest {
    var texts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let entry = try entry(named: texts.removeFirst())
    if let last = entry.parameters.last, case .weights = last.kind {
      // The last parameter may hold colons: a column's name may.
      texts = texts.isEmpty ? [] : [texts.joined(separator: ":")]
    }
    return SchemeRequest(text: text, entry: entry, arguments: try arguments(texts, of: entry))
  }

  /// The scheme of a name or alias.
  ///
  /// - Throws: `BalancingError.unknownScheme`.
  public static func entry(named name: String) throws(BalancingError) -> SchemeEntry {
    guard let entry = entries.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
      let names = entries.flatMap { [$0.name] + $0.aliases }
      throw .unknownScheme(
        name: name, suggestion: NearMiss.nearest(to: name, among: names), known: entries.map(\.name)
      )
    }
    return entry
  }

  private static func arguments(
    _ texts: [String], of entry: SchemeEntry
  ) throws(BalancingError) -> SchemeArguments {
    if texts.count > entry.parameters.count {
      throw .tooManyParameters(
        scheme: entry.name, extra: texts[entry.parameters.count], form: entry.form)
    }
    var values: [String: SchemeArguments.Value] = [:]
    for (i, parameter) in entry.parameters.enumerated() {
      if i < texts.count {
        guard let value = parameter.value(of: texts[i]) else {
          throw .badParameter(
            scheme: entry.name, parameter: parameter.name, value: texts[i],
            allowed: parameter.allowed)
        }
        values[parameter.name] = value
      } else if let value = parameter.defaultValue {
        values[parameter.name] = value
      } else {
        throw .missingParameter(
          scheme: entry.name, parameter: parameter.name, meaning: parameter.meaning)
      }
    }
    return SchemeArguments(values: values)
  }
}

/// A scheme somebody asked for, with its parameters checked, not yet made.
public struct SchemeRequest: Sendable {
  /// What was asked for, as written.
  public let text: String
  /// The scheme.
  public let entry: SchemeEntry
  /// Its parameters' values.
  public let arguments: SchemeArguments

  init(text: String, entry: SchemeEntry, arguments: SchemeArguments) {
    self.text = text
    self.entry = entry
    self.arguments = arguments
  }

  /// A scheme of the caller's own.
  ///
  /// - Parameters:
  ///   - name: What model files and checkpoints call it; no scheme of the catalogue.
  ///   - evidence: What it computes weights from, as `Scheme.evidence` of what is made.
  ///   - make: Makes it from what is known of the tasks.
  public init(
    named name: String, evidence: Evidence,
    make: @escaping @Sendable (SchemeContext) throws(BalancingError) -> Scheme
  ) {
    precondition(
      (try? SchemeCatalogue.entry(named: name)) == nil, "\(name) is a scheme of the catalogue")
    self.init(
      text: name,
      entry: SchemeEntry(
        name: name, summary: "", evidence: evidence,
        invariances: Invariances(scale: .no, shift: .no), source: "",
        make: { _, context throws(BalancingError) in try make(context) }),
      arguments: SchemeArguments(values: [:]))
  }

  /// Over how many batches of the untrained model the initial losses are to be measured, and given
  /// as `SchemeContext.measuredInitialLosses`; 0 for none.
  public var measuredBatches: Int {
    entry.measuredBatchesParameter.map { arguments.integer($0) } ?? 0
  }

  /// Makes the scheme.
  ///
  /// - Throws: `BalancingError` when the parameters do not fit the tasks, or a loss that is to be
  ///   divided by is not a positive number.
  public func makeScheme(_ context: SchemeContext) throws(BalancingError) -> Scheme {
    try entry.make(arguments, context)
  }
}

/// What cells of labels count for besides what their rows do, as it is asked for.
public struct LabelWeighting: Equatable, Sendable {
  /// For labels whose names are these, or match these patterns, a column of weights; the last one
  /// that matches holds.
  public private(set) var columns: [LabelRule<String>] = []
  /// For labels the weights of their classes.
  public private(set) var classes: [LabelRule<ClassWeighting>] = []

  /// Cells that count for what their rows do.
  public init() {}

  /// Reads what a person says.
  ///
  /// - Parameters:
  ///   - columns: `LABEL=COLUMN` for each.
  ///   - classes: `LABEL=balanced` or `LABEL=CLASS:WEIGHT,…` for each; several for a label hold
  ///     together.
  public init(columns: [String] = [], classes: [String] = []) throws(DatasetError) {
    for text in columns {
      guard let rule = LabelRule(text, value: { String($0) }) else {
        throw Self.unreadable(text, "LABEL=COLUMN")
      }
      self.columns.append(rule)
    }
    for text in classes {
      let rule = try LabelRule(text) { (words) throws(DatasetError) in
        try Self.weighting(words, in: text)
      }
      guard let rule else { throw Self.unreadable(text, "LABEL=balanced or LABEL=CLASS:WEIGHT") }
      self.classes.append(rule)
    }
  }

  private static func unreadable(_ text: String, _ form: String) -> DatasetError {
    DatasetError(
      .request, problem: "weight \(quoted(text)) is not for a label", remedy: "write \(form)")
  }

  private static func weighting(
    _ words: Substring, in text: String
  ) throws(DatasetError) -> ClassWeighting {
    guard words != "balanced" else { return .balanced }
    var weights: [String: Double] = [:]
    for word in words.split(separator: ",", omittingEmptySubsequences: false) {
      guard let colon = word.lastIndex(of: ":"), colon > word.startIndex,
        let weight = Double(word[word.index(after: colon)...]), weight > 0, weight.isFinite
      else {
        throw DatasetError(
          .request,
          problem: "class weight \(quoted(text)): \(quoted(String(word))) is no class with a "
            + "positive weight", remedy: "write LABEL=balanced or LABEL=CLASS:WEIGHT,CLASS:WEIGHT")
      }
      weights[String(word[..<colon])] = weight
    }
    return .weights(weights)
  }
}

extension LabelWeighting {
  /// The columns of weights.
  public var columnNames: Set<String> { Set(columns.map(\.value)) }

  /// How the reader is to read them.
  public var declarations: [ColumnDeclaration] {
    columnNames.sorted().map { ColumnDeclaration($0, as: .numeric, isRequired: true) }
  }

  /// The column with the weights of a label; nil where it has none.
  public func column(of label: String) -> String? {
    columns.last { $0.matches(label) }?.value
  }

  /// The weights of a label's classes; nil where it has none.
  public func classWeighting(of label: String) -> ClassWeighting? {
    let rules = classes.filter { $0.matches(label) }.map(\.value)
    return rules.dropFirst().reduce(rules.first) { known, rule in
      guard case .weights(let weights) = known, case .weights(let more) = rule else { return rule }
      return .weights(weights.merging(more) { $1 })
    }
  }

  /// Labels with the weights of their classes.
  ///
  /// - Throws: `DatasetError` for weights of no label.
  public func applied(
    to labels: [LabelSpecification]
  ) throws(DatasetError) -> [LabelSpecification] {
    let names = labels.map(\.pattern)
    for rule in columns where !names.contains(where: rule.matches) {
      throw rule.unmatched("are weights", among: names)
    }
    for rule in classes where !names.contains(where: rule.matches) {
      throw rule.unmatched("are weights", among: names)
    }
    return labels.map { label in
      var label = label
      label.classWeighting = classWeighting(of: label.pattern) ?? label.classWeighting
      return label
    }
  }
}

public import Losses
internal import Suggestions

/// What a person says about a label, or about all labels whose names match a pattern:
/// `NAME[:KIND[:LOSS[:TRANSFORM]]]`.
public struct LabelSpecification: Equatable, Sendable {
  /// A column's name, or a pattern with `*` for any text and `?` for any character.
  public let pattern: String
  /// What the label is; nil infers it from the column.
  public let kind: LabelKind?
  /// What an error costs; nil takes the kind's usual loss.
  public let loss: LossRequest?
  /// What the loss is of; nil where of the label itself.
  public let transform: LabelTransform?
  /// The task that the labels share; nil where each is a task of its own.
  public let task: SharedTask?
  /// What the classes count for; nil where each counts 1.
  public internal(set) var classWeighting: ClassWeighting?

  /// A specification from its parts; a loss that does not suit the kind is an error, as is a
  /// transform of a label that has none.
  public init(
    _ pattern: String, kind: LabelKind? = nil, loss: LossRequest? = nil,
    transform: LabelTransform? = nil, task: SharedTask? = nil
  ) throws(DatasetError) {
    self.pattern = pattern
    self.kind = kind
    self.loss = loss
    self.transform = transform
    self.task = task
    guard !pattern.isEmpty else {
      throw DatasetError(
        .request, problem: "a label specification names no column",
        remedy: "write NAME, NAME:KIND or NAME:KIND:LOSS")
    }
    if let kind, let loss, loss.entry(for: kind) == nil {
      throw Self.unsuitable(loss, for: kind, name: pattern)
    }
    if let transform { try check(transform) }
  }

  /// Makes sure that the label has a loss that can be taken of a transformed label.
  private func check(_ transform: LabelTransform) throws(DatasetError) {
    let entry = loss.flatMap { loss in kind.flatMap(loss.entry) }
    guard entry?.allowsTransform == true else {
      let suitable = (loss?.losses ?? .standard).entries.filter(\.allowsTransform)
      throw DatasetError(
        .request,
        problem: "label \(quoted(pattern)): \(transform.name) is of regressions with the loss "
          + suitable.map(\.name).joined(separator: " or "),
        remedy: "write NAME:\(LabelKind.regression.rawValue):\(suitable[0].name):\(transform.name)")
    }
  }

  /// Parses `NAME[:KIND[:LOSS[:TRANSFORM]]]`.
  ///
  /// The text is read from its end, so that a name may contain colons as long as what follows the
  /// last one is not nearly a kind, a loss or a transform; a name in double quotes may contain
  /// anything, with two quotes for each of its own.
  ///
  /// - Parameter losses: Those that may be asked for.
  public init(
    parsing text: String, among losses: LossCatalogue = .standard
  ) throws(DatasetError) {
    let (name, details) = try Self.divide(text, losses)
    guard details.count <= 3 else {
      throw Self.malformed(text, "has too many parts")
    }
    var kind: LabelKind?
    if let word = details.first { kind = try Self.kind(word, in: text, losses) }
    var loss: LossRequest?
    if details.count > 1 { loss = try Self.loss(details[1], in: text, losses) }
    var transform: LabelTransform?
    if details.count > 2 { transform = try Self.transform(details[2], in: text) }
    try self.init(name, kind: kind, loss: loss, transform: transform)
  }

  /// How the reader is to read the columns: exact texts for classes, numbers for measurements.
  public var declaration: ColumnDeclaration {
    let type: ColumnType =
      switch kind {
      case nil: .inferred
      case .regression, .count: .numeric
      case .binary, .multiclass: .categorical
      }
    return ColumnDeclaration(pattern, as: type, isLabel: true)
  }

  /// Separates the name from the kind, the loss and the transform.
  private static func divide(
    _ text: String, _ losses: LossCatalogue
  ) throws(DatasetError) -> (name: String, details: [Substring]) {
    if text.first == "\"" {
      guard let (name, rest) = quotedName(text.dropFirst()) else {
        throw malformed(text, "opens a quote that is never closed")
      }
      guard !rest.isEmpty else { return (name, []) }
      guard rest.first == ":" else { throw malformed(text, "has text after the quoted name") }
      return (name, rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false))
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let detailCount = detailCount(parts, losses)
    let name = parts.dropLast(detailCount).joined(separator: ":")
    return (name, Array(parts.suffix(detailCount)))
  }

  /// A name up to the quote that closes it, and what follows; nil if none does.
  private static func quotedName(_ text: Substring) -> (name: String, rest: Substring)? {
    var name = ""
    var rest = text
    while let quote = rest.firstIndex(of: "\"") {
      name += rest[..<quote]
      rest = rest[rest.index(after: quote)...]
      guard rest.first == "\"" else { return (name, rest) }
      name += "\""
      rest = rest.dropFirst()
    }
    return nil
  }

  /// How many of the parts, from the last, are a kind, a loss and a transform, perhaps misspelt.
  private static func detailCount(_ parts: [Substring], _ losses: LossCatalogue) -> Int {
    guard parts.count > 1, let last = parts.last else { return 0 }
    if parts.count > 3, isNearKind(parts[parts.count - 3]) { return 3 }
    if parts.count > 2, isNearKind(parts[parts.count - 2]) { return 2 }
    return last.isEmpty || isNearKind(last) || isNearLoss(last, losses) ? 1 : 0
  }

  private static let kinds = LabelKind.allCases.map(\.rawValue)

  private static func isNearKind(_ word: Substring) -> Bool {
    NearMiss.nearest(to: String(word), among: kinds) != nil
  }

  private static func isNearLoss(_ word: Substring, _ losses: LossCatalogue) -> Bool {
    let name = word.prefix { $0 != "=" }
    return NearMiss.nearest(to: String(name), among: losses.names) != nil
  }

  private static func kind(
    _ word: Substring, in text: String, _ losses: LossCatalogue
  ) throws(DatasetError) -> LabelKind {
    if let kind = LabelKind(rawValue: String(word)) { return kind }
    if LossRequest(word, among: losses) != nil {
      throw DatasetError(
        .request, problem: "label \(quoted(text)) has a loss but no kind before it",
        remedy: "write NAME:KIND:\(word)")
    }
    throw DatasetError(
      .request, problem: "label \(quoted(text)): \(quoted(String(word))) is not a kind",
      remedy: DatasetError.remedy(for: String(word), among: kinds).map {
        "\($0) A name with a colon goes in double quotes"
      })
  }

  private static func loss(
    _ word: Substring, in text: String, _ losses: LossCatalogue
  ) throws(DatasetError) -> LossRequest {
    if let loss = LossRequest(word, among: losses) { return loss }
    let name = String(word.prefix { $0 != "=" })
    if let entry = losses.entries(named: name).first {
      throw malformedParameter(of: entry, name: name, in: text)
    }
    if let transform = LabelTransform(name: word) {
      throw DatasetError(
        .request, problem: "label \(quoted(text)) has a transform but no loss before it",
        remedy: "write NAME:KIND:LOSS:\(transform.name)")
    }
    throw DatasetError(
      .request, problem: "label \(quoted(text)): \(quoted(String(word))) is not a loss",
      remedy: DatasetError.remedy(for: String(word), among: losses.names))
  }

  private static func transform(
    _ word: Substring, in text: String
  ) throws(DatasetError) -> LabelTransform {
    if let transform = LabelTransform(name: word) { return transform }
    throw DatasetError(
      .request, problem: "label \(quoted(text)): \(quoted(String(word))) is not a transform",
      remedy: DatasetError.remedy(for: String(word), among: LabelTransform.all.map(\.name)))
  }

  /// The error for a loss whose parameter is missing, not allowed, or none that it has.
  private static func malformedParameter(
    of entry: LossEntry, name: String, in text: String
  ) -> DatasetError {
    guard let parameter = entry.parameter else {
      return DatasetError(
        .request, problem: "label \(quoted(text)): \(name) has no parameter",
        remedy: "write \(name)")
    }
    let usual = parameter.standardText.map { ", or \(name) for \($0)" } ?? ""
    return DatasetError(
      .request,
      problem:
        "label \(quoted(text)): the \(parameter.symbol) of \(name) is not \(parameter.allowed)",
      remedy: "write for example \(name)=\(parameter.example)\(usual)")
  }

  private static func malformed(_ text: String, _ problem: String) -> DatasetError {
    DatasetError(
      .request, problem: "label \(quoted(text)) \(problem)",
      remedy: "write NAME, NAME:KIND, NAME:KIND:LOSS or NAME:KIND:LOSS:TRANSFORM")
  }

  /// The error for a loss that a label of that kind cannot have.
  static func unsuitable(_ loss: LossRequest, for kind: LabelKind, name: String) -> DatasetError {
    let all = loss.losses.entries.filter { $0.kind == kind }.map(\.form)
    return DatasetError(
      .request,
      problem: "label \(quoted(name)): \(loss.text) is no loss of a \(kind.rawValue) label",
      remedy: "use \(all.joined(separator: " or "))")
  }
}

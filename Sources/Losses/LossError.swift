/// Why a loss of the caller's own cannot be used, or is missing.
public enum LossError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Another loss has the name.
  case nameTaken(String)
  /// The name cannot be written behind a label.
  case unusableName(String)
  /// A label of the kind cannot have the link.
  case unsuitableLink(String, kind: LabelKind, link: Link)
  /// The value is not a number anywhere it was tried.
  case noValue(String)
  /// The slope is not that of the value.
  case wrongSlope(String, output: Double, label: Double, found: Double, expected: Double)
  /// No loss has the name.
  case unknown(String)

  /// What is wrong with which loss, the values found, and what to do.
  public var description: String {
    switch self {
    case .nameTaken(let name):
      "the loss \"\(name)\" has the name of another loss; give it a name of its own"
    case .unusableName(let name):
      "a loss cannot be called \"\(name)\"; use a name of letters, digits, dashes and underscores"
    case .unsuitableLink(let name, let kind, let link):
      "the loss \"\(name)\" is of a \(kind.rawValue) label with the \(link.rawValue) link; "
        + (Self.links(of: kind).isEmpty
          ? "use another kind, whose labels have one output"
          : "use " + Self.links(of: kind).map { ".\($0.rawValue)" }.joined(separator: " or "))
    case .noValue(let name):
      "the value of the loss \"\(name)\" is not a finite number at any of the outputs and labels "
        + "where it was tried; correct it, or narrow its domain"
    case .wrongSlope(let name, let output, let label, let found, let expected):
      "the slope of the loss \"\(name)\" at the output \(output) and the label \(label) is "
        + "\(found), but its value changes there by \(Float(expected)) for each 1 of the output, a "
        + "difference of \(Float(abs(found - expected))); correct the slope, or the value"
    case .unknown(let name):
      "the loss \"\(name)\" is \(Self.missing)"
    }
  }

  /// What is told of a loss that is not known, behind its name.
  package static let missing =
    "none of equipoise's; a program that has it gives it along, as in "
    + "MultiTaskModel(contentsOf: path, losses: [loss])"

  /// The links that a label of one output may have.
  static func links(of kind: LabelKind) -> [Link] {
    switch kind {
    case .regression, .count: [.identity, .log]
    case .binary: [.logit]
    case .multiclass: []
    }
  }
}

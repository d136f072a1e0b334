/// A loss as a person asks for it: its parameter may be left out, and be known only once the
/// training labels are.
public struct LossRequest: Equatable, Sendable {
  /// The loss's name, or one that losses of several kinds share.
  public let name: String
  /// The parameter that was given.
  public let parameter: Double?
  /// The losses that the name may mean.
  package let losses: LossCatalogue

  /// Reads `NAME` or `NAME=PARAMETER`; nil if the text is none of a loss, or its parameter is
  /// missing or not allowed.
  public init?(_ text: some StringProtocol, among losses: LossCatalogue = .standard) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let entry = losses.entries(named: name).first else {
      return nil
    }
    self.name = String(name)
    self.losses = losses
    guard parts.count > 1 else {
      guard !(entry.parameter?.isRequired ?? false) else { return nil }
      parameter = nil
      return
    }
    guard let allowed = entry.parameter, let number = Double(parts[1]), allowed.allows(number)
    else {
      return nil
    }
    parameter = number
  }

  /// The usual loss of a kind of label.
  public static func standard(for kind: LabelKind) -> LossRequest {
    LossRequest(LossEntry.standard(for: kind))
  }

  /// The request that a loss answers.
  public init(_ loss: TaskLoss) {
    name = loss.entry.name
    parameter = loss.entry.parameter.map { _ in loss.parameter }
    losses = LossCatalogue([loss.entry])
  }

  private init(_ entry: LossEntry) {
    name = entry.name
    parameter = nil
    losses = LossCatalogue([entry])
  }

  /// The loss of that name for a kind of label; nil where it has none.
  public func entry(for kind: LabelKind) -> LossEntry? {
    losses.entries(named: name).first { $0.kind == kind }
  }

  /// The loss itself.
  ///
  /// - Parameters:
  ///   - kind: The label's kind, for which there must be an entry.
  ///   - standardDeviation: That of the training labels, for a parameter that is left to it.
  public func resolved(for kind: LabelKind, standardDeviation: @autoclosure () -> Double)
    -> TaskLoss
  {
    guard let entry = entry(for: kind) else {
      preconditionFailure("\(name) is no loss of a \(kind.rawValue) label")
    }
    switch entry.parameter?.standard {
    case nil: return TaskLoss(entry)
    case .some(.none): return TaskLoss(entry, parameter ?? 0)
    case .number(let usual): return TaskLoss(entry, parameter ?? usual)
    case .standardDeviation: return TaskLoss(entry, parameter ?? standardDeviation())
    }
  }

  /// What a person writes.
  public var text: String {
    parameter.map { "\(name)=\($0)" } ?? name
  }

  /// Whether both ask for the same.
  public static func == (a: LossRequest, b: LossRequest) -> Bool {
    a.name == b.name && a.parameter == b.parameter
  }
}

/// The loss of one task, per labelled cell, in the label's own units or in nats: a loss with its
/// parameter.
public struct TaskLoss: Sendable {
  /// The loss.
  public let entry: LossEntry
  /// Its parameter; 0 for a loss that has none.
  public let parameter: Double

  /// - Parameters:
  ///   - entry: The loss.
  ///   - parameter: Its parameter, which it must allow; 0 for a loss that has none.
  init(_ entry: LossEntry, _ parameter: Double = 0) {
    self.entry = entry
    self.parameter = parameter
  }

  /// What it is called in files, such as `squared` or `huber=1.5`.
  public var name: String {
    entry.parameter == nil ? entry.name : "\(entry.name)=\(parameter)"
  }

  /// The loss of that name; nil if there is none, or where its parameter is missing or not allowed.
  public init?(name: String, among losses: LossCatalogue = .standard) {
    guard let request = LossRequest(name, among: losses),
      let entry = losses.entries.first(where: { $0.name == request.name })
    else { return nil }
    switch (entry.parameter, request.parameter) {
    case (nil, _): self.init(entry)
    case (_, let parameter?): self.init(entry, parameter)
    case (_, nil): return nil
    }
  }

  /// What the loss costs where the constant that is predicted is the best one, and at output zero.
  ///
  /// - Parameters:
  ///   - moments: Those of the numbers.
  ///   - distribution: That of the numbers.
  package func constants(_ moments: Moments, _ distribution: WeightedValues) -> LossConstants {
    guard case .ofNumbers(let constants) = entry.constants else {
      preconditionFailure("a number has no classes")
    }
    return constants(moments, distribution, parameter)
  }

  /// What the loss costs where the constant that is predicted is the best one, and at output zero.
  ///
  /// - Parameter weights: The summed weights of each class.
  package func constants(classWeights weights: [Double]) -> LossConstants {
    guard case .ofClasses(let constants) = entry.constants else {
      preconditionFailure("a class is no number")
    }
    return constants(weights, parameter)
  }
}

/// The same if its name is.
extension TaskLoss: Hashable {
  /// Whether both have the same name.
  public static func == (a: TaskLoss, b: TaskLoss) -> Bool {
    a.entry.name == b.entry.name && a.parameter == b.parameter
  }

  /// Feeds what is compared.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(entry.name)
    hasher.combine(parameter)
  }
}

/// Coded as its name, which means one of the decoder's losses.
extension TaskLoss: Codable {
  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }

  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    let losses = decoder.losses
    guard let loss = TaskLoss(name: name, among: losses) else {
      // A name that means nothing is a loss that is missing; others are of a damaged text.
      let bare = String(name.prefix { $0 != "=" })
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: container.codingPath,
          debugDescription: "\"\(name.prefix(40))\" is not a loss",
          underlyingError: losses.names.contains(bare) ? nil : LossError.unknown(bare)))
    }
    self = loss
  }
}

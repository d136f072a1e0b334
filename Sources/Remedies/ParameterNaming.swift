/// What parameters are called by those who read a text: a caller of the library knows them by
/// other names than who types a command.
public protocol ParameterNaming: Sendable {
  /// Whether they can set the parameter at all.
  func offers(_ parameter: Parameter) -> Bool

  /// The parameter's name.
  func name(of parameter: Parameter) -> String

  /// One of the values of a parameter that has many, as a noun without an article.
  func item(of parameter: Parameter) -> String

  /// The parameter with its value, as a noun: `batchSize = 64`.
  func noun(_ setting: Setting) -> String

  /// Parameters with their values, as a request: `set batchSize to 64`.
  ///
  /// - Parameter isContinued: Whether another request stands right before it, as in "do this, or
  ///   that".
  func request(_ settings: [Setting], isContinued: Bool) -> String

  /// What the procedure is called.
  func name(of procedure: Procedure) -> String
}

/// The library's own names.
public struct LibraryNaming: ParameterNaming {
  /// The library's own names.
  public init() {}

  /// All of them.
  public func offers(_ parameter: Parameter) -> Bool { true }

  /// The parameter as it is declared.
  public func name(of parameter: Parameter) -> String { parameter.rawValue }

  /// Such as `entry of labels`.
  public func item(of parameter: Parameter) -> String { "entry of \(parameter.rawValue)" }

  /// Such as `batchSize = 64`.
  public func noun(_ setting: Setting) -> String {
    let (subject, value) = Self.words(setting)
    return "\(subject) = \(value)"
  }

  /// Such as `set batchSize to 64`.
  public func request(_ settings: [Setting], isContinued: Bool) -> String {
    "set "
      + settings.map { setting in
        let (subject, value) = Self.words(setting)
        return "\(subject) to \(value)"
      }.joined(separator: " and ")
  }

  /// What to call, in code.
  public func name(of procedure: Procedure) -> String {
    switch procedure {
    case .finishRun: "`Trainer.fit`"
    case .refit: "`CrossValidator.refit`"
    case .exportBestEpoch: "`RunFolder.readCheckpoint`"
    case .writeRun: "`RunWriter`"
    case .describeSchemes: "`SchemeEntry.evidence`"
    }
  }

  /// What is set, and to what.
  private static func words(_ setting: Setting) -> (subject: String, value: String) {
    let name = setting.parameter.rawValue
    // A text is quoted as Swift writes it, on one line whatever is in it.
    return switch setting.value {
    case .literal(let text), .described(let text): (name, text)
    case .text(let text): (name, text.debugDescription)
    case .column(let column, let text?):
      ("\(name) of \(column.debugDescription)", text.debugDescription)
    case .column(let column, nil): (name, column.debugDescription)
    }
  }
}

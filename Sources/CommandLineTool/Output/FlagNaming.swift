import ArgumentParser
import Remedies

/// What parameters are called on a command line.
struct FlagNaming: ParameterNaming {
  private let options: OfferedOptions?

  /// The names of one command, which has some options and not others; of none in particular if nil.
  init(of command: (any ParsableCommand.Type)? = nil) {
    options = command.map { OfferedOptions(of: $0) }
  }

  func offers(_ parameter: Parameter) -> Bool {
    options?.contains(parameter.flag.name) ?? true
  }

  func name(of parameter: Parameter) -> String { parameter.flag.name }

  func item(of parameter: Parameter) -> String { parameter.flag.name }

  func noun(_ setting: Setting) -> String { setting.parameter.flag.text(setting.value) }

  func request(_ settings: [Setting], isContinued: Bool) -> String {
    (isContinued ? "" : "use ")
      + settings.map { $0.parameter.flag.text($0.value, "with") }.joined(separator: " ")
  }

  func name(of procedure: Procedure) -> String { procedure.command }
}

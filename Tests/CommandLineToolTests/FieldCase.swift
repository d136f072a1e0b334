/// What is expected of a case of the manifest.
struct FieldCase: Sendable {
  /// The first of the case's files.
  let file: String
  /// How the case's command begins.
  let command: String
  /// Runs the command and more.
  let check: @Sendable (FieldFolder) throws -> Void

  init(
    _ file: String, _ command: String, check: @escaping @Sendable (FieldFolder) throws -> Void
  ) {
    self.file = file
    self.command = command
    self.check = check
  }

  func isOf(_ command: String) -> Bool { command.hasPrefix(self.command) }

  static let all = readings + trainings + predictions
}

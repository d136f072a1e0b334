import ArgumentParser

/// The options that a command has, as its own help lists them: the one place where they are stated
/// is the command.
struct OfferedOptions {
  private let names: Set<Substring>

  init(of command: any ParsableCommand.Type) {
    // An option's line is indented by two, and what is said of it begins after two spaces.
    let lines = command.helpMessage().split(separator: "\n").filter { $0.hasPrefix("  -") }
    names = Set(
      lines.flatMap { line in
        let option = line.dropFirst(2)
        let end = option.firstRange(of: "  ")?.lowerBound ?? option.endIndex
        return option[..<end].split { " ,/[]".contains($0) }.filter { $0.hasPrefix("-") }
      })
  }

  /// Whether there is an option of that name, with its dashes.
  func contains(_ name: String) -> Bool { names.contains(name[...]) }
}

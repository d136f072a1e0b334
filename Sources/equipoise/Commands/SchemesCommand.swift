import ArgumentParser
import Balancing

/// `equipoise schemes`: the ways to balance tasks.
struct SchemesCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "schemes",
    abstract: "List the ways to balance tasks.",
    discussion: """
      Scale: multiplying a loss by a constant leaves the direction of the update alone. Shift: \
      adding a constant does.
      """)

  func execute() throws {
    var table = TextTable(
      ["--balance", "what it does", "reads", "scale", "shift", "source"], wordColumns: 6)
    for entry in SchemeCatalogue.entries {
      table.add([
        entry.form, entry.summary, entry.evidence.inWords,
        "\(entry.invariances.scale)", "\(entry.invariances.shift)", entry.source,
      ])
    }
    Console.print(table.text)
    for entry in SchemeCatalogue.entries where !entry.parameters.isEmpty {
      Console.print("\n\(entry.form)")
      for parameter in entry.parameters {
        let standard = parameter.defaultText.map { "; \($0) if left out" } ?? ""
        Console.print("  \(parameter.name): \(parameter.meaning); \(parameter.allowed)\(standard)")
      }
    }
  }
}

extension Evidence {
  fileprivate var inWords: String {
    switch self {
    case .losses: "losses"
    case .gramian, .sketch: "products of gradients"
    case .jacobian: "whole gradients"
    case .crossGramian: "products of gradients of two thirds of the batch"
    }
  }
}

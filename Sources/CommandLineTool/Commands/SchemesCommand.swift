import ArgumentParser
import Balancing
import Reports

/// `equipoise schemes`: the ways to balance tasks.
struct SchemesCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "schemes",
    abstract: "List the ways to balance tasks.",
    discussion: """
      Scale invariant: multiplying a loss by a constant leaves the direction of the update alone. \
      Shift invariant: adding a constant does. Cost: what a step takes beyond one under equal \
      weights; where that is a backward pass a task, --gramian sketch or --gradient-scope takes less \
      for schemes that read products of gradients.
      """)

  @Argument(help: "Schemes to tell of; all if none is named.")
  var names: [String] = []

  @Flag(help: "Print the schemes as JSON.")
  var json = false

  func execute() throws {
    let entries = try names.isEmpty ? SchemeCatalogue.entries : names.map(SchemeCatalogue.entry)
    if json { return try Console.printJSON(entries.map(SchemeReport.init)) }
    if names.isEmpty {
      var table = TextTable(["--balance", "what it does"], wordColumns: 2)
      for entry in entries { table.add([entry.form, entry.summary]) }
      try Console.print(table.text + "\n")
    }
    try Console.print(entries.map(\.inFull).joined(separator: "\n\n"))
  }
}

extension SchemeEntry {
  /// Everything there is to know, a line each.
  fileprivate var inFull: String {
    var lines = ["what it does: \(summary)", "source: \(source)"]
    if !aliases.isEmpty { lines.append("other names: \(aliases.joined(separator: ", "))") }
    lines += [
      "reads: \(evidence.inWords)", "scale invariant: \(invariances.scale)",
      "shift invariant: \(invariances.shift)",
      "cost: \(extraCost.isEmpty ? "nothing" : extraCost)",
    ]
    lines += parameters.map { parameter in
      let standard = parameter.defaultText.map { "; \($0) if left out" } ?? ""
      return "\(parameter.name): \(parameter.meaning); \(parameter.allowed)\(standard)"
    }
    return form + lines.map { "\n  " + $0 }.joined()
  }
}

/// What `equipoise schemes --json` prints of each.
private struct SchemeReport: Encodable {
  let name: String
  let otherNames: [String]
  let form: String
  let summary: String
  let source: String
  let reads: String
  let scaleInvariant: String
  let shiftInvariant: String
  let cost: String
  let parameters: [Parameter]

  struct Parameter: Encodable {
    let name: String
    let meaning: String
    let allowed: String
    let usual: String?
  }

  init(_ entry: SchemeEntry) {
    name = entry.name
    otherNames = entry.aliases
    form = entry.form
    summary = entry.summary
    source = entry.source
    reads = entry.evidence.inWords
    scaleInvariant = "\(entry.invariances.scale)"
    shiftInvariant = "\(entry.invariances.shift)"
    cost = entry.extraCost
    parameters = entry.parameters.map { parameter in
      Parameter(
        name: parameter.name, meaning: parameter.meaning, allowed: parameter.allowed,
        usual: parameter.defaultText)
    }
  }
}

extension Evidence {
  fileprivate var inWords: String {
    switch self {
    case .losses: "losses"
    case .gramian, .sketch: "products of gradients"
    case .jacobian: "whole gradients"
    case .crossGramian: "products of gradients on two thirds of the batch"
    }
  }
}

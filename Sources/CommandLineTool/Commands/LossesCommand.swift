import ArgumentParser
import Losses
import Reports

/// `equipoise losses`: what an error may cost.
struct LossesCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "losses",
    abstract: "List the losses that a label can have.",
    discussion: """
      A loss is a part of --label NAME:KIND:LOSS, such as --label price:regression:huber. In the \
      formulas p is the prediction, y the label and z an output of the network; the first loss of each \
      kind is the usual one. Behind the loss of a regression may stand a transform, as in --label \
      price:regression:squared:log: the loss is then of the transformed label. Its mean is predicted, in \
      the label's own units (smearing, Duan 1983), or under the losses of quantiles the quantile.
      """)

  @Flag(help: "Print the losses as JSON.")
  var json = false

  func execute() throws {
    let entries = LossCatalogue.entries
    if json { return try Console.printJSON(entries.map(LossReport.init)) }
    var table = TextTable(["KIND:LOSS", "what it predicts"], wordColumns: 2)
    for entry in entries { table.add([entry.specification, entry.summary]) }
    for transform in LabelTransform.all { table.add(["…:\(transform.name)", transform.summary]) }
    try Console.print(table.text + "\n")
    try Console.print(
      (entries.map(\.inFull) + LabelTransform.all.map(\.inFull)).joined(separator: "\n\n"))
  }
}

extension LossEntry {
  /// What stands after the name in `--label`.
  fileprivate var specification: String { "\(kind.rawValue):\(form)" }

  /// Everything there is to know, a line each.
  fileprivate var inFull: String {
    var lines = ["formula: \(formula)", "what it predicts: \(summary)", "source: \(source)"]
    if alias != nil { lines.append("name in files: \(name)") }
    if let labels = domain.inWords { lines.append("labels: \(labels)") }
    if let parameter {
      let standard = parameter.standardText.map { "; \($0) if left out" } ?? ""
      lines.append("\(parameter.symbol): \(parameter.meaning); \(parameter.allowed)\(standard)")
    }
    return specification + lines.map { "\n  " + $0 }.joined()
  }
}

extension LabelTransform {
  /// Everything there is to know, a line each.
  fileprivate var inFull: String {
    var lines = ["formula: \(formula)", "what it is for: \(summary)", "source: \(source)"]
    if let labels = domain.inWords { lines.append("labels: \(labels)") }
    return "transform \(name)" + lines.map { "\n  " + $0 }.joined()
  }
}

extension LossEntry.Domain {
  fileprivate var inWords: String? {
    switch self {
    case .all: nil
    case .nonNegative: "numbers of 0 or more"
    case .positive: "numbers above 0"
    }
  }
}

/// What `equipoise losses --json` prints of each.
private struct LossReport: Encodable {
  let kind: String
  let name: String
  let form: String
  let formula: String
  let summary: String
  let source: String
  let labels: String?
  let parameter: Parameter?
  /// What may stand behind it.
  let transforms: [String]

  struct Parameter: Encodable {
    let symbol: String
    let meaning: String
    let allowed: String
    let usual: String?
  }

  init(_ entry: LossEntry) {
    kind = entry.kind.rawValue
    name = entry.name
    form = entry.form
    formula = entry.formula
    summary = entry.summary
    source = entry.source
    labels = entry.domain.inWords
    transforms = entry.allowsTransform ? LabelTransform.all.map(\.name) : []
    parameter = entry.parameter.map {
      Parameter(
        symbol: $0.symbol, meaning: $0.meaning, allowed: $0.allowed, usual: $0.standardText)
    }
  }
}

internal import Balancing
internal import Foundation

/// What `equipoise inspect` prints of a run's training.
package struct TrainingRecordTables {
  private let record: TrainingRecord

  /// A line of text and a name are no longer, so that all fits a terminal.
  private static let lineWidth = 96
  private static let nameWidth = 24
  /// As many columns of the table of pairs stand side by side.
  private static let pairColumns = 9
  /// Of more tasks only the pairs that conflict most are shown.
  private static let mostPairedTasks = 27
  private static let mostConflicts = 5

  package init(_ record: TrainingRecord) {
    self.record = record
  }

  package var text: String {
    ([Self.wrapped(summary), weights.text] + gradients).joined(separator: "\n\n")
  }

  private var summary: String {
    let epochs =
      record.epochs == 1
      ? "1 epoch" : "\(record.epochs) epochs, epoch \(record.bestEpoch) the best"
    let isAnyNegative = record.tasks.contains { task in
      moments.contains { task[keyPath: $0.means].weight < 0 }
    }
    return "Seen in training: \(epochs). weight: its mean over an epoch's steps. "
      + "share: of weight × training loss in its sum over tasks"
      + (isAnyNegative ? ", or rather in that of the magnitudes, as a weight is negative." : ".")
  }

  private var weights: TextTable {
    let moments = moments
    var table = TextTable(
      ["task"] + headers("weight", moments) + headers("share", moments))
    for task in record.tasks {
      let means = moments.map { task[keyPath: $0.means] }
      table.add(
        [name(task.name)] + means.map(\.weight.short)
          + means.map { $0.weightedLossShare?.percentage ?? Double?.none.short })
    }
    return table
  }

  /// What there is of the gradients, or why there is nothing.
  private var gradients: [String] {
    guard record.readsGradients else { return [Self.wrapped(withoutGradients)] }
    guard record.hasGradients else { return ["No task had a gradient in the shared layers."] }
    let norms = norms.text
    guard record.tasks.count > 1 else { return [norms] }
    guard let epoch = record.pairsEpoch else {
      let absence = "There is no gramian.csv in the folder: which tasks conflicted is not known."
      return [norms, absence]
    }
    return [norms] + pairBlocks(epoch: epoch) + [conflicts]
  }

  private var withoutGradients: String {
    let names = SchemeCatalogue.entries.filter { $0.evidence != .losses }.map(\.name)
    return "The scheme reads no gradients, so which tasks conflict was not seen. Those that do: "
      + names.joined(separator: ", ") + "."
  }

  private var norms: TextTable {
    let moments = moments
    var table = TextTable(["task"] + headers("mean gradient length", moments))
    for task in record.tasks {
      table.add(
        [name(task.name)] + moments.map { task[keyPath: $0.means].gradientNorm.short })
    }
    return table
  }

  /// The table of all pairs, so many columns at a time.
  private func pairBlocks(epoch: Int) -> [String] {
    let count = record.tasks.count
    let which = epoch == record.bestEpoch ? "the best epoch, \(epoch)" : "epoch \(epoch)"
    guard count <= Self.mostPairedTasks else {
      return ["The gradients in \(which), of \(count) tasks; all pairs are in gramian.csv."]
    }
    let title = Self.wrapped(
      "The gradients in \(which). Above the diagonal: the mean cosine of two tasks' gradients. "
        + "Below it: the share of steps in which they conflicted, their cosine being negative.")
    let cells = pairCells
    let blocks = stride(from: 0, to: count, by: Self.pairColumns).map { start in
      let columns = start..<min(start + Self.pairColumns, count)
      var table = TextTable(["task"] + columns.map { "\($0 + 1)" })
      for row in 0..<count { table.add([numbered(row)] + columns.map { cells[row][$0] }) }
      return table.text
    }
    return [title] + blocks
  }

  private var pairCells: [[String]] {
    let count = record.tasks.count
    var cells = (0..<count).map { row in (0..<count).map { $0 == row ? "·" : "–" } }
    for (first, second, pair) in placed {
      cells[first][second] = Self.cosine(pair.meanCosine)
      cells[second][first] = Self.share(pair.conflictShare)
    }
    return cells
  }

  private var conflicts: String {
    let worst = placed.filter { $0.pair.conflictShare > 0 }.sorted {
      ($1.pair.conflictShare, $0.pair.meanCosine) < ($0.pair.conflictShare, $1.pair.meanCosine)
    }
    guard !worst.isEmpty else { return "No two tasks ever conflicted." }
    var table = TextTable(
      ["most conflicting", "with", "conflicts", "of steps", "mean cosine"], wordColumns: 2)
    for (first, second, pair) in worst.prefix(Self.mostConflicts) {
      table.add([
        numbered(first), numbered(second), Self.share(pair.conflictShare), pair.steps.grouped,
        Self.cosine(pair.meanCosine),
      ])
    }
    return table.text
  }

  /// The pairs with the places of their tasks.
  private var placed: [(first: Int, second: Int, pair: TrainingRecord.Pair)] {
    let places = Dictionary(
      record.tasks.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    return record.pairs.compactMap { pair in
      guard let first = places[pair.task], let second = places[pair.otherTask] else { return nil }
      return (first, second, pair)
    }
  }

  /// The epochs to show, each once.
  private var moments: [(name: String, means: KeyPath<TrainingRecord.Task, TrainingRecord.Means>)] {
    let best = record.bestEpoch
    guard let task = record.tasks.first, task.first.epoch < task.last.epoch else {
      return [("", \.last)]
    }
    if best == task.first.epoch { return [("first, best", \.first), ("last", \.last)] }
    if best == task.last.epoch { return [("first", \.first), ("last, best", \.last)] }
    return [("first", \.first), ("best", \.best), ("last", \.last)]
  }

  private func headers(
    _ quantity: String,
    _ moments: [(name: String, means: KeyPath<TrainingRecord.Task, TrainingRecord.Means>)]
  ) -> [String] {
    moments.enumerated().map { index, moment in
      index > 0 ? moment.name : moment.name.isEmpty ? quantity : "\(quantity): \(moment.name)"
    }
  }

  private func name(_ name: String) -> String { name.printable.shortened(to: Self.nameWidth) }

  private func numbered(_ task: Int) -> String { "\(task + 1) \(name(record.tasks[task].name))" }

  private static func wrapped(_ text: String) -> String { text.wrapped(at: lineWidth) }

  /// Two decimals, none of them a negative zero.
  private static func cosine(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    return text == "-0.00" ? "0.00" : text
  }

  /// Whole per cents, with a small share told from none.
  private static func share(_ value: Double) -> String {
    value > 0 && value < 0.01 ? "<1 %" : String(format: "%.0f %%", 100 * value)
  }
}

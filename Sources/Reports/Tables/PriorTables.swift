internal import Datasets
internal import Losses
package import Statistics

/// What `equipoise prior` prints for people.
package struct PriorTables {
  private let scan: LabelScan

  package init(_ scan: LabelScan) {
    self.scan = scan
  }

  package var text: String {
    let summary =
      "\(scan.rows.grouped) rows, \(scan.coObservation.rowsWithAll.grouped) with every label, "
      + "\(scan.coObservation.rowsWithNone.grouped) with none"
    return
      ([summary, losses.text] + [numbers, transforms, classes, together].compactMap { $0?.text })
      .joined(separator: "\n\n")
  }

  private var losses: TextTable {
    var table = TextTable(
      ["task", "kind", "loss", "labelled", "missing", "initial loss", "prior loss", "share"],
      wordColumns: 3)
    let shares = TaskStatistics.equalWeightShares(scan.statistics)
    for (statistics, share) in zip(scan.statistics, shares) {
      let cells = statistics.labelled + statistics.missing
      table.add([
        statistics.task.name, statistics.task.kind.rawValue, statistics.task.lossName,
        statistics.labelled.grouped,
        (Double(statistics.missing) / Double(max(cells, 1))).percentage,
        statistics.initialLoss.short, statistics.priorLoss.short, share.percentage,
      ])
    }
    return table
  }

  private var labels: [LabelStatistics] { scan.statistics.flatMap(\.labels) }

  private var numbers: TextTable? {
    let levels = LabelStatistics.NumberSummary.levels.map { "\(Int((100 * $0).rounded())) %" }
    var table = TextTable(["numbers", "mean", "variance", "min"] + levels + ["max"])
    var isEmpty = true
    for statistics in labels {
      guard let numbers = statistics.numbers else { continue }
      isEmpty = false
      let spread = numbers.standardDeviation
      let mark = numbers.quantilesAreExact ? "" : "≈"
      table.add(
        [
          statistics.label.name, numbers.mean.short(spread: spread), numbers.variance.short,
          numbers.minimum.short(spread: spread),
        ] + numbers.quantiles.map { mark + $0.short(spread: spread) }
          + [numbers.maximum.short(spread: spread)])
    }
    return isEmpty ? nil : table
  }

  /// What is known of the labels whose losses are of a transform.
  private var transforms: TextTable? {
    var table = TextTable(
      ["transformed", "by", "std. deviation", "prior loss in the label's units"], wordColumns: 2)
    let transformed = labels.filter { $0.transformed != nil }
    for statistics in transformed {
      table.add([
        statistics.label.name, statistics.label.transform?.transform.name ?? "",
        (statistics.transformed?.standardDeviation).short,
        (statistics.transformed?.priorLossInLabelUnits).short,
      ])
    }
    return transformed.isEmpty ? nil : table
  }

  private var classes: TextTable? {
    let classified = labels.filter { !$0.classes.isEmpty }
    guard !classified.isEmpty else { return nil }
    var table = TextTable(["classes", "frequencies", "entropy"], wordColumns: 2)
    for statistics in classified {
      let frequent = statistics.classes.sorted { $0.frequency > $1.frequency }
      let shown = frequent.prefix(4).map { "\($0.name) \($0.frequency.percentage)" }
      let rest = frequent.count > 4 ? ", \(frequent.count - 4) more" : ""
      table.add([
        statistics.label.name, shown.joined(separator: ", ") + rest, statistics.entropy.short,
      ])
    }
    return table
  }

  /// Which labels a row has together: only worth a table where some are missing.
  private var together: TextTable? {
    let labels = labels
    let count = labels.count
    guard (2...16).contains(count), labels.contains(where: { $0.missing > 0 }) else {
      return nil
    }
    var table = TextTable(["rows with both"] + labels.map(\.label.name))
    for i in 0..<count {
      table.add(
        [labels[i].label.name] + (0..<count).map { scan.coObservation[i, $0].grouped })
    }
    return table
  }
}

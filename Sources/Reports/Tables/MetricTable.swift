internal import Training

/// The metrics of those tasks that have the same ones, a column each.
struct MetricTable {
  /// The metrics' names.
  let names: [String]
  /// The tasks with their values and what these lie between.
  private(set) var lines: [(name: String, cells: [String])] = []
}

extension EvaluationReport {
  /// The metrics of all lines, a table for each set of metrics that stand
  /// beside each other.
  var metricTables: [MetricTable] {
    var tables: [MetricTable] = []
    for (name, evaluation) in lines {
      for entries in Self.parts(of: evaluation.metrics.entries) {
        let names = entries.map(\.name)
        let place = tables.firstIndex { $0.names == names } ?? tables.count
        if place == tables.count { tables.append(MetricTable(names: names)) }
        tables[place].add(
          name,
          entries.map { $0.value.short(within: evaluation.intervals?.metrics[$0.name]) })
      }
    }
    return tables
  }

  /// A label's metrics, cut into parts of about the same length that each fit on a line.
  private static func parts(of entries: [TaskMetrics.Entry]) -> [ArraySlice<TaskMetrics.Entry>] {
    let partCount = (entries.count + mostMetrics - 1) / mostMetrics
    let length = (entries.count + partCount - 1) / max(partCount, 1)
    return stride(from: 0, to: entries.count, by: max(length, 1)).map {
      entries[$0..<min($0 + length, entries.count)]
    }
  }

  private static let mostMetrics = 4
}

extension MetricTable {
  fileprivate mutating func add(_ name: String, _ cells: [String]) {
    lines.append((name, cells))
  }
}

internal import Training

/// The metrics of those tasks that have the same ones, a column each.
struct MetricTable {
  /// The metrics' names.
  let names: [String]
  /// The tasks with their values and what these lie between.
  private(set) var lines: [(name: String, cells: [String])] = []
}

extension EvaluationReport {
  /// The metrics of all lines, in as few tables as there are sets of metrics.
  var metricTables: [MetricTable] {
    var tables: [MetricTable] = []
    for (name, evaluation) in lines {
      let entries = evaluation.metrics.entries
      let names = entries.map(\.name)
      let place = tables.firstIndex { $0.names == names } ?? tables.count
      if place == tables.count { tables.append(MetricTable(names: names)) }
      tables[place].add(
        name,
        entries.map { $0.value.short(within: evaluation.intervals?.metrics[$0.name]) })
    }
    return tables
  }
}

extension MetricTable {
  fileprivate mutating func add(_ name: String, _ cells: [String]) {
    lines.append((name, cells))
  }
}

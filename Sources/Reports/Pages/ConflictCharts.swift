internal import Charts
internal import Training

/// How the tasks' gradients lay to each other in a run, as charts.
struct ConflictCharts {
  private let history: History
  /// The epoch that the heat map is of, which has pairs.
  private let epoch: History.Epoch
  private let pairs: [GradientSummary.Pair]

  /// As many pairs of tasks are drawn over time, those that conflict most.
  private static let mostPairs = 6
  private static let mean = "mean of all pairs"

  /// The charts of a run; nil where no two gradients were seen together.
  init?(_ history: History) {
    guard let epoch = history.pairedEpoch, let pairs = epoch.gradients?.pairs else { return nil }
    self.history = history
    self.epoch = epoch
    self.pairs = pairs
  }

  /// The mean cosine of each two tasks' gradients.
  var cosines: HeatMap {
    let tasks = history.tasks
    var cells = tasks.indices.map { row in
      tasks.indices.map { column in
        HeatMap.Cell(value: nil, text: row == column ? "" : "–")
      }
    }
    for pair in pairs {
      let cell = HeatMap.Cell(value: pair.cosine, text: pair.cosine.fixed(2))
      cells[pair.first][pair.second] = cell
      cells[pair.second][pair.first] = cell
    }
    let lowest = pairs.min { $0.cosine < $1.cosine }
    return HeatMap(
      title: "Mean cosine of gradients, epoch \(epoch.number)",
      summary:
        "The mean cosine of the angle between each two tasks' gradients; the lowest is that of "
        + (lowest.map { "\(names($0)), \($0.cosine.fixed(2))" } ?? "none") + ".",
      rowNames: tasks, columnNames: tasks, cells: cells, limit: 1)
  }

  /// The share of steps in which tasks conflict: of all pairs on average, and of those that do
  /// most.
  var shares: LineChart {
    LineChart(
      title: "Share of steps in which tasks conflict",
      summary: "In epoch \(epoch.number): "
        + worst.map { "\(names($0)) \($0.conflictShare.percentage)" }.joined(separator: "; ") + ".",
      x: Axis("epoch", ticks: .integer),
      y: Axis("share of steps", scale: .linear(including: 0), ticks: .percent), lines: lines)
  }

  /// What the lines of `shares` are.
  var legend: [Page.LegendItem] {
    [Page.LegendItem(swatch: SeriesColour.neutral.swatch, name: Self.mean)]
      + worst.enumerated().map {
        Page.LegendItem(swatch: SeriesColour(index: $0).swatch, name: names($1))
      }
  }

  /// The pairs that conflict most, the worst first.
  private var worst: ArraySlice<GradientSummary.Pair> {
    pairs.sorted { $0.conflictShare > $1.conflictShare }.prefix(Self.mostPairs)
  }

  private var lines: [LineChart.Line] {
    let mean = LineChart.Line(
      name: Self.mean, colour: .neutral,
      points: points { pairs in
        pairs.isEmpty ? nil : pairs.reduce(0) { $0 + $1.conflictShare } / Double(pairs.count)
      })
    return [mean]
      + worst.enumerated().map { index, pair in
        LineChart.Line(
          name: names(pair), colour: SeriesColour(index: index),
          points: points { pairs in
            pairs.first { $0.first == pair.first && $0.second == pair.second }?.conflictShare
          })
      }
  }

  private func names(_ pair: GradientSummary.Pair) -> String {
    "\(history.tasks[pair.first]) and \(history.tasks[pair.second])"
  }

  private func points(
    _ value: ([GradientSummary.Pair]) -> Double?
  ) -> [LineChart.Point] {
    history.epochs.map { epoch in
      LineChart.Point(x: Double(epoch.number), y: epoch.gradients.flatMap { value($0.pairs) })
    }
  }
}

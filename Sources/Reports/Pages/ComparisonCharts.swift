internal import Charts
internal import Comparing
internal import Datasets
internal import Training

/// What a comparison found, as charts.
struct ComparisonCharts {
  private let report: ComparisonReport
  private var comparison: Comparison { report.comparison }

  init(_ report: ComparisonReport) {
    self.report = report
  }

  /// How much better than single-task models each scheme does.
  var deltaM: IntervalChart {
    intervals(
      "delta_m: gain over single-task models",
      summary: "Mean gain over single-task models in percent, with 95 % intervals over "
        + comparison.roundNoun,
      axis: "delta_m (%), right is better", comparison.ranked.map { ($0.name, $0.deltaM) })
  }

  /// How much better than the baseline each scheme does.
  var difference: IntervalChart? {
    let rows = comparison.ranked.filter { $0.name != ComparedScheme.baseline }
      .map { ($0.name, $0.difference) }
    guard !rows.isEmpty else { return nil }
    return intervals(
      "Difference to \(ComparedScheme.baseline), \(comparison.folds == nil ? "seed by seed" : "round by round")",
      summary:
        "delta_m less that of \(ComparedScheme.baseline) in the same round, in percentage points, "
        + "with 95 % intervals",
      axis: "difference (percentage points), right is better", rows)
  }

  private func intervals(
    _ title: String, summary: String, axis: String, _ rows: [(name: String, figure: RoundMean?)]
  ) -> IntervalChart {
    let figures = rows.map { "\($0.name) \($0.figure.signed) (\($0.figure.interval))" }
    return IntervalChart(
      title: title, summary: "\(summary): \(figures.joined(separator: "; ")).",
      x: Axis(axis, scale: .linear(including: 0)),
      rows: rows.map { row in
        IntervalChart.Row(
          name: row.name, value: row.figure?.mean, low: row.figure?.low, high: row.figure?.high,
          colour: .neutral)
      })
  }

  /// How much better than its single-task model each task does under each scheme.
  var gains: HeatMap {
    let cells = comparison.ranked.map { scheme in
      scheme.tasks.map { HeatMap.Cell(value: $0.gain?.mean, text: $0.gain.signed) }
    }
    let sizes = cells.joined().compactMap { $0.value.map(abs) }
    return HeatMap(
      title: "Gain over single-task models, in percent",
      summary: "For each scheme and task by how many percent the task's metric is better than its "
        + "single-task model's; from \(extreme(by: <)) to \(extreme(by: >)).",
      rowNames: comparison.ranked.map(\.name), columnNames: comparison.tasks.map(\.name),
      cells: cells, limit: sizes.max() ?? 1)
  }

  /// The gain that comes first by an order, and whose it is.
  private func extreme(by isBefore: (Double, Double) -> Bool) -> String {
    let all = comparison.ranked.flatMap { scheme in
      zip(comparison.tasks, scheme.tasks).compactMap { task, summary in
        summary.gain.map { (text: "\(task.name) under \(scheme.name)", gain: $0.mean) }
      }
    }
    let first = all.min { isBefore($0.gain, $1.gain) }
    return first.map { "\($0.gain.signed) (\($0.text))" } ?? "none"
  }

  /// Two tasks' metrics under each scheme and by themselves, and the front of those that nothing
  /// beats in both.
  func tradeOff(_ first: Int, _ second: Int) -> ScatterChart {
    let names = ["single-task"] + comparison.ranked.map(\.name)
    let summaries = [comparison.singles] + comparison.ranked.map(\.tasks)
    let points = zip(names, summaries).compactMap { name, tasks -> ScatterChart.Point? in
      guard let x = tasks[first].value, let y = tasks[second].value else { return nil }
      return ScatterChart.Point(
        name: name, x: x, y: y, colour: name == names[0] ? SeriesColour(index: 0) : .neutral)
    }
    let front = ParetoFront.positions(points.map { ($0.x, $0.y) })
    let tasks = [comparison.tasks[first], comparison.tasks[second]]
    return ScatterChart(
      title: "Trade-off between \(tasks[0].name) and \(tasks[1].name)",
      summary: "Nothing beats in both: \(front.map { points[$0].name }.joined(separator: ", ")).",
      x: axis(of: tasks[0]), y: axis(of: tasks[1]), points: points, front: front,
      lessIsBetter: true)
  }

  private func axis(of task: PredictionTask) -> Axis {
    Axis("\(task.name): \(Metric.principal(of: task.loss).name), lower is better")
  }

  /// The mean of the tasks' validation losses over those of their constants, epoch by epoch, in
  /// the first round.
  var learning: LineChart {
    let lines = comparison.ranked.enumerated().map { index, scheme in
      let run = PlannedRun(subject: .scheme(scheme.name), round: comparison.rounds[0])
      let history = report.records.first { $0.run == run }?.fitted?.history
      return LineChart.Line(
        name: scheme.name, colour: SeriesColour(index: index),
        points: (history?.epochs ?? []).map {
          LineChart.Point(x: Double($0.number), y: $0.validationScore)
        })
    }
    let last = lines.compactMap { line in
      line.points.compactMap(\.y).min().map { "\(line.name) \($0.short)" }
    }
    return LineChart(
      title: "Validation score, \(comparison.rounds[0].inWords)",
      summary:
        "The mean over tasks of loss / constant loss on the validation rows; the lowest under each "
        + "scheme: " + last.joined(separator: "; ") + ".",
      x: Axis("epoch", ticks: .integer), y: Axis("mean loss / constant loss, lower is better"),
      lines: lines)
  }

  /// What the lines of `learning` are.
  var legend: [Page.LegendItem] {
    comparison.ranked.enumerated().map {
      Page.LegendItem(swatch: SeriesColour(index: $0).swatch, name: $1.name)
    }
  }
}

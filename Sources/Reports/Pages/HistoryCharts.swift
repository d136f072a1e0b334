internal import Charts
internal import Datasets
internal import Losses
internal import Statistics
internal import Training

/// What was seen in the epochs of a run, as charts.
struct HistoryCharts {
  private let history: History
  private let statistics: [TaskStatistics]
  /// For each task what the training labels' best constant costs on the validation rows.
  private let constantLosses: [Double?]
  private let colours: TaskColours

  private static let epochs = Axis("epoch", ticks: .integer)

  /// - Parameter constantLosses: For each task what the training labels' best constant costs on the
  ///   validation rows; nil without such rows.
  init(_ history: History, statistics: [TaskStatistics], constantLosses: [Double?]?) {
    self.history = history
    self.statistics = statistics
    self.constantLosses = constantLosses ?? history.tasks.map { _ in nil }
    colours = TaskColours(history.tasks)
  }

  /// Each task's skill on the validation rows.
  var skill: LineChart? {
    chart(
      "Skill on validation rows", y: Axis("skill: 1 − loss / constant loss"),
      references: [.init(name: "best constant", value: 0)]
    ) { epoch, task in
      Metric.skill(loss: epoch.validationLosses[task], constantLoss: constantLosses[task])
    }
  }

  /// Each task's loss by itself, in its own unit.
  var losses: [LineChart] {
    history.tasks.indices.map { task in
      let prior = statistics[task].priorLoss
      let validation = points { $0.validationLosses[task] }
      let training = points { $0.trainingLosses[task] }
      let lines = [
        LineChart.Line(
          name: "training", colour: colours[task], points: training, isSecondary: true),
        LineChart.Line(name: "validation", colour: colours[task], points: validation),
      ].filter { $0.points.contains { $0.y != nil } }
      let last = [("training", training), ("validation", validation)].compactMap { name, points in
        points.last?.y.map { "\(name) \($0.short)" }
      }
      return LineChart(
        title: "Loss of \(history.tasks[task])",
        summary:
          "Mean \(statistics[task].task.lossName) loss of \(history.tasks[task]); prior loss "
          + "\(prior.short), constant loss \(constantLosses[task].short), in the last epoch "
          + "\(last.joined(separator: ", ")).",
        x: Self.epochs, y: Axis(statistics[task].task.loss.entry.unit), lines: lines,
        references: [.init(name: "prior loss", value: prior)]
          + [constantLosses[task].map { .init(name: "constant loss", value: $0) }]
          .compactMap(\.self))
    }
  }

  /// Each task's weight.
  var weights: LineChart? {
    chart("Task weights", y: Axis("weight, mean over steps (log)", scale: .log)) { epoch, task in
      epoch.weights[task]
    }
  }

  /// What held each task back; nil where nothing did.
  var damping: LineChart? {
    chart("Damping", y: Axis("factor on the weight (log)", scale: .log)) { epoch, task in
      epoch.damping?[task]
    }
  }

  /// The length of each task's gradient; nil under a scheme that does not read gradients.
  var gradientNorms: LineChart? {
    chart("Gradient norms", y: Axis("norm, mean over steps (log)", scale: .log)) { epoch, task in
      epoch.gradients?.norms[task]
    }
  }

  /// A line for each task; nil where no task has a figure.
  private func chart(
    _ title: String, y: Axis, references: [LineChart.Reference] = [],
    _ value: (History.Epoch, Int) -> Double?
  ) -> LineChart? {
    let lines = history.tasks.indices.map { task in
      LineChart.Line(
        name: history.tasks[task], colour: colours[task], points: points { value($0, task) })
    }
    guard lines.contains(where: { $0.points.contains { $0.y != nil } }) else { return nil }
    let ends = lines.compactMap { line -> String? in
      let values = line.points.compactMap(\.y)
      guard let first = values.first, let last = values.last else { return nil }
      return "\(line.name) from \(first.short) to \(last.short)"
    }
    return LineChart(
      title: title, summary: "\(title), first to last epoch: \(ends.joined(separator: "; ")).",
      x: Self.epochs, y: y, lines: lines, references: references)
  }

  private func points(_ value: (History.Epoch) -> Double?) -> [LineChart.Point] {
    history.epochs.map { epoch in
      LineChart.Point(
        x: Double(epoch.number), y: value(epoch).flatMap { $0.isFinite ? $0 : nil })
    }
  }
}

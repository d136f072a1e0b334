public import Datasets
internal import Losses
package import Statistics

/// What a predictor said of some rows of a table, beside what is true of them: all that it is
/// measured by.
public struct ScoredTable: Sendable {
  /// The rows of the table that were predicted, labelled or not.
  public let rows: [Int32]
  /// What was predicted.
  public let tasks: [PredictionTask]
  /// The labels, task by task.
  public let labels: [ScoredLabel]

  package init(rows: [Int32], tasks: [PredictionTask], labels: [ScoredLabel]) {
    precondition(
      labels.count == tasks.reduce(0) { $0 + $1.labels.count }, "each label of each task")
    self.rows = rows
    self.tasks = tasks
    self.labels = labels
  }

  /// What several predictors said of rows of one table, each of other rows, one after the other.
  ///
  /// - Parameters:
  ///   - parts: At least one, of the same tasks.
  ///   - statistics: For each label those that the figures of all are measured by. What the best
  ///     constant costs in a row stays that of the part's own training rows.
  package init(pooling parts: [ScoredTable], statistics: [LabelStatistics]) {
    self.init(
      rows: parts.flatMap(\.rows), tasks: parts[0].tasks,
      labels: statistics.enumerated().map { index, statistics in
        ScoredLabel(
          pooling: parts.map { ($0.labels[index], $0.rows.count) }, statistics: statistics)
      })
  }

  /// The same with labels that were not rounded to the precision in which they are learnt.
  ///
  /// - Parameter known: Those of all rows of the table.
  func labelled(_ known: LabelledRows) -> ScoredTable {
    ScoredTable(
      rows: rows, tasks: tasks,
      labels: zip(labels, known.values).map { label, values in
        label.labelled(rows.map { values[Int($0)] })
      })
  }

  /// The same, with other thresholds of positive classes.
  ///
  /// - Parameter thresholds: One for each label; nil for the usual one.
  package func decided(at thresholds: [Double?]) -> ScoredTable {
    ScoredTable(
      rows: rows, tasks: tasks, labels: zip(labels, thresholds).map { $0.decided(at: $1) })
  }

  /// How well each task is predicted.
  public var evaluations: [TaskEvaluation] { TableMeasure(self).evaluations() }
}

/// Measures all tasks of a scored table, however often each row counts.
struct TableMeasure: Sendable {
  private let tasks: [PredictionTask]
  private let statistics: [TaskStatistics]
  private let labels: [ScoredLabel]
  private let measures: [LabelMeasure]

  init(_ table: ScoredTable) {
    tasks = table.tasks
    labels = table.labels
    statistics = tasks.statistics(labels.map(\.statistics))
    measures = labels.map(LabelMeasure.init)
  }

  /// How well each task is predicted.
  ///
  /// - Parameter counts: How often each row of the scored table counts; nil where each counts once.
  func evaluations(_ counts: [Double]? = nil) -> [TaskEvaluation] {
    let figures = measures.map { $0.figures(counts) }
    let evaluations = zip(labels, figures).map { label, figures in
      TaskEvaluation(label.statistics, labelled: label.rows.count, figures)
    }
    let constants = tasks.constantLosses(figures.map { ($0.constantLoss, $0.weight) })
    return tasks.ranges(\.labels.count).enumerated().map { index, range in
      let task = tasks[index]
      guard !task.isSingle else { return evaluations[range.lowerBound] }
      return TaskEvaluation(
        statistics[index], labels: Array(evaluations[range]),
        loss: task.reduction.loss(of: figures[range].map { ($0.loss ?? 0, $0.weight) }),
        constantLoss: constants[index])
    }
  }
}

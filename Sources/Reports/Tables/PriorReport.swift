internal import Datasets
package import Losses
package import Statistics

/// What `equipoise prior --json` prints.
package struct PriorReport: Encodable {
  package let rows: Int
  package let rowsWithNoLabel: Int
  package let rowsWithAllLabels: Int
  package let tasks: [Task]
  /// For each pair of labels, task by task, the rows that have both labels.
  package let coObserved: [[Int]]

  package struct Task: Encodable {
    package let name: String
    package let kind: LabelKind
    package let loss: String
    package let labelled: Int
    package let missing: Int
    package let classes: [LabelStatistics.ClassSummary]
    package let numbers: LabelStatistics.NumberSummary?
    package let entropy: Double?
    package let initialLoss: Double
    package let priorLoss: Double
    package let priorOutput: [Double]
    /// What the best constant costs in the label's own units, where the losses are of its transform.
    package let priorLossInLabelUnits: Double?
    /// Nil for the label of a task of several.
    package let equalWeightShare: Double?
    /// The labels of a task of several; nil where the task is one label.
    package let labels: [Task]?
  }

  package init(_ scan: LabelScan) {
    rows = scan.rows
    rowsWithNoLabel = scan.coObservation.rowsWithNone
    rowsWithAllLabels = scan.coObservation.rowsWithAll
    tasks = zip(scan.statistics, TaskStatistics.equalWeightShares(scan.statistics))
      .map(Task.init)
    let labels = 0..<scan.coObservation.labelCount
    coObserved = labels.map { i in labels.map { scan.coObservation[i, $0] } }
  }
}

extension PriorReport.Task {
  package init(_ statistics: TaskStatistics, share: Double) {
    guard !statistics.task.isSingle else {
      self.init(statistics.labels[0], share: share)
      return
    }
    self.init(
      name: statistics.task.name, kind: statistics.task.kind, loss: statistics.task.lossName,
      labelled: statistics.labelled, missing: statistics.missing, classes: [], numbers: nil,
      entropy: nil, initialLoss: statistics.initialLoss, priorLoss: statistics.priorLoss,
      priorOutput: statistics.labels.flatMap(\.priorOutput), priorLossInLabelUnits: nil,
      equalWeightShare: share,
      labels: statistics.labels.map { PriorReport.Task($0, share: nil) })
  }

  private init(_ statistics: LabelStatistics, share: Double?) {
    self.init(
      name: statistics.label.name, kind: statistics.label.kind, loss: statistics.label.lossName,
      labelled: statistics.labelled, missing: statistics.missing, classes: statistics.classes,
      numbers: statistics.numbers, entropy: statistics.entropy,
      initialLoss: statistics.initialLoss, priorLoss: statistics.priorLoss,
      priorOutput: statistics.priorOutput,
      priorLossInLabelUnits: statistics.transformed?.priorLossInLabelUnits,
      equalWeightShare: share, labels: nil)
  }
}

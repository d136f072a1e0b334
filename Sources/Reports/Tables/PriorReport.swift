internal import Datasets
package import Losses
package import Statistics

/// What `equipoise prior --json` prints.
package struct PriorReport: Encodable {
  package let rows: Int
  package let rowsWithNoLabel: Int
  package let rowsWithAllLabels: Int
  package let tasks: [Task]
  /// For each pair of tasks, in their order, the rows that have both labels.
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
    package let equalWeightShare: Double
  }

  package init(_ scan: LabelScan) {
    rows = scan.rows
    rowsWithNoLabel = scan.coObservation.rowsWithNone
    rowsWithAllLabels = scan.coObservation.rowsWithAll
    tasks = zip(scan.statistics, LabelStatistics.equalWeightShares(scan.statistics))
      .map(Task.init)
    coObserved = scan.statistics.indices.map { i in
      scan.statistics.indices.map { scan.coObservation[i, $0] }
    }
  }
}

extension PriorReport.Task {
  package init(_ statistics: LabelStatistics, share: Double) {
    name = statistics.task.name
    kind = statistics.task.kind
    loss = statistics.task.loss.name
    labelled = statistics.labelled
    missing = statistics.missing
    classes = statistics.classes
    numbers = statistics.numbers
    entropy = statistics.entropy
    initialLoss = statistics.initialLoss
    priorLoss = statistics.priorLoss
    priorOutput = statistics.priorOutput
    equalWeightShare = share
  }
}

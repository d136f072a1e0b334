import Datasets
import Losses
import Statistics

/// What `equipoise prior --json` prints.
struct PriorReport: Encodable {
  let rows: Int
  let rowsWithNoLabel: Int
  let rowsWithAllLabels: Int
  let tasks: [Task]
  /// For each pair of tasks, in their order, the rows that have both labels.
  let coObserved: [[Int]]

  struct Task: Encodable {
    let name: String
    let kind: LabelKind
    let loss: String
    let labelled: Int
    let missing: Int
    let classes: [LabelStatistics.ClassSummary]
    let numbers: LabelStatistics.NumberSummary?
    let entropy: Double?
    let initialLoss: Double
    let priorLoss: Double
    let priorOutput: [Double]
    let equalWeightShare: Double
  }

  init(_ scan: LabelScan) {
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
  init(_ statistics: LabelStatistics, share: Double) {
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

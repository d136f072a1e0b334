import Datasets
import Foundation
import Losses
import NeuralNetwork
import Testing
import Training

@Suite struct ScoredTableTests {
  @Test("a model's rows have the losses of its predictions, whatever the weights")
  func losses() throws {
    let drawn = Dataset.synthetic(rows: 150)
    let weights = (0..<150).map { Float($0 % 3) / 2 }
    let table = try ExampleTable(drawn, rowWeights: weights)
    let configuration = TrainingConfiguration.small(epochs: 2)
    let model = table.model(
      try table.fit(configuration, "prior").parameters, network: configuration.network)
    let rows = table.data.split.test
    let scored = model.score(table.data.table, rows: rows, threads: 2)
    let predictions = model.predictions(for: drawn, rows: rows, threads: 1)
    #expect(scored.rows == rows && scored.tasks == model.tasks)
    for (index, label) in scored.labels.enumerated() {
      #expect(label.rows.count > 0 && label.losses.count == label.rows.count)
      #expect(label.constantLosses.count == label.rows.count)
      #expect(label.rows.places.allSatisfy { weights[Int(rows[$0])] > 0 })
      let head = model.heads[index]
      for (row, loss) in label.losses.enumerated() {
        let truth = label.rows.labels[row]
        let outputs = head.label.outputCount
        let place = label.rows.places[row]
        let own = Array(predictions[index][place * outputs..<(place + 1) * outputs])
        let (expected, constant): (Double, Double) =
          switch head.label.kind {
          case .regression:
            ((own[0] - truth) * (own[0] - truth), pow(head.prior[0] - truth, 2))
          case .binary:
            (
              -log(truth == 1 ? own[0] : 1 - own[0]),
              -log(truth == 1 ? head.prior[0] : 1 - head.prior[0])
            )
          case .multiclass: (-log(own[Int(truth)]), -log(head.prior[Int(truth)]))
          case .count: (Self.deviance(truth, own[0]), Self.deviance(truth, head.prior[0]))
          }
        let tolerance = 1e-4 * max(1, abs(truth))
        #expect(abs(loss - expected) <= tolerance, "\(head.label.name)")
        #expect(abs(label.constantLosses[row] - constant) <= tolerance, "\(head.label.name)")
      }
    }
    #expect(scored.evaluations == model.evaluate(table.data.table, rows: rows, threads: 1))
  }

  private static func deviance(_ label: Double, _ mean: Double) -> Double {
    2 * ((label > 0 ? label * log(label / mean) : 0) - label + mean)
  }

  @Test("a prediction that is not finite is a labelled row without a loss")
  func notFinite() throws {
    let scores = try DrawnScores(rows: Array(0..<10), missing: 0, seed: 1)
    let label = scores.table.labels[0]
    var losses = label.losses
    losses[3] = .nan
    let table = ScoredTable(
      rows: scores.table.rows, tasks: [scores.table.tasks[0]],
      labels: [
        ScoredLabel(
          label.statistics, rows: label.rows, losses: losses, constantLosses: label.constantLosses)
      ])
    let task = table.evaluation(Bootstrap(resamples: 50), threads: 1).tasks[0]
    #expect(task.labelled == 10 && task.loss == nil && task.skill == nil)
    #expect(task.constantLoss != nil)
    // Though resamples without that row have one.
    #expect(task.intervals?.loss == nil && task.intervals?.skill == nil)
    #expect(task.intervals?.metrics["mae"] != nil)
  }

  @Test("parts of the rows together are worth what all of the rows are", arguments: [false, true])
  func pooled(weighted: Bool) throws {
    let dataset = Dataset.synthetic(rows: 300)
    let table = try ExampleTable(
      dataset, rowWeights: weighted ? (0..<300).map { Float($0 % 3) } : nil)
    var model = MultiTaskModel(randomFor: table.data, seed: 3)
    model.thresholds = model.labels.map { $0.kind == .binary ? 0.3 : nil }
    let parts = [0..<Int32(90), 90..<91, 200..<300].map { Array($0) }
    func scored(_ rows: [Int32]) -> ScoredTable {
      model.score(table.data.table, rows: rows, threads: 1)
    }
    let groups = (0..<300).map { Int32($0 / 4) }
    let whole = scored(parts.flatMap(\.self))
    let together = ScoredTable(pooling: parts.map(scored), statistics: model.statistics)
    #expect(together.rows == whole.rows)
    #expect(together.evaluations == whole.evaluations)
    let (one, other) = (Bootstrap(seed: 2, resamples: 50), Bootstrap(seed: 2, resamples: 50))
    let evaluation = together.evaluation(one, groups: groups, threads: 1)
    #expect(evaluation.tasks == whole.evaluation(other, groups: groups, threads: 1).tasks)
    #expect(evaluation.tasks.contains { $0.intervals != nil })
  }
}

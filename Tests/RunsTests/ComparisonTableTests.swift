import Comparing
import Datasets
import Foundation
import Losses
import Runs
import Testing
import Training

struct ComparisonTableTests {
  private let tasks = [
    Label(name: "price, net", kind: .regression, loss: .absoluteError),
    Label(
      name: "rain", kind: .binary, loss: .binaryCrossEntropy, classes: ["no", "yes"]),
  ].map(PredictionTask.init)

  private let evaluations = """
    [{"name": "price, net", "kind": "regression", "labelled": 7, "loss": 1.5,
      "constant_loss": 3, "prior_loss": 4, "skill": 0.5, "metrics": {"rmse": 2, "mae": 1.5, "r2": 0.25}},
     {"name": "rain", "kind": "binary", "labelled": 0, "loss": null,
      "constant_loss": null, "prior_loss": 0.5, "skill": null, "metrics": {"roc_auc": null, "average_precision": null, "accuracy": null,
                                 "log_loss": null}}]
    """

  @Test("a line for each run and task, with the metric that tasks are compared by")
  func lines() throws {
    let data = try #require(SmallRun.checkpoints(epochs: 1).first).data
    let epochs = [2.0, 4].enumerated().map { index, seconds in
      History.Epoch(
        number: index + 1, rate: 0.1, seconds: seconds, validationScore: nil,
        tasks: tasks.map { _ in .init(trainingLoss: 1, validationLoss: 1, weight: 1) },
        gradients: nil)
    }
    let fitted = RunOutcome.Fitted(
      history: History(tasks: tasks.map(\.name), epochs: epochs, bestEpoch: 1),
      evaluations: try JSONDecoder().decode([TaskEvaluation].self, from: Data(evaluations.utf8)))
    let records = [
      RunRecord(
        run: PlannedRun(subject: .scheme("prior"), seed: 5), data: data, outcome: .fitted(fitted)),
      RunRecord(
        run: PlannedRun(subject: .task("rain"), seed: 6), data: data,
        outcome: .failed(reason: "it \"diverged\"")),
    ]
    let expected = """
      model,scheme,seed,fold,task,labelled,loss,constant_loss,prior_loss,skill,metric,value,epochs,\
      best_epoch,seconds_per_epoch,failure
      shared,prior,5,,"price, net",7,1.5,3.0,4.0,0.5,mae,1.5,2,1,3.0,
      shared,prior,5,,rain,0,,,0.5,,log_loss,,2,1,3.0,
      single,,6,,rain,,,,,,log_loss,,,,,"it ""diverged\"""

      """
    let text = ComparisonTable.csv(records, tasks: tasks).replacing("\r\n", with: "\n")
    #expect(text == expected)
  }
}

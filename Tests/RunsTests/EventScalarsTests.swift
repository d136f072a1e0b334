import EventFiles
import Exporting
import Foundation
import Runs
import Testing
import Training

struct EventScalarsTests {
  /// Two epochs under a scheme that reads gradients, only the second with metrics.
  private func history() throws -> History {
    let json = """
      {"tasks": ["a", "b/c"], "bestEpoch": 1, "epochs": [
        {"number": 1, "rate": 0.5, "seconds": 2, "validationScore": 0.75, "weights": [1, 0],
         "trainingLosses": [3, null], "validationLosses": [5, null]},
        {"number": 2, "rate": 0.25, "seconds": 0.5, "weights": [7, 8], "trainingLosses": [9, 10],
         "validationLosses": [null, 11], "validationMetrics": [
           {"rmse": 12, "mae": 13, "r2": null},
           {"accuracy": 14, "f1_macro": 15, "log_loss": 16}],
         "gradients": {"norms": [17, 0], "pairs": [
           {"first": 0, "second": 1, "cosine": -0.125, "conflictShare": 1, "steps": 2}]}}]}
      """
    return try JSONDecoder().decode(History.self, from: Data(json.utf8))
  }

  private func numbers(_ step: ScalarStep) -> [String: Double] {
    Dictionary(step.scalars.map { ($0.tag, $0.value) }, uniquingKeysWith: { _, _ in .nan })
  }

  @Test("each epoch is a step with what there was in it, and nothing for what there was not")
  func tags() throws {
    let steps = try history().scalarSteps(from: 100)
    #expect(steps.map(\.number) == [1, 2])
    #expect(
      numbers(steps[0]) == [
        "learning_rate": 0.5, "val/score": 0.75, "train/a_loss": 3, "val/a_loss": 5,
        "weight/a": 1, "weight/b/c": 0,
      ])
    #expect(
      numbers(steps[1]) == [
        "learning_rate": 0.25, "train/a_loss": 9, "train/b/c_loss": 10, "val/b/c_loss": 11,
        "val/a_rmse": 12, "val/a_mae": 13, "val/b/c_accuracy": 14, "val/b/c_f1_macro": 15,
        "val/b/c_log_loss": 16, "weight/a": 7, "weight/b/c": 8, "gradient_norm/a": 17,
        "gradient_norm/b/c": 0, "cosine/a-b/c": -0.125,
      ])
  }

  @Test("an epoch's time is that of its end, whether those before it are left out or not")
  func times() throws {
    let (history, beginning) = (try history(), 1_700_000_000.1)
    let steps = history.scalarSteps(from: beginning)
    #expect(steps.map(\.wallTime) == [1_700_000_002.1, 1_700_000_002.6])
    #expect(history.scalarSteps(after: 1, from: beginning) == Array(steps[1...]))
    #expect(history.scalarSteps(after: 2, from: beginning).isEmpty)
    #expect(history.scalarSteps(after: 3, from: beginning).isEmpty)
  }
}

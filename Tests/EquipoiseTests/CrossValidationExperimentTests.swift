import Equipoise
import Testing

struct CrossValidationExperimentTests {
  /// A label that follows from a number, and which side of 0 that is on.
  private static func dataset(rows: Int = 600) throws -> Dataset {
    let x = (0..<rows).map { Double($0 * 37 % 101) / 50 - 1 }
    return try Dataset([
      .numbers("x", x), .numbers("y", x.map { 3 * $0 + 1 }),
      .texts("side", x.map { $0 > 0 ? "yes" : "no" }),
    ])
  }

  private func experiment() throws -> Experiment {
    var experiment = try Experiment(labels: ["y", "side:binary"])
    experiment.adjust = {
      $0.network.hidden = [8]
      $0.epochs = 20
      $0.learningRate = 1e-2
    }
    return experiment
  }

  @Test("every row is predicted by a model of other rows, and a model of all rows predicts others")
  func wholeWay() throws {
    let outcome = try experiment().crossValidate(
      folds: 3, on: Self.dataset(), refitting: true)
    #expect(outcome.validation.folds.flatMap(\.split.test).sorted() == (0..<600).map { $0 })
    #expect(outcome.outOfFold.rows == 600)
    #expect(outcome.outOfFold.tasks.allSatisfy { $0.skill ?? 0 > 0.4 }, "a constant has 0")
    #expect(outcome.outOfFold.tasks.allSatisfy { $0.intervals?.skill != nil })
    let model = try #require(outcome.model)
    let predicted = try model.predict(on: Dataset([.numbers("x", [-0.9, 0.9])]), interval: 0.9)
    let numbers = try #require(predicted.numbers(of: "y"))
    #expect(numbers[0] < numbers[1])
    #expect(predicted.intervals(of: "y")?.allSatisfy { $0.upperBound.isFinite } == true)
    #expect(try experiment().crossValidate(folds: 3, on: Self.dataset()).model == nil)
  }

  @Test("what makes no folds is refused")
  func refused() throws {
    var experiment = try experiment()
    #expect(throws: DatasetError.self) {
      _ = try experiment.crossValidate(folds: 2, on: Self.dataset())
    }
    experiment.split = RowsInTime("x")
    let error = try #require(throws: DatasetError.self) {
      _ = try experiment.crossValidate(folds: 3, on: Self.dataset())
    }
    #expect(error.problem.contains("in the order of \"x\""))
  }
}

import ArgumentParser
import CommandLineTool
import Datasets
import Losses
import Testing

struct TaskWeightsTests {
  private static let tasks = ["price", "a=b", "sort"].map {
    PredictionTask(Label(name: $0, kind: .regression, loss: .squaredError))
  }

  @Test("tasks without a factor have 1, and of two factors the last holds")
  func values() throws {
    #expect(try TaskWeights(parsing: [], tasks: Self.tasks).values == [1, 1, 1])
    let texts = ["sort=2", "price=0", "sort=0.5"]
    #expect(try TaskWeights(parsing: texts, tasks: Self.tasks).values == [0, 1, 0.5])
  }

  @Test("a name may contain the sign that ends it")
  func nameWithEquals() throws {
    #expect(try TaskWeights(parsing: ["a=b=3"], tasks: Self.tasks).values == [1, 3, 1])
  }

  @Test(
    "what is no factor is refused",
    arguments: ["price", "price=", "price=x", "price=-1", "price=inf", "price=nan", ""])
  func malformed(text: String) throws {
    let error = try #require(throws: ValidationError.self) {
      try TaskWeights(parsing: [text], tasks: Self.tasks)
    }
    #expect(
      error.message
        == "--task-weight is '\(text)', but must be NAME=FACTOR with a factor of 0 or more")
  }

  @Test("a name that is no label's is refused with its nearest neighbour")
  func unknown() throws {
    let error = try #require(throws: ValidationError.self) {
      try TaskWeights(parsing: ["prise=2"], tasks: Self.tasks)
    }
    #expect(
      error.message == #"--task-weight: there is no label 'prise'; did you mean "price"?"#)
  }
}

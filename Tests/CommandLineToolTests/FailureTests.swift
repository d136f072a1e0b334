import ArgumentParser
import Balancing
import CommandLineTool
import Datasets
import DurableFiles
import Exporting
import Optimizers
import Remedies
import Runs
import Statistics
import Testing
import Training

struct FailureTests {
  @Test(
    "the data's and the model's failures exit with 1",
    arguments: [
      DatasetError(.data, problem: "is odd"),
      StatisticsError.noLabels(column: "y"),
      StatisticsError.noWeights(column: "y", labelled: 3),
      BalancingError.nonFinite(task: "y", quantity: .loss, value: .nan, steps: 3),
      BalancingError.negativeLoss(task: "y", value: -1),
      BalancingError.unusableReference(task: "y", reference: "prior", value: 0),
      TrainingError.diverged(epoch: 1, step: 2, task: "y", reason: "its loss was not finite"),
      ModelFileError.changed,
    ] as [any Error])
  func data(error: any Error) {
    #expect(FailureCode(of: error) == .data)
    #expect(FailureCode(of: error).rawValue == 1)
  }

  @Test(
    "the command line's failures exit with 64",
    arguments: [
      DatasetError(.request, problem: "there is no column"),
      BalancingError.unknownScheme(name: "x", suggestion: nil, known: []),
      BalancingError.missingParameter(scheme: "power", parameter: "γ", meaning: "the exponent"),
      BalancingError.badParameter(scheme: "power", parameter: "γ", value: "x", allowed: "a number"),
      BalancingError.weightsDoNotCoverTasks(given: 1, missing: ["y"]),
      TrainingError.invalidOption(name: "\(.epochs)", value: "0", expected: "at least 1"),
      TrainingError.noFeatures,
      TrainingError.nothingShared(scheme: "gradnorm"),
      TrainingError.batchTooSmall(scheme: "sdmgrad-stochastic", rows: 2, parts: 3),
      BalancingError.inflexibleScheme("\(.every)"),
      BalancingError.needlessSketch,
      ValidationError("no"),
    ] as [any Error])
  func usage(error: any Error) {
    #expect(FailureCode(of: error) == .usage)
    #expect(FailureCode(of: error).rawValue == 64)
  }

  @Test("a schedule that cannot be understood is the command line's failure")
  func schedule() throws {
    let error = try #require(throws: (any Error).self) { try Schedule.Decay(parsing: "cos") }
    #expect(FailureCode(of: error) == .usage)
  }

  @Test("the operating system's failures exit with 74")
  func inputOutput() throws {
    let unreadable = DatasetError(.inputOutput, file: "t.csv", problem: "cannot be opened")
    #expect(FailureCode(of: unreadable) == .inputOutput)
    let unwritable = try #require(throws: FileError.self) {
      try RunFolder(path: "/no/such/folder/run").prepare(overwriting: false)
    }
    #expect(FailureCode(of: unwritable) == .inputOutput)
    #expect(FailureCode.inputOutput.rawValue == 74)
  }
}

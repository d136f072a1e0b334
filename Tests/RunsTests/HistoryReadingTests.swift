import Datasets
import Foundation
import ModelExamples
import Runs
import Testing
import Training

struct HistoryReadingTests {
  /// A run's folder with the tables of a history and nothing else.
  private func write(_ history: History, in folder: URL) throws -> RunFolder {
    try Data(history.csv.utf8).write(to: folder.appending(path: "history.csv"))
    try history.gradientCSV.map {
      try Data($0.utf8).write(to: folder.appending(path: "gramian.csv"))
    }
    return RunFolder(path: folder.path)
  }

  /// Names that a reader may trip over, numbers of all their digits.
  private func gradientHistory() throws -> History {
    let json = """
      {"tasks": ["a", "b, \\"c\\"", "NA", "line\\nbreak"], "bestEpoch": 2, "epochs": [
        {"number": 1, "rate": 0.1, "seconds": 1, "weights": [0.1, -2, 3e-300, 0],
         "trainingLosses": [3, null, 5, 6], "validationLosses": [0.30000000000000004, 6, 7, 8]},
        {"number": 2, "rate": 0.1, "seconds": 1, "validationScore": 0.6, "weights": [1, 2, 3, 4],
         "trainingLosses": [3, 4, 5, 6], "validationLosses": [5, 6, 7, 8],
         "gradients": {"norms": [7, 8, 9, 0], "pairs": [
           {"first": 0, "second": 2, "cosine": -0.3333333333333333, "conflictShare": 0.75,
            "steps": 4},
           {"first": 1, "second": 3, "cosine": 1e-17, "conflictShare": 0, "steps": 2}]}}]}
      """
    return try JSONDecoder().decode(History.self, from: Data(json.utf8))
  }

  /// Tasks that were held back, each predicted from an epoch of its own.
  private func ownEpochsHistory() throws -> History {
    let json = """
      {"tasks": ["a", "b"], "bestEpoch": 2, "taskEpochs": [2, 1], "epochs": [
        {"number": 1, "rate": 0.1, "seconds": 1, "weights": [0.1, 2], "damping": [1, 1],
         "trainingLosses": [3, 4], "validationLosses": [2, 3]},
        {"number": 2, "rate": 0.1, "seconds": 1, "weights": [1, 2], "damping": [0.5, 1],
         "trainingLosses": [3, 4], "validationLosses": [1, 4]}]}
      """
    return try JSONDecoder().decode(History.self, from: Data(json.utf8))
  }

  @Test("tasks' own epochs stand in a column each, and one that is in none is an error")
  func kept() throws {
    let history = try ownEpochsHistory()
    let header = "a_train_loss,a_val_loss,a_weight,a_damping,a_kept,b_train_loss"
    #expect(history.csv.contains(header))
    #expect(history.csv.contains(",3.0,2.0,0.1,1.0,0,4.0,3.0,2.0,1.0,1\n"))
    #expect(history.csv.contains(",3.0,1.0,1.0,0.5,1,4.0,4.0,2.0,1.0,0\n"))
    try inTemporaryFolder { folder in
      let run = try write(history, in: folder)
      try Data(history.csv.replacing("1.0,1\n", with: "1.0,0\n").utf8)
        .write(to: folder.appending(path: "history.csv"))
      let error = try #require(throws: DatasetError.self) {
        try run.readHistory(tasks: ["a", "b"])
      }
      #expect(error.description.contains("column \"b_kept\": no epoch has a 1"), "\(error)")
    }
  }

  @Test("what is read is what was written, to the last digit")
  func roundTrip() throws {
    for history in [try exampleHistory(), try gradientHistory(), try ownEpochsHistory()] {
      try inTemporaryFolder { folder in
        let run = try write(history, in: folder)
        #expect(try run.readHistory(tasks: history.tasks) == history)
      }
    }
  }

  @Test("without gramian.csv the lengths of the gradients are left, without history.csv nothing")
  func missingTables() throws {
    try inTemporaryFolder { folder in
      let history = try gradientHistory()
      let run = try write(history, in: folder)
      try FileManager.default.removeItem(at: folder.appending(path: "gramian.csv"))
      let read = try #require(try run.readHistory(tasks: history.tasks))
      #expect(read.epochs[1].gradients == GradientSummary(norms: [7, 8, 9, 0], pairs: []))
      #expect(read.epochs.map(\.weights) == history.epochs.map(\.weights))
      try FileManager.default.removeItem(at: folder.appending(path: "history.csv"))
      #expect(try run.readHistory(tasks: history.tasks) == nil)
    }
  }

  @Test(
    "a table that is not as it was written is an error that says where",
    arguments: [
      ("history.csv", "price_weight", "price_w", "there is no column \"price_weight\""),
      ("history.csv", "12.5", "a dozen", ":2: column \"price_train_loss\": \"a dozen\" is not a"),
      ("history.csv", "2,1e-05", "2.5,1e-05", ":3: column \"epoch\": 2.5 is not a whole number"),
      ("history.csv", ",0.3333333333333333,", ",,", ":3: column \"price_weight\": a number is mis"),
    ])
  func damage(name: String, old: String, new: String, message: String) throws {
    try inTemporaryFolder { folder in
      let history = try exampleHistory()
      let run = try write(history, in: folder)
      let file = folder.appending(path: name)
      let text = try String(contentsOf: file, encoding: .utf8)
      try #require(text.contains(old))
      try Data(text.replacing(old, with: new).utf8).write(to: file)
      let error = try #require(throws: DatasetError.self) {
        try run.readHistory(tasks: history.tasks)
      }
      #expect(error.description.contains(message), "\(error)")
      #expect(error.kind == .data)
    }
  }

  @Test("a pair of a task that the model has not is an error")
  func foreignPair() throws {
    try inTemporaryFolder { folder in
      let history = try gradientHistory()
      let run = try write(history, in: folder)
      let table = "epoch,task,other_task,mean_cosine,conflict_share,steps\n2,a,z,0,0,1\n"
      try Data(table.utf8).write(to: folder.appending(path: "gramian.csv"))
      let error = try #require(throws: DatasetError.self) {
        try run.readHistory(tasks: history.tasks)
      }
      #expect(error.description.contains(":2: column \"other_task\": \"z\" is not a task"))
    }
  }
}

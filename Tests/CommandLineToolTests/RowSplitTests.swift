import Foundation
import Testing

/// The ways to say which rows are for what, and what each task counts for.
struct RowSplitTests {
  struct Metrics: Decodable {
    let rows: Rows
    let validation: Part?
    let test: Part?

    struct Rows: Decodable, Equatable {
      let train: Int
      let validation: Int
      let test: Int
    }

    struct Part: Decodable {
      let rows: Int
    }
  }

  private let place: TemporaryFolder

  init() throws {
    place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
  }

  /// Fits the fruit's mass and sort into the run and returns its metrics.
  private func train(_ run: String, _ data: String, _ more: String...) throws -> Metrics {
    let outcome = try place.run(
      [
        "train", data, "--label", "y_mass", "--label", "y_sort", "--ignore", "n_*", "--epochs",
        "3", "--hidden", "8", "-o", run,
      ] + more)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Metrics.self, from: place.bytes("\(run)/metrics.json"))
  }

  @Test("without a word, eight rows of ten are for training and one each for the rest")
  func standard() throws {
    #expect(try train("r", "fruit.csv").rows == .init(train: 32, validation: 4, test: 4))
  }

  @Test("shares may be given, and a part may be empty")
  func shares() throws {
    let halves = try train("a", "fruit.csv", "--split", "0.5,0.25,0.25")
    #expect(halves.rows == .init(train: 20, validation: 10, test: 10))
    let all = try train("b", "fruit.csv", "--split", "1,0,0")
    #expect(all.rows == .init(train: 40, validation: 0, test: 0))
    #expect(all.validation == nil)
    #expect(all.test == nil)
  }

  @Test("a column and files that say the same give the same model")
  func columnAndFiles() throws {
    let body = Array(Fruit.records.dropFirst())
    try place.write(table([Fruit.header] + body[..<25]), as: "train.csv")
    try place.write(table([Fruit.header] + body[25..<32]), as: "validation.csv")
    try place.write(table([Fruit.header] + body[32...]), as: "test.csv")
    let parts = body.enumerated().map { row, record in
      record + [row < 25 ? "train" : row < 32 ? "valid" : "Test"]
    }
    try place.write(table([Fruit.header + ["part"]] + parts), as: "parts.csv")
    let byFiles = try train(
      "files", "train.csv", "--validation", "validation.csv", "--test", "test.csv")
    let byColumn = try train("column", "parts.csv", "--split-column", "part")
    #expect(byFiles.rows == .init(train: 25, validation: 7, test: 8))
    #expect(byColumn.rows == byFiles.rows)
    #expect(
      try place.bytes("files/model.safetensors") == place.bytes("column/model.safetensors"))
  }

  @Test("a task's factor changes what is learnt, and a factor of 1 changes nothing")
  func taskWeights() throws {
    _ = try train("plain", "fruit.csv")
    _ = try train("one", "fruit.csv", "--task-weight", "y_mass=1")
    _ = try train("four", "fruit.csv", "--task-weight", "y_mass=4")
    let plain = try place.bytes("plain/model.safetensors")
    #expect(try place.bytes("one/model.safetensors") == plain)
    #expect(try place.bytes("four/model.safetensors") != plain)
  }

  @Test("a task of factor 0 stays where it began, at the prior")
  func silencedTask() throws {
    _ = try train("r", "fruit.csv", "--task-weight", "y_mass=0", "--split", "1,0,0")
    let predictions = try place.run("predict", "r", "fruit.csv", "-o", "-").records
    let masses = Fruit.records.dropFirst().compactMap { Double($0[3]) }
    let mean = masses.reduce(0, +) / Double(masses.count)
    for row in predictions.dropFirst() {
      let mass = try #require(Double(row[0]))
      #expect(abs(mass / mean - 1) < 1e-5)
    }
  }
}

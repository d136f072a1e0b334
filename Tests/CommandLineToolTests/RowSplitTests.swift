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

  /// The cells of a table's column by the part that each row is in.
  private func parts(
    of run: String, _ table: [[String]], column: String
  ) throws -> [String: [String]] {
    let text = String(decoding: try place.bytes("\(run)/split.csv"), as: UTF8.self)
    let split = records(text)
    #expect(split[0] == ["row", "part"])
    #expect(split.dropFirst().map { $0[0] } == (1..<table.count).map(String.init))
    let index = try #require(table[0].firstIndex(of: column))
    return Dictionary(
      grouping: zip(split, table).dropFirst().map { ($0[1], $1[index]) }, by: \.0
    ).mapValues { $0.map(\.1) }
  }

  @Test("what each row was for is written, and can be given again")
  func splitFile() throws {
    let first = try train("a", "fruit.csv", "--seed", "3")
    let again = try train(
      "b", "fruit.csv", "--seed", "3", "--split-file", place.folder.path + "/a/split.csv")
    #expect(first.rows == again.rows)
    #expect(try place.bytes("a/split.csv") == place.bytes("b/split.csv"))
    #expect(try place.bytes("a/model.safetensors") == place.bytes("b/model.safetensors"))
    let plain = try train("c", "fruit.csv", "--seed", "3", "--no-stratify")
    #expect(plain.rows == first.rows)
    #expect(try place.bytes("a/split.csv") != place.bytes("c/split.csv"))
    let outcome = try place.run(
      "train", "fruit.csv", "--label", "y_mass", "--ignore", "n_*", "-o", "d", "--split-file",
      "fruit.csv")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("there is no column \"row\""), "\(outcome.errors)")
  }

  @Test("rows of one group are in one part, and nothing is learnt from what names the groups")
  func groups() throws {
    let records = Fruit.records.enumerated().map { row, record in
      record + [row == 0 ? "tree" : "\(row % 9)"]
    }
    try place.write(table(records), as: "trees.csv")
    _ = try train("r", "trees.csv", "--split-by", "tree")
    let parts = try parts(of: "r", records, column: "tree").mapValues(Set.init)
    #expect(parts.count == 3)
    #expect(parts.values.map(\.count).reduce(0, +) == 9)
    #expect(try place.run("predict", "r", "fruit.csv", "-o", "-").status == 0)
  }

  @Test("the latest rows are the test, and days between the parts are left out")
  func time() throws {
    let records = Fruit.records.enumerated().map { row, record in
      let day = row * 7 % 31 + 1
      return record + [row == 0 ? "picked" : "2024-03-\(day < 10 ? "0" : "")\(day)"]
    }
    try place.write(table(records), as: "picked.csv")
    _ = try train(
      "r", "picked.csv", "--split-by-time", "picked", "--split-gap", "2d", "--ignore", "picked")
    let parts = try parts(of: "r", records, column: "picked")
    let train = try #require(parts["train"]?.max()).suffix(2)
    let validation = try #require(parts["validation"])
    let test = try #require(parts["test"])
    func day(_ text: some StringProtocol) throws -> Int { try #require(Int(text.suffix(2))) }
    #expect(try day(train) + 2 <= validation.map(day).min() ?? 0)
    #expect(try (validation.map(day).max() ?? 99) + 2 <= test.map(day).min() ?? 0)
    #expect(parts[""]?.isEmpty == false)
    // It was ignored, and is no feature: tables without it can be predicted.
    #expect(try place.run("predict", "r", "fruit.csv", "-o", "-").status == 0)
    _ = try self.train("weeks", "picked.csv", "--split-by", "picked:week")
    let weeks = try self.parts(of: "weeks", records, column: "picked").mapValues { dates in
      // 4 March 2024 was a Monday.
      try Set(dates.map { (try day($0) + 3) / 7 })
    }
    #expect(weeks.values.map(\.count).reduce(0, +) == 5)
  }

  @Test("what makes figures too good is told: rows that stand twice, and a label in disguise")
  func warnings() throws {
    let rows = Fruit.records.dropFirst()
    try place.write(table([Fruit.header] + rows + rows), as: "twice.csv")
    func errors(_ more: String...) throws -> String {
      try place.run(
        ["train", "twice.csv", "--label", "y_sort", "--epochs", "1", "-o", "r", "--overwrite"]
          + more
      ).errors
    }
    let told = try errors("--ignore", "n_*,y_mass")
    #expect(told.contains("of the 8 test rows"), "\(told)")
    #expect(told.contains("the same features as a training row"), "\(told)")
    #expect(told.contains("which equals twice.csv:"), "\(told)")
    #expect(told.contains("use --repeats-together to keep such rows in one part"), "\(told)")
    let together = try errors("--ignore", "n_*,y_mass", "--repeats-together")
    #expect(!together.contains("same features"), "\(together)")

    let disguised = rows.map { record in
      record + [record[Fruit.header.firstIndex(of: "y_sort") ?? 0].uppercased() + "!"]
    }
    try place.write(table([Fruit.header + ["code"]] + disguised), as: "twice.csv")
    let noticed = try errors("--ignore", "n_*,y_mass")
    #expect(
      noticed.contains("column \"code\": the label \"y_sort\" follows from this column"),
      "\(noticed)")
    #expect(noticed.contains("use --ignore code to leave it out"), "\(noticed)")
  }

  @Test(
    "ways that exclude each other are refused",
    arguments: [
      (["--split-by", "a", "--split-by-time", "b"], "both say how rows are split"),
      (["--split-by", "a", "--no-stratify"], "groups of rows are always stratified"),
      (["--split-by-time", "a", "--stratify"], "cannot be stratified"),
      (["--split-gap", "3"], "--split-gap is for --split-by-time"),
      (["--split-file", "a", "--split", "1,0,0"], "leave --split out"),
      (["--split-column", "a", "--stratify"], "leave --stratify out"),
      (["--split-by-time", "a", "--split-gap", "3y"], "is no gap"),
      (["--split-by", "y_mass"], "is a label too"),
    ])
  func refusals(options: [String], words: String) throws {
    let outcome = try place.run(
      ["train", "fruit.csv", "--label", "y_mass", "-o", "r"] + options)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
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

import Foundation
import Testing

/// The options that say how tables are read and what their columns and rows are for.
struct ReadingTests {
  /// What `prior --json` prints of the fruit's mass, ripeness and sort, after writing some files.
  private func prior(
    _ files: [String: String], _ arguments: [String], input: String = ""
  ) throws -> String {
    let place = try TemporaryFolder()
    for (name, text) in files { try place.write(text, as: name) }
    let labels = ["--label", "y_mass", "--label", "y_ripe", "--label", "y_sort"]
    let outcome = try place.run(
      ["prior"] + arguments + labels + ["--json"], input: Data(input.utf8))
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }

  private func priorOfFruit() throws -> String {
    try prior(["t.csv": Fruit.text], ["t.csv"])
  }

  private func split(_ records: [[String]], at row: Int) -> (first: String, second: String) {
    (table(Array(records[..<row])), table([records[0]] + records[row...]))
  }

  @Test("several files are one table, whatever the order of their columns")
  func severalFiles() throws {
    let (first, second) = split(Fruit.records, at: 20)
    let other = table(records(second).map { $0.reversed() })
    let parts = try prior(["a.csv": first, "b.csv": other], ["a.csv", "b.csv"])
    #expect(try parts == priorOfFruit())
  }

  @Test("a file whose columns differ is refused by name")
  func otherColumns() throws {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "a.csv")
    try place.write("length,y_mas\n1,2\n", as: "b.csv")
    let outcome = try place.run("prior", "a.csv", "b.csv", "--label", "y_mass")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors
        == #"Error: b.csv:1: column "y_mass": the column is missing, though a.csv has it; "#
        + "give all files the same columns, or use --ignore y_mass\n")
  }

  @Test("- is the standard input, for training and predicting as well")
  func standardInput() throws {
    #expect(try prior([:], ["-"], input: Fruit.text) == priorOfFruit())
    let place = try TemporaryFolder()
    let input = Data(Fruit.text.utf8)
    let train = try place.run(
      "train", "-", "--label", "y_mass", "--ignore", "n_*", "--epochs", "1", "-o", "run",
      input: input)
    #expect(train.status == 0, "\(train.errors)")
    let predictions = try place.run("predict", "run", "-", "-o", "-", input: input)
    #expect(predictions.records.count == 41)
  }

  @Test("tabs, semicolons and bars are found, or told", arguments: ["\t", ";", "|"])
  func delimiters(character: String) throws {
    let text = Fruit.text.replacingOccurrences(of: ",", with: character)
    #expect(try prior(["t": text], ["t"]) == priorOfFruit())
    let named = character == "\t" ? "tab" : character
    #expect(try prior(["t": text], ["t", "--delimiter", named]) == priorOfFruit())
  }

  @Test("a decimal comma is read when asked for")
  func decimalComma() throws {
    let place = try TemporaryFolder()
    try place.write("x;y\n1;1,5\n2;-2,25\n3;0,5\n", as: "t.csv")
    try place.write("x,y\n1,1.5\n2,-2.25\n3,0.5\n", as: "point.csv")
    let comma = try place.run("prior", "t.csv", "--label", "y", "--decimal", ",", "--json")
    let point = try place.run("prior", "point.csv", "--label", "y", "--json")
    #expect(comma.status == 0, "\(comma.errors)")
    #expect(comma.output == point.output)
    #expect(try place.run("prior", "t.csv", "--label", "y").status == 1)
  }

  private struct Report: Decodable {
    let tasks: [Task]
    struct Task: Decodable {
      let labelled: Int
      let kind: String
    }
  }

  /// What `prior` says of the one label of the table.
  private func task(in place: TemporaryFolder, _ more: String...) throws -> Report.Task {
    let outcome = try place.run(["prior", "t.csv", "--label", "y", "--json"] + more)
    return try #require(try outcome.json(Report.self).tasks.first)
  }

  @Test("a marker of one's own is missing, and so are the usual ones unless they are not to be")
  func missing() throws {
    let place = try TemporaryFolder()
    try place.write("x,y\n1,1\n2,-9\n3,NA\n4,4\n5,\n6,2.5\n", as: "t.csv")
    #expect(try task(in: place).labelled == 4)
    #expect(try task(in: place, "--missing", "-9").labelled == 3)
    #expect(try task(in: place, "--missing", "-9", "--missing", "2.5").labelled == 2)
    let refused = try place.run("prior", "t.csv", "--label", "y", "--no-usual-missing")
    #expect(refused.status == 1)
    #expect(refused.errors.hasPrefix(#"Error: t.csv:4: column "y": "NA" is not a number"#))
  }

  @Test("categories that look like numbers are kept apart when they are declared")
  func categorical() throws {
    let place = try TemporaryFolder()
    let rows = (0..<30).map { ["0\($0 % 3)", "\($0 % 3)\($0 % 2)", "\($0)"] }
    try place.write(table([["zip", "code", "y"]] + rows), as: "t.csv")
    let train = try place.run(
      "train", "t.csv", "--label", "y", "--categorical", "zip", "--epochs", "1", "-o", "run")
    #expect(train.status == 0, "\(train.errors)")
    let lines = try place.run("inspect", "run").output.split(separator: "\n")
    let zip = lines.first { $0.hasPrefix("zip ") }
    let code = lines.first { $0.hasPrefix("code ") }
    #expect(zip?.contains("one-hot") == true)
    #expect(zip?.contains("00, 01, 02") == true)
    #expect(code?.contains("number") == true)
  }

  @Test(
    "a row of weight 2 counts as two rows",
    arguments: [
      ["y_mass", "y_ripe", "y_sort", "y_seeds:count"], ["y_mass:regression:absolute"],
      ["y_mass:regression:huber"],
    ])
  func weights(labels: [String]) throws {
    struct Report: Decodable {
      let tasks: [Task]
      struct Task: Decodable {
        let initial_loss: Double
        let prior_loss: Double
        let prior_output: [Double]
      }
    }
    let place = try TemporaryFolder()
    let body = Fruit.records.dropFirst()
    let weighted = body.enumerated().map { $1 + [$0 % 3 == 0 ? "2" : "1"] }
    let doubled = body.enumerated().flatMap { Array(repeating: $1, count: $0 % 3 == 0 ? 2 : 1) }
    try place.write(table([Fruit.header + ["w"]] + weighted), as: "weighted.csv")
    try place.write(table([Fruit.header] + doubled), as: "doubled.csv")
    func tasks(_ arguments: String...) throws -> [Report.Task] {
      let named = labels.flatMap { ["--label", $0] }
      let report: Report = try place.run(["prior", "--json"] + arguments + named).json()
      return report.tasks
    }
    let ones = try tasks("weighted.csv", "--weight-column", "w")
    let twos = try tasks("doubled.csv")
    #expect(ones.count == labels.count)
    #expect(twos.count == labels.count)
    for (one, two) in zip(ones, twos) {
      #expect(abs(one.initial_loss / two.initial_loss - 1) < 1e-12)
      #expect(abs(one.prior_loss / two.prior_loss - 1) < 1e-12)
      #expect(zip(one.prior_output, two.prior_output).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }
}

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
        + "give all files the same columns, use --union-columns to read what a file lacks as missing "
        + "in its rows, or --ignore y_mass\n")
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

  @Test("what stands around the records is skipped when asked for")
  func layouts() throws {
    let body = Fruit.text.split(separator: "\n").map(String.init)
    let expected = try priorOfFruit()
    let title = ["title", ""].joined(separator: "\n") + "\n" + Fruit.text
    #expect(try prior(["t": title], ["t", "--skip-lines", "1"]) == expected)
    let comments = (["# \"by hand"] + body[..<9] + ["#"] + body[9...]).joined(separator: "\n")
    #expect(try prior(["t": comments], ["t", "--comment", "#"]) == expected)
    let units = body[0].split(separator: ",").map { _ in "[u]" }.joined(separator: ",")
    let below = ([body[0], units] + body[1...]).joined(separator: "\n")
    #expect(try prior(["t": below], ["t", "--units-line"]) == expected)
    let spreadsheet = "sep=;\r\n" + Fruit.text.replacingOccurrences(of: ",", with: ";")
    #expect(try prior(["t": spreadsheet], ["t"]) == expected)
    let joined = Fruit.text + body[0] + "\n" + body[0].filter { $0 == "," } + "\n"
    #expect(try prior(["t": joined], ["t"]) == expected)
  }

  @Test("runs of blanks, no header, and files of one label each are read, and so by the model")
  func otherTables() throws {
    let place = try TemporaryFolder()
    let rows = (0..<30).map { [$0, $0 * $0 % 7, $0 % 5] }
    let blanks = rows.map { "  \($0[0])\t \($0[1])   \($0[2]) \n" }.joined()
    try place.write(blanks, as: "bare.txt")
    let names = "  x1 x2\t x3\n"
    try place.write(names + blanks, as: "named.txt")
    let layout = ["--delimiter", "whitespace"]
    let bare = try place.run(
      ["prior", "bare.txt", "--no-header", "--label", "x3", "--json"] + layout)
    let named = try place.run(["prior", "named.txt", "--label", "x3", "--json"] + layout)
    #expect(bare.status == 0, "\(bare.errors)")
    #expect(bare.output == named.output)
    let train = try place.run(
      ["train", "bare.txt", "--no-header", "--label", "x3", "--epochs", "1", "-o", "run"] + layout)
    #expect(train.status == 0, "\(train.errors)")
    let predictions = try place.run("predict", "run", "bare.txt", "-o", "-")
    #expect(predictions.records.count == 31)

    try place.write("x,a\n1,1.5\n2,2.5\n", as: "a.csv")
    try place.write("x,b\n3,0\n4,1\n5,1\n", as: "b.csv")
    try place.write("x,a,b\n1,1.5,\n2,2.5,\n3,,0\n4,,1\n5,,1\n", as: "whole.csv")
    let labels = ["--label", "a", "--label", "b", "--json"]
    let united = try place.run(["prior", "a.csv", "b.csv", "--union-columns"] + labels)
    #expect(united.status == 0, "\(united.errors)")
    #expect(try united.output == place.run(["prior", "whole.csv"] + labels).output)
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

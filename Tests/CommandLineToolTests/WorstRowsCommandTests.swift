import Foundation
import Testing

/// What `equipoise evaluate --worst` names: the rows that cost most.
struct WorstRowsCommandTests {
  private struct Report: Decodable {
    let worst: [Row]?

    struct Row: Decodable {
      let label, file, actual, predicted: String
      let line: Int
      let loss: Double
    }
  }

  /// A run on a table of which two rows are far from what the others say.
  private func trained() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "t.csv")
    let outcome = try place.run(
      "train", "t.csv", "-o", "run", "--label", "y_mass", "--label", "y_ripe", "--label", "y_sort",
      "--ignore", "n_*,y_seeds", "--hidden", "5", "--epochs", "20", "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return place
  }

  /// The predictions of the table's rows, by the names of their columns.
  private func predictions(_ place: TemporaryFolder, _ table: String) throws -> [[String: String]] {
    #expect(try place.run("predict", "run", table, "-o", "p.csv", "--quiet").status == 0)
    let lines = records(String(decoding: try place.bytes("p.csv"), as: UTF8.self))
    return lines.dropFirst().map { line in
      Dictionary(zip(lines[0], line), uniquingKeysWith: { first, _ in first })
    }
  }

  @Test("the rows that cost most are named by file and line, with what was predicted of them")
  func worst() throws {
    let place = try trained()
    // A comment's worth of lines lies before the second file's rows, and one label is missing.
    let rows = Array(Fruit.records.dropFirst())
    try place.write(table([Fruit.header] + rows.prefix(25)), as: "one.csv")
    var others = rows.dropFirst(25).map { $0 }
    others[3][3] = ""
    try place.write(table([Fruit.header]) + "\n\n" + table(others), as: "two.csv")
    let report: Report = try place.run(
      "evaluate", "run", "one.csv", "two.csv", "--worst", "50", "--json", "--quiet"
    ).json()
    let worst = try #require(report.worst)

    try place.write(table([Fruit.header] + rows.prefix(25) + others), as: "all.csv")
    let predicted = try predictions(place, "all.csv")
    let labels = (rows.prefix(25) + others).map { row in
      Dictionary(zip(Fruit.header, row), uniquingKeysWith: { first, _ in first })
    }
    for (label, count) in [("y_mass", 39), ("y_ripe", 40), ("y_sort", 40)] {
      let found = worst.filter { $0.label == label }
      #expect(found.count == count)
      #expect(found.map(\.loss) == found.map(\.loss).sorted(by: >))
      for row in found {
        let index = row.file == "one.csv" ? row.line - 2 : 25 + row.line - 4
        #expect(Double(row.actual) == labels[index][label].flatMap { Double($0) })
        if label != "y_mass" { #expect(row.actual == labels[index][label]) }
        #expect(row.predicted == predicted[index][label])
        let cost: Double
        if label == "y_mass" {
          let error = try #require(Double(row.predicted)) - (try #require(Double(row.actual)))
          cost = error * error
        } else {
          cost = -log(try #require(Double(predicted[index]["\(label)=\(row.actual)"] ?? "")))
        }
        #expect(abs(row.loss - cost) <= 1e-3 * max(1, cost), "\(label) \(row.file):\(row.line)")
      }
    }
  }

  @Test("so many are named of each label, printed, in JSON or in a file")
  func forms() throws {
    let place = try trained()
    let printed = try place.run("evaluate", "run", "t.csv", "--worst", "2", "--quiet").output
    let report: Report = try place.run(
      "evaluate", "run", "t.csv", "--worst", "2", "--json", "--quiet"
    ).json()
    let worst = try #require(report.worst)
    #expect(worst.map(\.label) == ["y_mass", "y_mass", "y_ripe", "y_ripe", "y_sort", "y_sort"])
    let lines = printed.split(separator: "\n").suffix(6)
    for (line, row) in zip(lines, worst) {
      let cells = line.split(separator: " ").map(String.init)
      #expect(cells.prefix(4) == [row.label, "t.csv:\(row.line)", row.actual, row.predicted])
    }
    let written = try place.run(
      "evaluate", "run", "t.csv", "--worst", "2", "--worst-output", "w.csv.gz")
    #expect(written.status == 0 && !written.output.contains("t.csv:"))
    #expect(written.errors.contains("wrote 6 rows to w.csv.gz"))
    let table = records(try place.gunzip("w.csv.gz"))
    #expect(table.first == ["label", "file", "line", "actual", "predicted", "loss"])
    #expect(
      table.dropFirst().map { Array($0.prefix(5)) }
        == worst.map { [$0.label, $0.file, "\($0.line)", $0.actual, $0.predicted] })
    for (record, row) in zip(table.dropFirst(), worst) {
      #expect(Float(try #require(Double(record[5]))) == Float(row.loss))
    }
    let without: Report = try place.run("evaluate", "run", "t.csv", "--json", "--quiet").json()
    #expect(without.worst == nil)
  }

  @Test("options that contradict each other are refused before anything is read")
  func refused() throws {
    let place = try TemporaryFolder()
    for (options, problem) in [
      (["--worst", "0"], "--worst is 0, but must be at least 1"),
      (["--worst-output", "w.csv"], "--worst-output needs --worst"),
      (["--worst", "1", "--worst-output", "-"], "where the measures are printed"),
    ] {
      let outcome = try place.run(["evaluate", "none", "none.csv"] + options)
      #expect(outcome.status == 64 && outcome.errors.contains(problem), "\(outcome.errors)")
    }
  }
}

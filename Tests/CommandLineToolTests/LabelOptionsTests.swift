import Foundation
import Testing

@Suite("Tasks of several columns on the command line")
struct LabelOptionsTests {
  /// Three coordinates, two flags and a number, of which some cells are missing.
  private func table(_ place: TemporaryFolder) throws -> [[Double?]] {
    var rows: [[Double?]] = []
    var text = "a,b,x,flag_1,y,k,z,flag_2\n"
    for row in 0..<240 {
      let (a, b) = (Double(row % 17) - 8, Double(row * 7 % 23) - 11)
      let cells: [Double?] = [
        a, b, a + b, a > 0 ? 1 : 0, row % 5 == 0 ? nil : 100 * a, b * b, row % 3 == 0 ? nil : a * b,
        b > 2 ? 1 : 0,
      ]
      rows.append(cells)
      text += cells.map { $0.map { "\($0)" } ?? "" }.joined(separator: ",") + "\n"
    }
    try place.write(text, as: "table.csv")
    return rows
  }

  private static let place = "place=x,y,z:regression:squared"

  private struct Priors: Decodable {
    let tasks: [Task]
    struct Task: Decodable {
      let name: String
      let labelled: Int
      let prior_loss: Double
      let labels: [Task]?
    }
  }

  private struct Evaluation: Decodable {
    let tasks: [Task]
    struct Task: Decodable {
      let name: String
      let labelled: Int
      let loss: Double
      let constant_loss: Double
      let metrics: [String: Double?]
      let labels: [Task]?
    }
  }

  @Test("the prior loss of a sum is the total variance, that of a mean the mean over cells")
  func prior() throws {
    let folder = try TemporaryFolder()
    let rows = try table(folder)
    func prior(_ reduction: String) throws -> Priors.Task {
      let outcome = try folder.run(
        "prior", "table.csv", "--task", "\(Self.place):\(reduction)", "--label", "k", "--json")
      try #require(outcome.status == 0, "\(outcome.errors)")
      let found = try outcome.json(Priors.self)
      #expect(found.tasks.map(\.name) == ["place", "k"])
      return found.tasks[0]
    }
    let columns = [2, 4, 6].map { column in rows.compactMap { $0[column] } }
    let variances = columns.map { values in
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
    let sum = try prior("sum")
    #expect(abs(sum.prior_loss / variances.reduce(0, +) - 1) < 1e-12)
    #expect(sum.labels?.map(\.name) == ["x", "y", "z"])
    let mean = try prior("mean")
    let cells = columns.reduce(0) { $0 + $1.count }
    let expected = zip(columns, variances).reduce(0) { $0 + Double($1.0.count) * $1.1 }
    #expect(mean.labelled == cells)
    #expect(abs(mean.prior_loss / (expected / Double(cells)) - 1) < 1e-12)
  }

  @Test(
    "a task of several columns is trained, predicted, evaluated and resumed",
    arguments: ["mean", "sum"])
  func wholeWay(reduction: String) throws {
    let folder = try TemporaryFolder()
    _ = try table(folder)
    func train(_ run: String, _ more: String...) throws {
      let outcome = try folder.run(
        [
          "train", "table.csv", "--task", "\(Self.place):\(reduction)", "--task", "flags=flag_*",
          "--label", "k", "--hidden", "8", "--towers", "4", "--balance", "mgda", "--threads", "2",
          "--schedule", "constant",
          "--quiet", "-o", run,
        ] + more)
      try #require(outcome.status == 0, "\(outcome.errors)")
    }
    try train("run", "--epochs", "6")
    let history = records(String(decoding: try folder.bytes("run/history.csv"), as: UTF8.self))
    for name in ["place", "flags", "k"] { #expect(history[0].contains("\(name)_weight")) }
    #expect(!history[0].contains("x_weight"))

    let predicted = try folder.run(
      "predict", "run", "table.csv", "--no-probabilities", "--quiet", "-o", "-")
    #expect(predicted.records[0] == ["x", "y", "z", "flag_1", "flag_2", "k"])
    #expect(predicted.records.count == 241)

    let evaluated = try folder.run("evaluate", "run", "table.csv", "--json", "--quiet")
    let tasks = try evaluated.json(Evaluation.self).tasks
    #expect(tasks.map(\.name) == ["place", "flags", "k"])
    for task in tasks.prefix(2) {
      let labels = try #require(task.labels)
      let sums = reduction == "sum" && task.name == "place"
      func together(_ value: (Evaluation.Task) -> Double) -> Double {
        labels.reduce(0) {
          $0 + value($1) * (sums ? 1 : Double($1.labelled) / Double(task.labelled))
        }
      }
      #expect(abs(task.loss / together(\.loss) - 1) < 1e-9)
      #expect(abs(task.constant_loss / together(\.constant_loss) - 1) < 1e-9)
      #expect(task.labelled == labels.reduce(0) { $0 + $1.labelled })
      let metric = task.name == "place" ? "rmse" : "log_loss"
      let values = labels.compactMap { $0.metrics[metric] ?? nil }
      let average = try #require(task.metrics[metric] ?? nil)
      #expect(abs(average - values.reduce(0, +) / Double(values.count)) < 1e-12)
    }
    #expect(tasks[2].labels == nil)
    let printed = try folder.run("evaluate", "run", "table.csv", "--quiet").output
    for name in ["place ", "place: x", "place: z", "flags: flag_2", "k "] {
      #expect(printed.split(separator: "\n").contains { $0.hasPrefix(name) }, "\(printed)")
    }

    try train("again", "--epochs", "3", "--checkpoint-every", "epoch")
    let resumed = try folder.run("train", "--resume", "again", "--epochs", "6", "--quiet")
    try #require(resumed.status == 0, "\(resumed.errors)")
    #expect(try folder.bytes("again/model.safetensors") == folder.bytes("run/model.safetensors"))
  }

  @Test("schemes are compared on the tasks, not on their columns")
  func compare() throws {
    let folder = try TemporaryFolder()
    _ = try table(folder)
    let outcome = try folder.run(
      "compare", "table.csv", "--task", Self.place, "--label", "k", "--balance", "prior",
      "--balance", "upgrad", "--seeds", "1", "--epochs", "2", "--hidden", "4", "--quiet",
      "-o", "out")
    try #require(outcome.status == 0, "\(outcome.errors)")
    struct Document: Decodable {
      let tasks: [Task]
      struct Task: Decodable { let name: String }
    }
    let document = try JSONDecoder().decode(
      Document.self, from: folder.bytes("out/compare.json"))
    #expect(document.tasks.map(\.name) == ["place", "k"])
  }

  @Test(
    "what contradicts itself is refused with what to do",
    arguments: [
      (["--task", "g=x,nothing"], "nothing"),
      (["--task", "g=x,flag_1"], "say what they are: g=COLUMNS:KIND"),
      (["--task", "g=x,y", "--task", "h=y,z"], "two labels name this column"),
      (["--task", "g=x", "--task", "g=y"], "give each a name of its own"),
      (["--task", "k=x,y", "--label", "k"], "two tasks are called \"k\""),
    ])
  func refused(options: [String], message: String) throws {
    let folder = try TemporaryFolder()
    _ = try table(folder)
    let outcome = try folder.run(["train", "table.csv", "-o", "run"] + options)
    #expect([1, 64].contains(outcome.status))
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(try folder.contents() == ["table.csv"])
  }
}

import Foundation
import RandomNumbers
import Testing

/// What cells and classes count for, and thresholds, from the command line to predictions.
struct WeightedLabelTests {
  /// A flag of which one row in five is positive, a number, and weights.
  private static let rows: [(x: Double, flag: Bool, y: Double, w: Int)] = {
    var generator = SeededGenerator(seed: 6, stream: .split)
    return (0..<250).map { row in
      let x = generator.uniform() * 2 - 1
      let isPositive = x + 0.7 * generator.normal() > 0.9
      return (x, isPositive, 3 * x + generator.normal(), 1 + row % 3)
    }
  }()

  /// The table; the weights of class weights 4 for yes stand in a column too.
  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    let lines = Self.rows.map { row in
      "\(row.x),\(row.flag ? "yes" : "no"),\(row.y),\(row.w),\(row.flag ? 4 : 1)\n"
    }
    try place.write("x,flag,y,w,v\n" + lines.joined(), as: "t.csv")
    return place
  }

  private func train(_ place: TemporaryFolder, _ run: String, _ options: String...) throws {
    let outcome = try place.run(
      [
        "train", "t.csv", "-o", run, "--hidden", "6", "--epochs", "6", "--no-stratify",
        "--balance", "prior", "--quiet",
      ] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  private struct Task: Decodable {
    let name: String
    let loss, prior_loss: Double
    let constant_loss: Double?
    let metrics: [String: Double?]
  }
  private struct Metrics: Decodable {
    let test: Part
    struct Part: Decodable { let tasks: [Task] }
  }

  private func test(_ place: TemporaryFolder, _ run: String) throws -> [Task] {
    let decoder = JSONDecoder()
    return try decoder.decode(Metrics.self, from: place.bytes("\(run)/metrics.json")).test.tasks
  }

  /// The epochs of a run, but for the time they took.
  private func history(_ place: TemporaryFolder, _ run: String) throws -> [[String]] {
    let table = records(String(decoding: try place.bytes("\(run)/history.csv"), as: UTF8.self))
    let seconds = try #require(table[0].firstIndex(of: "seconds"))
    return table.map { row in
      row.enumerated().filter { $0.offset != seconds }.map(\.element)
    }
  }

  @Test("of one label, its own weights are those of the rows")
  func column() throws {
    let place = try place()
    try train(place, "own", "--label", "y", "--ignore", "flag,v", "--weight", "y=w")
    try train(place, "rows", "--label", "y", "--ignore", "flag,v", "--weight-column", "w")
    #expect(try history(place, "own") == history(place, "rows"))
    let (own, rows) = (try test(place, "own")[0], try test(place, "rows")[0])
    #expect(own.loss == rows.loss && own.metrics == rows.metrics)
    #expect(own.prior_loss == rows.prior_loss)
  }

  @Test("class weights are weights of rows in the loss, and none in metrics")
  func classes() throws {
    let place = try place()
    let label = ["--label", "flag", "--ignore", "y,w"]
    func train(_ run: String, _ options: String...) throws {
      let outcome = try place.run(
        [
          "train", "t.csv", "-o", run, "--hidden", "6", "--epochs", "6", "--no-stratify", "--quiet",
        ] + label + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    try train("classes", "--ignore", "v", "--class-weight", "flag=yes:4")
    try train("rows", "--weight-column", "v")
    let (classes, rows) = (try test(place, "classes")[0], try test(place, "rows")[0])
    // The same network to the last bit, and the same loss.
    #expect(try history(place, "classes") == history(place, "rows"))
    #expect(classes.loss == rows.loss && classes.prior_loss == rows.prior_loss)
    #expect(classes.constant_loss == rows.constant_loss)
    // A metric counts rows as they are: as the model does on a table without weights.
    #expect(classes.metrics["log_loss"] != rows.metrics["log_loss"])
    let evaluated = try place.run("evaluate", "classes", "t.csv", "--json")
    let plain = try place.run("evaluate", "rows", "t.csv", "--json")
    struct Report: Decodable { let tasks: [Task] }
    let (one, other): (Report, Report) = (try evaluated.json(), try plain.json())
    #expect(one.tasks[0].metrics == other.tasks[0].metrics)
    #expect(one.tasks[0].loss != other.tasks[0].loss)
  }

  @Test("weights of one label leave the other as it is")
  func others() throws {
    let place = try place()
    let labels = ["--label", "flag", "--label", "y", "--ignore", "v", "--json"]
    struct Prior: Decodable {
      let tasks: [Task]
      struct Task: Decodable { let prior_loss: Double }
    }
    func priors(_ options: String...) throws -> [Double] {
      let report: Prior = try place.run(["prior", "t.csv"] + labels + options).json()
      return report.tasks.map(\.prior_loss)
    }
    let (plain, weighted) = (try priors("--ignore", "w"), try priors("--weight", "y=w"))
    let balanced = try priors("--ignore", "w", "--class-weight", "flag=balanced")
    #expect(plain[0] == weighted[0] && plain[1] != weighted[1])
    #expect(abs(balanced[0] - log(2)) < 1e-12 && balanced[1] == plain[1])
    let numbers = Self.rows.map { ($0.y, Double($0.w)) }
    let total = numbers.reduce(0) { $0 + $1.1 }
    let mean = numbers.reduce(0) { $0 + $1.0 * $1.1 } / total
    let variance = numbers.reduce(0) { $0 + $1.1 * pow($1.0 - mean, 2) } / total
    #expect(abs(weighted[1] / variance - 1) < 1e-9)
  }

  @Test("a threshold is kept in the model, and decides what is predicted and measured")
  func threshold() throws {
    let place = try place()
    let options = ["--label", "flag", "--label", "y", "--ignore", "v,w"]
    for (run, rule) in [("f1", "flag=f1"), ("cost", "flag=cost:20:1"), ("fixed", "flag=0.125")] {
      let outcome = try place.run(
        ["train", "t.csv", "-o", run, "--epochs", "20", "--quiet", "--threshold", rule] + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    struct Inspection: Decodable {
      let thresholds: Thresholds
      struct Thresholds: Decodable { let labels: [String: Double] }
    }
    for run in ["f1", "cost", "fixed"] {
      let inspection: Inspection = try place.run("inspect", run, "--json").json()
      let threshold = try #require(inspection.thresholds.labels["flag"])
      #expect(run != "fixed" || threshold == 0.125)
      #expect(run != "cost" || threshold < 0.3)
      let table = records(try place.run("predict", run, "t.csv", "-o", "-").output)
      let probability = try #require(table[0].firstIndex(of: "flag=yes"))
      var right = 0.0
      for (row, truth) in zip(table.dropFirst(), Self.rows) {
        let isPositive = try #require(Double(row[probability])) > threshold
        #expect((row[0] == "yes") == isPositive)
        if isPositive == truth.flag { right += 1 }
      }
      struct Report: Decodable { let tasks: [Task] }
      let report: Report = try place.run("evaluate", run, "t.csv", "--json").json()
      let accuracy = try #require(report.tasks[0].metrics["accuracy"] ?? nil)
      #expect(abs(accuracy - right / 250) < 1e-12)
    }
  }

  @Test(
    "what cannot be is refused before anything is trained",
    arguments: [
      (["--threshold", "y=f1"], "is a regression label, which has no threshold"),
      (["--threshold", "flga=f1"], "did you mean \"flag\"?"),
      (["--threshold", "flag=f1", "--split", "0.9,0,0.1"], "there are none"),
      (["--class-weight", "y=balanced"], "which has no class weights"),
      (["--class-weight", "flag=maybe:2"], "is no class of the label"),
      (["--weight", "flag=u"], "u"), (["--weight", "flag=x2"], "x2"),
    ])
  func refused(options: [String], message: String) throws {
    let place = try place()
    let outcome = try place.run(
      ["train", "t.csv", "-o", "r", "--label", "flag", "--label", "y", "--ignore", "w,v"] + options)
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(!place.exists("r/model.safetensors"))
  }
}

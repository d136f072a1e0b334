import Foundation
import RandomNumbers
import Testing

/// Labels that are learnt as their logarithm, square root or quantile, from the table to predictions.
struct TransformedLabelTests {
  /// Prices that are log-normal about a line, and amounts of which many are zero.
  private static let rows: [(x: Double, price: Double, amount: Double)] = {
    var generator = SeededGenerator(seed: 5, stream: .split)
    return (0..<300).map { _ in
      let x = generator.uniform() * 2 - 1
      let noise = 0.5 * generator.normal()
      return (x, exp(1 + x + noise), max(x + noise, 0))
    }
  }()

  private func table() -> String {
    "x,price,amount\n"
      + Self.rows.map { "\($0.x),\($0.price),\($0.amount)\n" }.joined()
  }

  private static let labels = [
    "--label", "price:regression:squared:log", "--label", "amount:regression:absolute:sqrt",
  ]

  private func trained() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(table(), as: "t.csv")
    let outcome = try place.run(
      ["train", "t.csv", "-o", "run", "--epochs", "30", "--hidden", "8", "--quiet"] + Self.labels)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return place
  }

  /// A column of what predict writes.
  private func predicted(_ place: TemporaryFolder, _ options: String...) throws -> [String:
    [Double]]
  {
    let outcome = try place.run(["predict", "run", "t.csv", "-o", "-", "--quiet"] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let records = records(outcome.output)
    var columns: [String: [Double]] = [:]
    for (index, name) in records[0].enumerated() {
      columns[name] = try records.dropFirst().map { try #require(Double($0[index])) }
    }
    return columns
  }

  @Test("prior tells what the best constant costs on both scales")
  func prior() throws {
    struct Report: Decodable {
      let tasks: [Task]
      struct Task: Decodable {
        let name, loss: String
        let prior_loss: Double
        let prior_loss_in_label_units: Double?
      }
    }
    let place = try TemporaryFolder()
    try place.write(table(), as: "t.csv")
    let report: Report = try place.run(["prior", "t.csv", "--json"] + Self.labels).json()
    func variance(_ numbers: [Double]) -> Double {
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      return numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
    }
    func distance(_ numbers: [Double]) -> Double {
      let sorted = numbers.sorted()
      let median = (sorted[149] + sorted[150]) / 2
      return numbers.reduce(0) { $0 + abs($1 - median) } / Double(numbers.count)
    }
    let (prices, amounts) = (Self.rows.map(\.price), Self.rows.map(\.amount))
    let expected = [
      ("squared:log", variance(prices.map { log($0) }), variance(prices)),
      ("absolute:sqrt", distance(amounts.map { $0.squareRoot() }), distance(amounts)),
    ]
    for (task, (loss, prior, own)) in zip(report.tasks, expected) {
      #expect(task.loss == loss)
      #expect(abs(task.prior_loss / prior - 1) < 1e-9)
      #expect(abs((task.prior_loss_in_label_units ?? 0) / own - 1) < 1e-9)
    }
    let text = try place.run(["prior", "t.csv"] + Self.labels).output
    #expect(text.contains("prior loss in the label's units"))
  }

  @Test("means, medians and intervals are labels that there can be")
  func predict() throws {
    let place = try trained()
    let means = try predicted(place, "--interval", "0.8")
    let medians = try predicted(place, "--medians")
    let (mean, median) = (try #require(means["price"]), try #require(medians["price"]))
    // Of a logarithm the mean is the median times one factor, above 1 for errors of both signs.
    let factors = zip(mean, median).map { $0 / $1 }
    #expect((factors.min() ?? 0) > 1.01)
    #expect((factors.max() ?? 0) / (factors.min() ?? 0) < 1 + 1e-5)
    // The loss of amounts is of a quantile.
    #expect(means["amount"] == medians["amount"])
    #expect(means["amount"]?.allSatisfy { $0 >= 0 } == true)
    for (label, truths) in [("price", Self.rows.map(\.price)), ("amount", Self.rows.map(\.amount))]
    {
      let low = try #require(means["\(label).low"])
      let high = try #require(means["\(label).high"])
      #expect(low.allSatisfy { $0 >= 0 })
      let held = zip(truths, zip(low, high)).count { $1.0 <= $0 && $0 <= $1.1 }
      #expect((200...285).contains(held), "\(label): \(held)")
    }
    // Written beside medians, intervals are the same.
    let both = try predicted(place, "--medians", "--interval", "0.8")
    #expect(both["price.low"] == means["price.low"] && both["price"] == median)
  }

  @Test("losses are of the transform, metrics in the label's own units and of means")
  func evaluate() throws {
    struct Report: Decodable {
      let tasks: [Task]
      struct Task: Decodable {
        let name, transform: String
        let loss: Double
        let metrics: [String: Double]
      }
    }
    let place = try trained()
    let report: Report = try place.run("evaluate", "run", "t.csv", "--json").json()
    let price = try #require(report.tasks.first { $0.name == "price" })
    #expect(price.transform == "log")
    let means = try #require(try predicted(place)["price"])
    let medians = try #require(try predicted(place, "--medians")["price"])
    let count = Double(Self.rows.count)
    let squares = zip(Self.rows, means).reduce(0) { $0 + pow($1.0.price - $1.1, 2) } / count
    #expect(abs((price.metrics["rmse"] ?? 0) / squares.squareRoot() - 1) < 1e-4)
    let logarithms =
      zip(Self.rows, medians).reduce(0) { $0 + pow(log($1.0.price / $1.1), 2) } / count
    #expect(abs(price.loss / logarithms - 1) < 1e-4)
    let text = try place.run("evaluate", "run", "t.csv").output
    #expect(text.contains("The losses of price are of the log of the label"), "\(text)")
  }

  @Test("a label outside a transform's domain is named by file and line, in any part of the table")
  func domain() throws {
    let place = try TemporaryFolder()
    try place.write("x,y_a\n1,5\n2,3\n\n3,0\n4,-1\n5,9\n", as: "t.csv")
    for (transform, line, others) in [("log", 5, ":sqrt or :quantile"), ("sqrt", 6, ":quantile")] {
      let outcome = try place.run(
        "train", "t.csv", "-o", "r", "--label", "y_a:regression:squared:\(transform)")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("t.csv:\(line): column \"y_a\""), "\(outcome.errors)")
      #expect(outcome.errors.contains(others), "\(outcome.errors)")
    }
    let outcome = try place.run("prior", "t.csv", "--label", "y_a:regression:squared:log")
    #expect(outcome.errors.contains("the value -1.0 has no log"), "\(outcome.errors)")
  }

  @Test("a pack of models predicts means too")
  func pack() throws {
    let place = try TemporaryFolder()
    try place.write(table(), as: "t.csv")
    let outcome = try place.run(
      ["train", "t.csv", "-o", "run", "--pack", "2", "--epochs", "5", "--quiet"] + Self.labels)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let means = try #require(try predicted(place, "--interval", "0.8")["price"])
    let medians = try #require(try predicted(place, "--medians")["price"])
    #expect(zip(means, medians).allSatisfy { $0 > $1 && $1 > 0 })
  }
}

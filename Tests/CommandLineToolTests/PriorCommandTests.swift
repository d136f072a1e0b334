import Foundation
import Testing

/// `equipoise prior --json`, held against what is known of tables from elsewhere.
struct PriorCommandTests {
  @Test("every promised field is there, and shares sum to 1")
  func fields() throws {
    let outcome = try TemporaryFolder().run("prior", Place.weather, "--label", "y_*", "--json")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let report = try #require(object as? [String: Any])
    #expect(report["rows"] as? Int == 12_430)
    let tasks = try #require(report["tasks"] as? [[String: Any]])
    #expect(tasks.count == 9)
    for task in tasks {
      #expect(
        Set(task.keys).isSuperset(of: [
          "name", "kind", "loss", "labelled", "missing", "classes", "initial_loss", "prior_loss",
          "equal_weight_share",
        ]))
      let labelled = try #require(task["labelled"] as? Int)
      #expect(task["missing"] as? Int == 12_430 - labelled)
    }
    let priors = try tasks.map { try #require($0["prior_loss"] as? Double) }
    let shares = try tasks.map { try #require($0["equal_weight_share"] as? Double) }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    for (prior, share) in zip(priors, shares) {
      #expect(abs(share - prior / priors.reduce(0, +)) < 1e-12)
    }
  }

  @Test("the text says the same as the JSON")
  func text() throws {
    let outcome = try TemporaryFolder().run("prior", Place.weather, "--label", "y_*")
    #expect(outcome.output.hasPrefix("12,430 rows, 2,357 with every label, 0 with none\n"))
    let rain = outcome.output.split(separator: "\n").first { $0.hasPrefix("y_rain") }
    #expect(
      rain?.split(separator: " ").map(String.init)
        == [
          "y_rain", "binary", "binary-cross-entropy", "12,430", "0.0", "%", "0.69315", "0.24796",
          "0.021", "%",
        ])
  }

  @Test(
    "the figures are those beside each table, to their printed digits",
    .enabled(if: Place.hasShared),
    arguments: [
      "loans", "molecules_sparse", "nyc_flights", "nyc_flights_small", "nyc_weather_6h",
      "solar_flare", "star_scores", "yeast",
    ])
  func realTables(name: String) throws {
    let folder = Place.shared.appending(path: "data")
    let published = try PublishedLabels(folder.appending(path: "\(name).md"))
    try #require(!published.labels.isEmpty)
    let path = folder.appending(path: "\(name).csv.gz").path
    let report: Report = try TemporaryFolder().run("prior", path, "--label", "y_*", "--json").json()
    #expect(report.tasks.map(\.name) == published.labels.map(\.name))
    #expect(report.rows_with_no_label == published.rowsWithNone)
    #expect(report.rows_with_all_labels == published.rowsWithAll)
    for (task, label) in zip(report.tasks, published.labels) {
      #expect(task.kind == label.kind)
      #expect(task.labelled == label.labelled)
      #expect(try figures(task) == label.figures, "\(task.name)")
    }
  }

  /// A task's statistics in the words and digits of the published tables.
  private func figures(_ task: Report.Task) throws -> String {
    func format(_ pattern: String, _ values: Double...) -> String {
      String(format: pattern, arguments: values)
    }
    if task.kind == "regression" {
      let numbers = try #require(task.numbers)
      #expect(task.prior_loss == numbers.variance, "the best constant's squared error")
      return format("mean %.5g, variance %.5g", numbers.mean, numbers.variance)
        + format(", range %.6g..%.6g", numbers.minimum, numbers.maximum)
    }
    let entropy = format("entropy %.4f nat", task.prior_loss)
    if task.kind == "binary" {
      return format("%.4f positive, ", task.classes[1].frequency) + entropy
    }
    let most = try #require(task.classes.max { $0.frequency < $1.frequency })
    return "\(task.classes.count) classes, most common '\(most.name)' "
      + format("%.3f, ", most.frequency) + entropy
  }

  private struct Report: Decodable {
    let tasks: [Task]
    let rows_with_no_label: Int
    let rows_with_all_labels: Int

    struct Task: Decodable {
      let name: String
      let kind: String
      let labelled: Int
      let prior_loss: Double
      let classes: [Class]
      let numbers: Numbers?
    }

    struct Class: Decodable {
      let name: String
      let frequency: Double
    }

    struct Numbers: Decodable {
      let mean: Double
      let variance: Double
      let minimum: Double
      let maximum: Double
    }
  }
}

/// The table "Labels" of the page beside a data file.
private struct PublishedLabels {
  var labels: [Label] = []
  let rowsWithNone: Int
  let rowsWithAll: Int

  struct Label {
    let name: String
    let kind: String
    let labelled: Int
    let figures: String
  }

  init(_ page: URL) throws {
    let text = try String(contentsOf: page, encoding: .utf8)
    let pattern = #/(?s)## Labels\n(.*?Rows with [^\n]*)/#
    let section = try #require(text.firstMatch(of: pattern)).output.1
    for row in section.matches(of: /\| (y_\S+) \| (\S+) \| ([\d,]+) \(.*?\) \|.*\| (.+) \|/) {
      let (_, name, kind, labelled, figures) = row.output
      labels.append(
        Label(
          name: String(name), kind: kind.replacingOccurrences(of: "-", with: ""),
          labelled: try Self.count(labelled), figures: String(figures)))
    }
    let rows = try #require(
      section.firstMatch(of: /no label at all: ([\d,]+); rows with every label: ([\d,]+)/))
    rowsWithNone = try Self.count(rows.output.1)
    rowsWithAll = try Self.count(rows.output.2)
  }

  private static func count(_ text: Substring) throws -> Int {
    try #require(Int(text.replacingOccurrences(of: ",", with: "")))
  }
}

import Foundation
import Testing

/// What features are worth, as train, evaluate and inspect tell of it.
struct ImportanceTests {
  /// Labels that follow from two of four numbers, dates and a text that tell nothing; `b` stands
  /// twice.
  private static let cells: [[String]] =
    [["a", "b", "b_again", "when", "c", "y_sum", "y_flag"]]
    + (0..<300).map { (row: Int) -> [String] in
      let (a, b) = (row * 37 % 101, row * 53 % 89)
      return [
        "\(a)", "\(b)", "\(b)", "2023-0\(1 + row % 9)-1\(row % 7)", ["red", "blue"][row / 7 % 2],
        row % 9 == 0 ? "" : "\(a + 3 * b + row % 11)", a > 50 ? "yes" : "no",
      ]
    }

  private static let options = [
    "--label", "y_*", "--epochs", "30", "--hidden", "8", "--batch-size", "16", "--split",
    "0.5,0.1,0.4", "--no-crosses", "--quiet",
  ]

  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(table(Self.cells), as: "t.csv")
    return place
  }

  private func train(_ place: TemporaryFolder, _ more: String...) throws {
    let outcome = try place.run(["train", "t.csv"] + Self.options + more)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  private struct Measured: Decodable {
    let importance: Importance?
  }

  private struct Importance: Decodable {
    let rows, all_rows, repeats, asked_repeats: Int
    let features: [Feature]
    let resampling: Resampling?

    struct Resampling: Decodable {
      let rows: Int
      let groups: Int?
    }

    struct Feature: Decodable {
      let name: String
      let columns: [String]?
      let importance: Double?
      let interval: [Double]?
      let labels: [Label]
    }

    struct Label: Decodable {
      let label, metric: String
      let importance, standard_deviation, metric_increase: Double?
      let interval: [Double]?
      let labelled: Int
    }
  }

  @Test("train measures it, writes it, prints the first ones, and inspect prints the table")
  func trained() throws {
    let place = try place()
    let outcome = try place.run(["train", "t.csv", "-o", "run", "--importance"] + Self.options)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\nPermuted 5 times on 120 rows; in brackets 95 % intervals ("))
    let found = records(String(decoding: try place.bytes("run/importance.csv"), as: UTF8.self))
    let columns = try #require(found.first)
    let lines = found.dropFirst().map { record in
      Dictionary(zip(columns, record), uniquingKeysWith: { first, _ in first })
    }
    // Five features, the dates as one, of two labels.
    #expect(lines.count == 10)
    #expect(Set(lines.compactMap { $0["feature"] }) == ["a", "b", "b_again", "when", "c"])
    let metrics: Measured = try JSONDecoder().decode(
      Measured.self, from: place.bytes("run/metrics.json"))
    let importance = try #require(metrics.importance)
    #expect(importance.rows == 120 && importance.repeats == 5 && importance.resampling?.rows == 120)
    #expect(importance.features.flatMap(\.labels).count == 10)
    let figures = importance.features.flatMap { feature in
      feature.labels.map { (feature: feature.name, label: $0) }
    }
    for (figure, line) in zip(figures, lines) {
      #expect(figure.feature == line["feature"] && figure.label.label == line["label"])
      #expect(figure.label.importance == Double(line["importance"] ?? ""))
      #expect(figure.label.interval == ["low", "high"].compactMap { Double(line[$0] ?? "") })
      #expect(figure.label.metric == (line["label"] == "y_sum" ? "rmse" : "log_loss"))
    }
    func worth(_ feature: String, _ label: String) -> Double {
      let line = lines.first { $0["feature"] == feature && $0["label"] == label }
      return Double(line?["importance"] ?? "") ?? .nan
    }
    #expect(worth("a", "y_flag") > 0.3 && worth("b", "y_sum") > 0.05)
    #expect(worth("a", "y_flag") > 5 * abs(worth("when", "y_flag")))

    let inspected = try place.run("inspect", "run", "--importance")
    #expect(inspected.status == 0 && inspected.output.contains("Permuted 5 times on 120 rows"))
    let names = inspected.output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first
    }
    #expect(names.suffix(5).map(String.init) == importance.features.map(\.name))
    let json: Importance = try place.run("inspect", "run", "--importance", "--json").json()
    #expect(json.features.map(\.name) == importance.features.map(\.name))
    let page = String(decoding: try place.bytes("run/report.html"), as: UTF8.self)
    #expect(page.contains("What it uses") && page.contains("Importance of features (lines)"))
    let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
    #expect(card.contains("## What it uses\n\nImportance is the skill that is lost"))
    #expect(card.contains("\n| feature | mean | y_sum | y_flag |\n| --- | --- | --- | --- |\n| `"))
  }

  @Test("features that stand in for each other are permuted together where that is asked for")
  func groups() throws {
    let place = try place()
    try train(
      place, "-o", "run", "--importance", "--importance-group", "b*", "--importance-repeats", "3")
    let report: Measured = try JSONDecoder().decode(
      Measured.self, from: place.bytes("run/metrics.json"))
    let importance = try #require(report.importance)
    #expect(importance.repeats == 3)
    #expect(Set(importance.features.map(\.name)) == ["a", "b*", "when", "c"])
    let group = try #require(importance.features.first { $0.name == "b*" })
    #expect(group.columns == ["b", "b_again"])
    let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
    #expect(card.contains("|\n\nb*: b, b_again, permuted together.\n\n## Again"))
    try train(place, "-o", "alone", "--importance", "--importance-repeats", "3")
    let alone: Measured = try JSONDecoder().decode(
      Measured.self, from: place.bytes("alone/metrics.json"))
    let parts = alone.importance?.features.filter { $0.name.hasPrefix("b") } ?? []
    #expect(parts.count == 2 && parts.allSatisfy { ($0.importance ?? 1) < (group.importance ?? 0) })
    // Whatever is permuted besides, a feature's figures are the same.
    let (one, other) = (
      importance.features.first { $0.name == "a" },
      alone.importance?.features.first { $0.name == "a" }
    )
    #expect(one?.importance == other?.importance && one?.interval == other?.interval)
  }

  @Test("evaluate prints it, in JSON and into a file, whatever the threads, by groups of rows")
  func evaluated() throws {
    let place = try place()
    try train(place, "-o", "run")
    let printed = try place.run("evaluate", "run", "t.csv", "--importance", "--quiet")
    #expect(printed.status == 0 && printed.output.contains("\nPermuted 5 times on 300 rows;"))
    #expect(printed.output.contains("1,000 resamples of the rows)"))
    let outcome = try place.run(
      "evaluate", "run", "t.csv", "--importance", "--importance-output", "i.csv.gz", "--json",
      "--threads", "1")
    let report: Measured = try outcome.json()
    let again: Measured = try place.run(
      "evaluate", "run", "t.csv", "--importance", "--json", "--threads", "3"
    ).json()
    #expect(
      report.importance?.features.map(\.importance) == again.importance?.features.map(\.importance))
    #expect(
      report.importance?.features.map(\.interval) == again.importance?.features.map(\.interval))
    let written = records(try place.gunzip("i.csv.gz"))
    #expect(written.count == 11 && written[0].prefix(3) == ["feature", "label", "importance"])
    let grouped: Measured = try place.run(
      "evaluate", "run", "t.csv", "--importance", "--json", "--split-by", "c"
    ).json()
    #expect(grouped.importance?.resampling?.groups == 2)
    let without: Measured = try place.run("evaluate", "run", "t.csv", "--json").json()
    #expect(without.importance == nil)
    let bounded: Measured = try place.run(
      "evaluate", "run", "t.csv", "--importance", "--json", "--importance-predictions", "3000"
    ).json()
    // All 300 rows, as there are no more than 500; 5 features.
    #expect(bounded.importance?.rows == 300 && bounded.importance?.repeats == 2)
    #expect(bounded.importance?.asked_repeats == 5)
    let refused = try place.run(
      "evaluate", "run", "t.csv", "--importance", "--importance-predictions", "1000")
    #expect(refused.status == 64)
    #expect(
      refused.errors.hasSuffix(
        "no more than 1000 are made; use --importance-group with features that belong together to "
          + "permute them at once\n"), "\(refused.errors)")
  }

  @Test("a run that is interrupted goes on and measures the same")
  func resumed() throws {
    let place = try place()
    try train(place, "-o", "whole", "--importance", "--importance-group", "b,b_again")
    let outcome = try place.run(
      ["train", "t.csv", "-o", "run", "--importance", "--importance-group", "b,b_again"]
        + Self.options + ["--checkpoint-every", "epoch"], signalled: SIGKILL,
      when: { place.exists("run/checkpoint/running.safetensors") })
    #expect(!outcome.hasExited && !place.exists("run/importance.csv"))
    #expect(try place.run("train", "--resume", "run", "--quiet").status == 0)
    #expect(try place.bytes("run/importance.csv") == place.bytes("whole/importance.csv"))
    let other = try place.run("train", "--resume", "run", "--importance", "--importance-group", "a")
    #expect(
      other.status == 64 && other.errors.contains("the run was begun with --importance-group"))
  }

  @Test("Ctrl-C while it is measured leaves the last checkpoint, and says how to go on")
  func interrupted() throws {
    let place = try place()
    var saved: ContinuousClock.Instant?
    let outcome = try place.run(
      [
        "train", "t.csv", "-o", "run", "--importance", "--importance-repeats", "1000000",
        "--importance-predictions", "1000000000",
      ] + Self.options + ["--epochs", "1", "--checkpoint-every", "epoch"], signalled: SIGINT,
      when: {
        if saved == nil, place.exists("run/checkpoint/running.safetensors") { saved = .now }
        // By then the figures of the labels have their intervals.
        return saved.map { $0.duration(to: .now) > .seconds(8) } ?? false
      })
    #expect(outcome.hasExited && outcome.status == 128 + SIGINT)
    #expect(
      outcome.errors
        == "measuring what features are worth was interrupted; go on with: equipoise train --resume "
        + "run\n")
    #expect(try place.contents("run") == ["checkpoint"])
  }

  @Test("of a pack what its mean owes to features is measured")
  func pack() throws {
    let place = try place()
    try train(place, "-o", "run", "--importance", "--pack", "2", "--importance-repeats", "2")
    let found = records(String(decoding: try place.bytes("run/importance.csv"), as: UTF8.self))
    #expect(found.count == 11)
    let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
    #expect(card.contains("Permuted 2 times on 120 rows"))
    #expect(try place.run("inspect", "run", "--importance").output.contains("Permuted 2 times"))
  }

  @Test("where the end shows that it takes too many predictions it is left out, and told")
  func leftOut() throws {
    let place = try place()
    // Enough for one network, not for the two of a pack.
    let outcome = try place.run(
      [
        "train", "t.csv", "-o", "run", "--importance", "--importance-predictions", "600",
        "--no-own-epochs",
        "--members", "2",
      ]
        + Self.options.filter { $0 != "--quiet" })
    #expect(outcome.status == 0)
    #expect(
      outcome.errors.contains(
        "note: importance is left out: it would take 1200 predictions of rows"),
      "\(outcome.errors)")
    #expect(place.exists("run/model.safetensors") && !place.exists("run/importance.csv"))
    let inspected = try place.run("inspect", "run", "--importance")
    #expect(inspected.status == 74)
    #expect(
      inspected.errors
        == "Error: run: has no importance.csv: it was not measured what its features are worth; "
        + "measure it: equipoise evaluate run DATA --importance\n")
  }

  @Test("what cannot be is refused before anything is trained")
  func refused() throws {
    let place = try place()
    for (options, problem) in [
      (["--importance-group", "b"], "--importance-group is for --importance, which is not there"),
      (["--importance-repeats", "2"], "--importance-repeats is for --importance"),
      (["--importance", "--importance-repeats", "0"], "--importance-repeats is 0, but must be"),
      (
        ["--importance", "--importance-group", "b_agian"],
        "is no feature of the model; did you mean \"b_again\"?"
      ),
      (
        ["--importance", "--importance-group", "a,b", "--importance-group", "b*"],
        "is to be permuted with two groups of features"
      ),
      (["--importance", "--split", "1,0,0"], "there are neither test nor validation rows"),
      (["--importance", "--importance-predictions", "9"], "no more than 9 are made; use"),
    ] {
      // Of an option that is given twice the last one counts.
      let outcome = try place.run(["train", "t.csv", "-o", "run"] + Self.options + options)
      #expect(outcome.status == 64 && outcome.errors.contains(problem), "\(outcome.errors)")
      #expect(!place.exists("run/model.safetensors"))
    }
    for (options, problem) in [
      (["--importance-output", "i.csv"], "--importance-output is for --importance"),
      (["--importance", "--importance-output", "-"], "where the measures are printed"),
    ] {
      let outcome = try place.run(["evaluate", "none", "none.csv"] + options)
      #expect(outcome.status == 64 && outcome.errors.contains(problem), "\(outcome.errors)")
    }
  }
}

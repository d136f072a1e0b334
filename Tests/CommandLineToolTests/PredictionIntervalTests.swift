import Foundation
import Testing

/// `--interval` of predict and evaluate, and what train, inspect and pages tell of it.
struct PredictionIntervalTests {
  /// 300 rows of a number, a class of two, one of three and a count, each with some chance in it, and
  /// with cells missing of the number.
  private static let records: [[String]] =
    [["x", "z", "y", "rain", "sort", "visits"]]
    + (0..<300).map { (row: Int) -> [String] in
      let (x, z) = (row * 37 % 101, row * 53 % 89)
      let noise = row * 7919 % 97
      return [
        "\(x)", "\(z)", row % 11 == 0 ? "" : "\(3 * x - z + noise)",
        x + noise > 90 ? "yes" : "no", ["A|B", "C", "D"][(z + noise / 2) % 120 / 40],
        "\((x + noise) / 40)",
      ]
    }

  private static let labels = [
    "--label", "y", "--label", "rain", "--label", "sort", "--label", "visits:count",
  ]

  /// A table and a run of it.
  private func place(_ options: String...) throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(table(Self.records), as: "t.csv")
    let outcome = try place.run(
      ["train", "t.csv", "--epochs", "2", "--hidden", "4", "--quiet", "-o", "run"] + Self.labels
        + (options.isEmpty ? ["--split", "0.5,0.4,0.1"] : options))
    try #require(outcome.status == 0, "\(outcome.errors)")
    return place
  }

  private struct Evaluation: Decodable {
    let rows: Int
    let prediction_intervals: Intervals?
  }

  private struct Intervals: Decodable {
    let level: Double
    let rows: Int
    let coverage: Double?
    let labels: [Label]

    struct Label: Decodable {
      let name: String
      let calibration_rows, labelled: Int
      let coverage, mean_width, mean_size: Double?
    }
  }

  @Test("predict adds ends of intervals and sets of classes, and evaluate counts what they hold")
  func columns() throws {
    let place = try place()
    let plain = try place.run("predict", "run", "t.csv", "-o", "-")
    let outcome = try place.run("predict", "run", "t.csv", "-o", "-", "--interval", "0.8")
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    let found = outcome.records
    #expect(
      found[0] == [
        "y", "y.low", "y.high", "rain", "rain=no", "rain=yes", "rain.set", "sort",
        "\"sort=A|B\"", "sort=C", "sort=D", "sort.set", "visits", "visits.low", "visits.high",
      ])
    let added = Set(["y.low", "y.high", "rain.set", "sort.set", "visits.low", "visits.high"])
    let kept = found[0].indices.filter { !added.contains(found[0][$0]) }
    #expect(found.map { record in kept.map { record[$0] } } == plain.records)

    let report: Evaluation = try place.run(
      "evaluate", "run", "t.csv", "--interval", "0.8", "--json"
    ).json()
    let intervals = try #require(report.prediction_intervals)
    #expect(intervals.level == 0.8 && intervals.rows == 300)
    #expect(intervals.labels.map(\.name) == ["y", "rain", "sort", "visits"])
    // Label by label from what predict wrote.
    var (held, cells) = (0, 0)
    for (label, column) in zip(intervals.labels, 2...) {
      let truths = Self.records.dropFirst().map { $0[column] }
      let first = try #require(found[0].firstIndex(of: label.name))
      var (here, size, count) = (0, 0.0, 0)
      for (truth, cells) in zip(truths, found.dropFirst()) where truth != "" {
        count += 1
        if let number = Double(truth), label.mean_size == nil {
          let (low, high) = (Double(cells[first + 1]) ?? .nan, Double(cells[first + 2]) ?? .nan)
          here += low <= number && number <= high ? 1 : 0
          size += high - low
        } else {
          let place = try #require(found[0].firstIndex(of: "\(label.name).set"))
          // The quotes of the set's names are written twice in the file.
          let set = cells[place].replacing("\"", with: "").replacing("A|B", with: "A/B")
            .split(separator: "|").map { $0.replacing("/", with: "|") }
          here += set.contains(truth[...]) ? 1 : 0
          size += Double(set.count)
        }
      }
      #expect(label.labelled == count)
      #expect(abs((label.coverage ?? 2) - Double(here) / Double(count)) < 1e-9, "\(label.name)")
      let mean = label.mean_width ?? label.mean_size ?? 0
      #expect(abs(mean - size / Double(count)) < 1e-5 * mean, "\(label.name)")
      // Two fifths of the rows made them, and all rows are much alike.
      #expect(label.coverage ?? 0 > 0.7 && label.calibration_rows > 80)
      held += here
      cells += count
    }
    #expect(abs((intervals.coverage ?? 2) - Double(held) / Double(cells)) < 1e-9)

    let text = try place.run("evaluate", "run", "t.csv", "--interval", "0.8").output
    let without = try place.run("evaluate", "run", "t.csv").output
    #expect(text.hasPrefix(without.dropLast()) && text.count > without.count)
    #expect(text.contains("prediction intervals: at 0.8 they hold "))
    #expect(text.contains("mean width") && text.contains("mean classes"))
    let bare: Evaluation = try place.run("evaluate", "run", "t.csv", "--json").json()
    #expect(bare.prediction_intervals == nil && bare.rows == 300)
  }

  @Test("sets are written whatever else is of classes and of the input")
  func otherOptions() throws {
    let place = try place()
    func header(_ options: String...) throws -> [String] {
      let outcome = try place.run(
        ["predict", "run", "t.csv", "-o", "-", "--interval", "0.9", "--quiet"] + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.records[0]
    }
    #expect(
      try header("--no-probabilities", "--keep", "x") == [
        "x", "y", "y.low", "y.high", "rain", "rain.set", "sort", "sort.set", "visits",
        "visits.low", "visits.high",
      ])
    #expect(
      try header("--top", "1", "--no-probabilities") == [
        "y", "y.low", "y.high", "rain", "rain.set", "sort", "sort.set", "visits", "visits.low",
        "visits.high",
      ])
    #expect(
      try header("--top", "2").suffix(8) == [
        "sort", "sort_probability", "sort_top2", "sort_top2_probability", "sort.set", "visits",
        "visits.low", "visits.high",
      ])
  }

  @Test("a wider level gives wider intervals and larger sets, from the same file")
  func levels() throws {
    let place = try place()
    func sizes(_ level: String) throws -> [Double] {
      let report: Evaluation = try place.run(
        "evaluate", "run", "t.csv", "--interval", level, "--json"
      ).json()
      let labels = try #require(report.prediction_intervals).labels
      return labels.map { $0.mean_width ?? $0.mean_size ?? .infinity }
    }
    let levels = try ["0.5", "0.75", "0.9", "0.97"].map(sizes)
    for (smaller, larger) in zip(levels, levels.dropFirst()) {
      #expect(zip(smaller, larger).allSatisfy { $0 <= $1 } && smaller != larger)
    }
  }

  @Test("too high a level for the rows there are is told of, label by label")
  func tooHigh() throws {
    let place = try place()
    let outcome = try place.run("predict", "run", "t.csv", "-o", "-", "--interval", "0.999")
    #expect(outcome.status == 0)
    #expect(
      outcome.errors.contains(
        "note: column \"y\": --interval 0.999 takes 1999 calibration rows with the label, and there "
          + "are "))
    #expect(outcome.errors.contains(": sets hold all classes"))
    let first = outcome.records[1]
    #expect(first[1] == "-inf" && first[2] == "inf")
    #expect(first[6] == "\"no|yes\"" && first[13] == "0.0" && first[14] == "inf")
    #expect(
      try place.run(
        "predict", "run", "t.csv", "-o", "p.csv", "--interval", "0.999", "--quiet"
      ).errors == "")
    let report: Evaluation = try place.run(
      "evaluate", "run", "t.csv", "--interval", "0.999", "--json", "--quiet"
    ).json()
    let labels = try #require(report.prediction_intervals).labels
    #expect(labels.allSatisfy { $0.coverage == 1 })
    #expect(labels[0].mean_width == nil && labels[2].mean_size == 3)
  }

  @Test(
    "a level that is none is refused, and a percentage told as the level that was meant",
    arguments: [
      ("0", "--interval is 0.0, but must be above 0 and below 1"),
      ("1", "--interval is 1.0, but must be above 0 and below 1"),
      ("90", "--interval is 90.0, but must be above 0 and below 1; did you mean 0.9?"),
      ("nan", "--interval is nan, but must be above 0 and below 1"),
      ("wide", "The value 'wide' is invalid"),
    ])
  func badLevel(level: String, message: String) throws {
    let place = try TemporaryFolder()
    for command in [["predict", "run", "t.csv", "-o", "p.csv"], ["evaluate", "run", "t.csv"]] {
      let outcome = try place.run(command + ["--interval", level])
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
    let typed = try place.run("predict", "run", "t.csv", "-o", "p.csv", "--intervall", "0.9")
    #expect(typed.status == 64 && typed.errors.contains("Did you mean '--interval'?"))
  }

  @Test("a model without validation rows predicts, and has no intervals")
  func noCalibration() throws {
    let place = try place("--split", "0.9,0,0.1")
    #expect(try place.run("predict", "run", "t.csv", "-o", "p.csv", "--quiet").status == 0)
    for command in [["predict", "run", "t.csv", "-o", "q.csv"], ["evaluate", "run", "t.csv"]] {
      let outcome = try place.run(command + ["--interval", "0.9"])
      #expect(outcome.status == 1)
      #expect(
        outcome.errors
          == "Error: prediction intervals need calibration rows, and the model has none: it was "
          + "trained without validation rows, is of an unfinished run, or was written by an earlier "
          + "version; train it with validation rows, or leave out --interval\n")
    }
    #expect(!place.exists("q.csv"))
    let metrics = String(decoding: try place.bytes("run/metrics.json"), as: UTF8.self)
    #expect(!metrics.contains("prediction_intervals"))
    #expect(!(try place.run("inspect", "run").output.contains("calibration rows")))
  }

  @Test("train reports the coverage of the test rows in all its files, and inspect the rows")
  func training() throws {
    struct Metrics: Decodable {
      let prediction_intervals: Intervals
    }
    let place = try place()
    let metrics = try JSONDecoder().decode(
      Metrics.self, from: try place.bytes("run/metrics.json"))
    let found = metrics.prediction_intervals
    #expect(found.level == 0.9 && found.rows == 30)
    #expect(found.labels.allSatisfy { $0.labelled > 20 && $0.coverage ?? 0 > 0.5 })
    let text = try place.run(
      ["train", "t.csv", "--epochs", "2", "--hidden", "4", "--split", "0.5,0.4,0.1", "-o", "again"]
        + Self.labels
    ).output
    #expect(text.contains("prediction intervals: at 0.9 they hold "))
    for name in ["MODEL_CARD.md", "report.html"] {
      let document = String(decoding: try place.bytes("run/\(name)"), as: UTF8.self)
      #expect(document.contains("Prediction intervals"), "\(name)")
      #expect(document.contains("On the test rows: at 0.9 they hold "), "\(name)")
    }
    let inspected = try place.run("inspect", "run").output
    #expect(inspected.contains("prediction intervals by  calibration rows"))
    #expect(inspected.contains("pearson-residual") && inspected.contains("class-probability"))

    struct Inspected: Decodable {
      let calibration: Calibration
      struct Calibration: Decodable { let labels: [Scores] }
      struct Scores: Decodable { let rows: Int }
    }
    let inspection: Inspected = try place.run("inspect", "run", "--json").json()
    #expect(inspection.calibration.labels.map(\.rows) == found.labels.map(\.calibration_rows))

    // A file by itself has it too.
    #expect(try place.run("export", "run", "-o", "m.safetensors").status == 0)
    let (fromRun, fromFile) = (
      try place.run("predict", "run", "t.csv", "-o", "-", "--interval", "0.7"),
      try place.run("predict", "m.safetensors", "t.csv", "-o", "-", "--interval", "0.7")
    )
    #expect(fromRun.output == fromFile.output && fromFile.status == 0)
  }

  @Test("a run of more epochs has intervals of its last model")
  func resumed() throws {
    let place = try place()
    func intervals() throws -> [[String]] {
      let outcome = try place.run("predict", "run", "t.csv", "-o", "-", "--interval", "0.9")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.records
    }
    let before = try intervals()
    #expect(try place.run("train", "--resume", "run", "--epochs", "6", "--quiet").status == 0)
    let after = try intervals()
    // The width of a regression's intervals is that of the residuals, which are others now.
    func width(_ record: [String]) -> Double {
      (Double(record[2]) ?? .nan) - (Double(record[1]) ?? .nan)
    }
    #expect(abs(width(after[1]) - width(before[1])) > 1e-3)
    let report: Evaluation = try place.run(
      "evaluate", "run", "t.csv", "--interval", "0.9", "--json"
    ).json()
    #expect(try #require(report.prediction_intervals).coverage ?? 0 > 0.8)
  }

  @Test("a pack has intervals of its own, which its report and inspect tell of")
  func pack() throws {
    let place = try TemporaryFolder()
    try place.write(table(Self.records), as: "t.csv")
    let train = try place.run(
      [
        "train", "t.csv", "--epochs", "2", "--hidden", "4", "--pack", "3", "-o", "pack", "--split",
        "0.5,0.4,0.1",
      ] + Self.labels)
    try #require(train.status == 0, "\(train.errors)")
    #expect(train.output.contains("prediction intervals: at 0.9 they hold "))
    for name in ["MODEL_CARD.md", "report.html", "metrics.json"] {
      let document = String(decoding: try place.bytes("pack/\(name)"), as: UTF8.self)
      #expect(
        document.contains("Prediction intervals") || document.contains("prediction_intervals"))
    }
    let report: Evaluation = try place.run(
      "evaluate", "pack", "t.csv", "--interval", "0.9", "--json"
    ).json()
    let labels = try #require(report.prediction_intervals).labels
    #expect(labels.count == 4 && labels.allSatisfy { $0.coverage ?? 0 > 0.8 })
    #expect(try place.run("inspect", "pack").output.contains("prediction intervals by"))
    let json = try place.run("inspect", "pack", "--json").output
    #expect(json.contains("\"calibration\"") && json.contains("\"members\""))
  }
}

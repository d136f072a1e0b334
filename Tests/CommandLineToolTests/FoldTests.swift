import Foundation
import Testing

/// `train --folds`, and what is done with what it leaves.
struct FoldTests {
  private static let rowCount = 300

  private static let text = table(
    [["a", "b", "person", "y_real", "y_flag", "y_sort"]]
      + (0..<rowCount).map { (row: Int) -> [String] in
        let (a, b) = (row * 37 % 101, row * 53 % 89)
        return [
          "\(a)", "\(b)", "p\(row / 3)", "\(3 * a - b + row % 11)", a > b ? "yes" : "no",
          row % 5 == 0 ? "" : ["low", "mid", "high"][(a + b) / 70],
        ]
      })

  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(Self.text, as: "t.csv")
    return place
  }

  private func train(_ run: String, _ more: String...) -> [String] {
    [
      "train", "t.csv", "-o", run, "--label", "y_*", "--ignore", "person", "--epochs", "8",
      "--hidden", "8", "--batch-size", "32", "--folds", "4", "--quiet",
    ] + more
  }

  private struct Metrics: Decodable {
    let rows: Int
    let outOfFold: Rows
    let folds: [Fold]
    let refit: Refit?
    let predictionIntervals: Intervals

    enum CodingKeys: String, CodingKey {
      case rows, folds, refit
      case outOfFold = "out_of_fold"
      case predictionIntervals = "prediction_intervals"
    }

    struct Rows: Decodable {
      let tasks: [Task]
      let resampling: Resampling?
    }

    struct Resampling: Decodable {
      let rows: Int
      let groups: Int?
    }

    struct Task: Decodable {
      let name: String
      let loss: Double
      let labelled: Int
      let metrics: [String: Double]
    }

    struct Fold: Decodable {
      let rows: [String: Int]
      let bestEpoch: Int

      enum CodingKeys: String, CodingKey {
        case rows
        case bestEpoch = "best_epoch"
      }
    }

    struct Refit: Decodable {
      let epochs: Int
    }

    struct Intervals: Decodable {
      let rows: Int
      let coverage: Double
    }
  }

  private func metrics(_ run: String, in place: TemporaryFolder) throws -> Metrics {
    try JSONDecoder().decode(Metrics.self, from: try place.bytes("\(run)/metrics.json"))
  }

  @Test("each row is predicted once by a model of other rows, and all figures are of these")
  func wholeWay() throws {
    let place = try place()
    let trained = try place.run(train("run"))
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(
      try place.contents("run") == [
        "checkpoint", "config.json", "folds.csv", "metrics.json", "out_of_fold.csv",
        "report.html",
      ])
    let metrics = try metrics("run", in: place)
    #expect(metrics.rows == Self.rowCount && metrics.outOfFold.resampling?.rows == Self.rowCount)
    #expect(
      metrics.folds.map(\.rows)
        == Array(repeating: ["train": 150, "validation": 75, "test": 75], count: 4))
    #expect(metrics.predictionIntervals.rows == Self.rowCount)

    let written = records(
      String(decoding: try place.bytes("run/out_of_fold.csv"), as: UTF8.self))
    #expect(
      written[0] == [
        "row", "fold", "y_real", "y_flag", "y_flag=no", "y_flag=yes", "y_sort", "y_sort=high",
        "y_sort=low", "y_sort=mid",
      ])
    #expect(written.dropFirst().map { $0[0] } == (1...Self.rowCount).map(String.init))
    #expect(Set(written.dropFirst().map { $0[1] }) == ["1", "2", "3", "4"])
    // The metrics are those of these predictions.
    let truth = records(Self.text)
    var (errors, right) = (0.0, 0)
    for (line, row) in zip(written, truth).dropFirst() {
      let error = try #require(Double(line[2])) - #require(Double(row[3]))
      errors += error * error
      right += line[3] == row[4] ? 1 : 0
    }
    let rmse = (errors / Double(Self.rowCount)).squareRoot()
    let stated = try #require(metrics.outOfFold.tasks[0].metrics["rmse"])
    #expect(abs(stated - rmse) < 1e-3 * rmse)
    #expect(metrics.outOfFold.tasks[1].metrics["accuracy"] == Double(right) / Double(Self.rowCount))
    // The kept model of a fold predicts what is written of the fold's rows.
    let alone = try place.run(
      "predict", "run/checkpoint/models/fold-2.safetensors", "t.csv", "-o", "-", "--quiet")
    #expect(alone.status == 0, "\(alone.errors)")
    for (line, same) in zip(written, records(alone.output)).dropFirst() where line[1] == "2" {
      for (written, predicted) in zip(line.dropFirst(2), same) {
        // Rows that stand elsewhere in a batch may differ in the last place.
        guard let (a, b) = Double(written).flatMap({ a in Double(predicted).map { (a, $0) } })
        else {
          #expect(written == predicted)
          continue
        }
        #expect(abs(a - b) <= 1e-5 * max(1, abs(b)))
      }
    }

    let folds = records(String(decoding: try place.bytes("run/folds.csv"), as: UTF8.self))
    #expect(folds.count == 5 && folds[0].prefix(2) == ["fold", "training_rows"])
    #expect(folds.dropFirst().map { $0[5] } == metrics.folds.map { "\($0.bestEpoch)" })
    let page = String(decoding: try place.bytes("run/report.html"), as: UTF8.self)
    for heading in ["3 tasks predicted in 4 folds", "Where it errs", "Fold by fold"] {
      #expect(page.contains(heading))
    }
    #expect(!page.contains("in the shares"))
  }

  @Test("a model of all rows is trained on request, at once or afterwards, and is then the run's")
  func refit() throws {
    let place = try place()
    #expect(try place.run(train("later", "--threshold", "y_flag=f1")).status == 0)
    for command in [
      ["predict", "later", "t.csv", "-o", "-"], ["evaluate", "later", "t.csv"],
      ["inspect", "later"],
    ] {
      let refused = try place.run(command)
      #expect(
        refused.status != 0
          && refused.errors.contains(
            "is a cross-validation without a model of all rows; fit one with "
              + "`equipoise train --resume later --refit`"),
        "\(refused.errors)")
    }
    let before = try place.bytes("later/out_of_fold.csv")
    let resumed = try place.run("train", "--resume", "later", "--refit")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try place.bytes("later/out_of_fold.csv") == before)
    #expect(try place.run(train("once", "--threshold", "y_flag=f1", "--refit")).status == 0)
    #expect(try place.bytes("later/model.safetensors") == place.bytes("once/model.safetensors"))
    #expect(try place.bytes("later/out_of_fold.csv") == place.bytes("once/out_of_fold.csv"))

    let metrics = try metrics("once", in: place)
    let epochs = metrics.folds.map(\.bestEpoch).sorted()
    #expect(metrics.refit?.epochs == (epochs[1] + epochs[2] + 1) / 2)
    let history = records(String(decoding: try place.bytes("once/history.csv"), as: UTF8.self))
    #expect(history.count - 1 == metrics.refit?.epochs)
    let card = String(decoding: try place.bytes("once/MODEL_CARD.md"), as: UTF8.self)
    #expect(card.contains("300 rows: all of them to learn from"))
    #expect(card.contains("Of 4 models of folds on the 300 rows"))
    let predicted = try place.run(
      "predict", "once", "t.csv", "-o", "-", "--interval", "0.9", "--quiet")
    #expect(predicted.status == 0, "\(predicted.errors)")
    #expect(records(predicted.output)[0].prefix(3) == ["y_real", "y_real.low", "y_real.high"])
    let inspected = try place.run("inspect", "once")
    #expect(inspected.status == 0, "\(inspected.errors)")
  }

  @Test("rows of one group are in one fold, and are drawn together for intervals")
  func groups() throws {
    let place = try place()
    let trained = try place.run(
      "train", "t.csv", "-o", "run", "--label", "y_*", "--epochs", "1", "--hidden", "4",
      "--folds", "3", "--split-by", "person", "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")
    let written = records(
      String(decoding: try place.bytes("run/out_of_fold.csv"), as: UTF8.self))
    let folds = written.dropFirst().map { $0[1] }
    for row in 0..<Self.rowCount { #expect(folds[row] == folds[row / 3 * 3]) }
    #expect(try metrics("run", in: place).outOfFold.resampling?.groups == Self.rowCount / 3)
  }

  @Test("folds that are killed at any moment go on and end with the same bytes")
  func kills() throws {
    let place = try place()
    #expect(try place.run(train("whole", "--refit", "--threads", "1")).status == 0)
    for life in 1...200 {
      let outcome = try place.run(
        place.exists("run/checkpoint/running-models/request.json")
          ? ["train", "--resume", "run", "--quiet", "--threads", "2"]
          : train("run", "--refit"), killedAfter: .milliseconds(10 + 7 * life))
      if outcome.hasExited { #expect(outcome.status == 0, "\(outcome.errors)") }
      if outcome.hasExited || place.exists("run/model.safetensors") { break }
    }
    for name in ["model.safetensors", "out_of_fold.csv"] {
      #expect(try place.bytes("run/\(name)") == place.bytes("whole/\(name)"))
    }
  }

  @Test("Ctrl-C saves what there is, and says how to go on")
  func interruption() throws {
    let place = try place()
    let outcome = try place.run(
      train("run", "--epochs", "4000"), signalled: SIGINT,
      when: { place.exists("run/checkpoint/running-models/request.json") })
    #expect(outcome.hasExited && outcome.status == 128 + SIGINT)
    #expect(outcome.errors.contains("interrupted"), "\(outcome.errors)")
  }

  @Test("a run goes on with the same data and the same options alone")
  func others() throws {
    let place = try place()
    #expect(try place.run(train("run")).status == 0)
    let changed = try place.run("train", "--resume", "run", "--folds", "5")
    #expect(changed.status == 64)
    #expect(changed.errors.contains("the run was begun with --folds=4"), "\(changed.errors)")
    try place.write(Self.text.replacing("p7,", with: "p8,"), as: "t.csv")
    #expect(try place.run("train", "--resume", "run", "--quiet").status == 0)
    try place.write(Self.text.replacing("yes", with: "aye"), as: "t.csv")
    let other = try place.run("train", "--resume", "run", "--refit")
    #expect(other.status == 1)
    #expect(
      other.errors.contains("the table is not the one that the folds were begun with"),
      "\(other.errors)")
  }

  @Test("what cannot be is refused before anything is trained")
  func refused() throws {
    let place = try place()
    let cases = [
      (["--folds", "2"], 64, "--folds is 2, but must be from 3 to 100"),
      (["--refit"], 64, "--refit is for --folds, which is not there"),
      (["--folds", "3", "--pack", "3"], 64, "--pack is of one split of the rows, not of folds"),
      (["--folds", "3", "--tensorboard"], 64, "--tensorboard is of one split of the rows"),
      (["--folds", "3", "--importance"], 64, "--importance is of one split of the rows"),
      (["--folds", "3", "--split", "0.8,0.1,0.1"], 64, "folds have equal shares of the rows"),
      (["--folds", "3", "--split-by-time", "a"], 64, "folds are drawn at random"),
      (["--folds", "3", "--balance", "mgdaa"], 64, "mgdaa"),
      (["--folds", "3", "--memory", "60MB", "--hidden", "4096,4096"], 64, "the folds would take"),
    ]
    for (options, status, message) in cases {
      let outcome = try place.run(["train", "t.csv", "-o", "run", "--label", "y_*"] + options)
      #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.errors)")
      #expect(!place.exists("run"))
    }
  }

  @Test("each model is a line of JSON, and the figures the last")
  func json() throws {
    let place = try place()
    let outcome = try place.run(train("run", "--json", "--refit"))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines.prefix(4).allSatisfy { $0.contains("\"fold\"") && $0.contains("\"mean_skill\"") })
    #expect(lines[4].contains("\"is_of_all_rows\":true"))
    #expect(lines[5].contains("\"out_of_fold\""))
  }
}

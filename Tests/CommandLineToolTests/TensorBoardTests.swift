import Foundation
import PythonReference
import Testing

private let python = PythonInterpreter(importing: "tensorboard")

/// Event files of whole runs, through TensorBoard's own reader.
@Suite(.enabled(if: python != nil, "needs a Python with tensorboard"))
struct TensorBoardTests {
  private static let file = "events.out.tfevents.equipoise"
  private static let live = "run/checkpoint/\(file)"
  /// The labels of the table, and the metrics of their kinds.
  private static let metrics = [
    "y_mass": ["rmse", "mae", "r2"],
    "y_ripe": ["roc_auc", "average_precision", "accuracy", "f1", "log_loss", "brier", "ece"],
    "y_sort": ["accuracy", "f1_macro", "log_loss", "brier", "ece"],
  ]
  private static let tasks = metrics.keys.sorted()
  private static let pairs = [
    ("y_mass", "y_ripe"), ("y_mass", "y_sort"), ("y_ripe", "y_sort"),
  ]

  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "t.csv")
    return place
  }

  /// Trains at a rate that does not depend on the number of epochs.
  private func train(_ run: String, _ scheme: String, _ more: String...) -> [String] {
    [
      "train", "t.csv", "-o", run, "--balance", scheme, "--label", "y_mass", "--label", "y_ripe",
      "--label", "y_sort", "--split", "0.5,0.5,0", "--hidden", "6", "--batch-size", "4",
      "--epochs", "4", "--schedule", "constant", "--patience", "0", "--quiet",
    ] + more
  }

  private typealias Curves = [String: [Int: Float]]

  /// Each tag's values by their steps, none of which may be there twice.
  private func curves(of path: String, in place: TemporaryFolder) throws -> Curves {
    let contents = try #require(python).readEvents(place.bytes(path))
    #expect(contents.version == 2)
    for (tag, points) in contents.scalars {
      #expect(points.map(\.step) == Set(points.map(\.step)).sorted(), "\(tag)")
      #expect(points.map(\.wallTime) == points.map(\.wallTime).sorted(), "\(tag)")
    }
    return contents.scalars.mapValues { points in
      Dictionary(points.map { ($0.step, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// What the run's tables say, under the names that the event file has for it.
  private func tables(of run: String, in place: TemporaryFolder) throws -> Curves {
    var curves = Curves()
    func add(_ text: String, _ tag: String, _ step: String) throws {
      curves[tag, default: [:]][try #require(Int(step))] = Float(try #require(Double(text)))
    }
    let history = records(String(decoding: try place.bytes("\(run)/history.csv"), as: UTF8.self))
    for epoch in history.dropFirst() {
      let cells = Dictionary(zip(history[0], epoch), uniquingKeysWith: { first, _ in first })
      let number = try #require(cells["epoch"])
      for (column, text) in cells where !text.isEmpty {
        switch column {
        case "epoch", "seconds", "best": break
        case "val_score": try add(text, "val/score", number)
        case "learning_rate": try add(text, column, number)
        default:
          let task = String(column.prefix(6))
          // From which epochs tasks are predicted is known at the end.
          if column.hasSuffix("_kept") { break }
          let tags = [
            "train_loss": "train/\(task)_loss", "val_loss": "val/\(task)_loss",
            "weight": "weight/\(task)", "gradient_norm": "gradient_norm/\(task)",
            "damping": "damping/\(task)",
          ]
          try add(text, try #require(tags[String(column.dropFirst(7))]), number)
        }
      }
    }
    if let gramian = try? place.bytes("\(run)/gramian.csv") {
      for pair in records(String(decoding: gramian, as: UTF8.self)).dropFirst() {
        try add(pair[3], "cosine/\(pair[1])-\(pair[2])", pair[0])
      }
    }
    return curves
  }

  /// What is read of `metrics.json`.
  private struct Report: Decodable {
    let bestEpoch: Int
    let validation: Validation

    enum CodingKeys: String, CodingKey {
      case validation
      case bestEpoch = "best_epoch"
    }

    struct Validation: Decodable { let tasks: [Task] }
    struct Task: Decodable {
      let name: String
      let metrics: [String: Double?]
    }
  }

  @Test("each epoch's numbers are those of the run's tables", arguments: ["prior", "upgrad"])
  func values(scheme: String) throws {
    let place = try place()
    let outcome = try place.run(train("run", scheme, "--tensorboard"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try place.contents("run/checkpoint") == ["final.safetensors"])
    var curves = try curves(of: "run/\(Self.file)", in: place)
    #expect(curves.values.allSatisfy { $0.keys.sorted() == [1, 2, 3, 4] })

    let report = try JSONDecoder().decode(Report.self, from: place.bytes("run/metrics.json"))
    #expect(report.validation.tasks.map(\.name).sorted() == Self.tasks)
    for task in report.validation.tasks {
      #expect(task.metrics.keys.sorted() == Self.metrics[task.name]?.sorted())
      for (metric, value) in task.metrics {
        let curve = curves.removeValue(forKey: "val/\(task.name)_\(metric)")
        #expect(curve?[report.bestEpoch] == value.map { Float($0) }, "\(task.name) \(metric)")
      }
    }
    // All else is in the tables, and nothing of the tables is missing.
    #expect(try curves == tables(of: "run", in: place))
    let gradients =
      Self.tasks.map { "gradient_norm/\($0)" } + Self.pairs.map { "cosine/\($0)-\($1)" }
    #expect(gradients.allSatisfy { curves[$0] != nil } == (scheme == "upgrad"))
    #expect(curves.count == 2 + 4 * 3 + (scheme == "upgrad" ? gradients.count : 0))
  }

  @Test("nothing else depends on it, and without it there is no such file")
  func without() throws {
    let place = try place()
    #expect(try place.run(train("with", "upgrad", "--tensorboard")).status == 0)
    #expect(try place.run(train("without", "upgrad")).status == 0)
    for name in ["model.safetensors", "gramian.csv"] {
      #expect(try place.bytes("with/\(name)") == place.bytes("without/\(name)"))
    }
    #expect(try tables(of: "with", in: place) == tables(of: "without", in: place))
    #expect(
      try place.contents("with").filter { $0 != Self.file } == place.contents("without"))
    #expect(try place.contents("without/checkpoint") == ["final.safetensors"])
  }

  @Test("a run that is killed and goes on has each epoch once", arguments: ["prior", "upgrad"])
  func kill(scheme: String) throws {
    let place = try place()
    let options = ["--tensorboard", "--epochs", "200", "--checkpoint-every", "30rows"]
    #expect(try place.run(train("whole", scheme) + options).status == 0)
    let goOn = ["train", "--resume", "run", "--quiet"]
    // First while the file grows, then again when it has more epochs than before.
    var most = 0
    for life in 0..<2 {
      let killed = try place.run(
        life == 0 ? train("run", scheme) + options : goOn + options.suffix(2), signalled: SIGKILL,
        when: {
          let size = (try? place.bytes(Self.live))?.count ?? 0
          return place.exists("run/checkpoint/running.safetensors") && size > most + 5000
        })
      #expect(!killed.hasExited, "it was over before it was killed")
      #expect(try place.contents("run") == ["checkpoint"])
      // Whatever there is of it, TensorBoard reads so far.
      let seen = try curves(of: Self.live, in: place)
      #expect(try #require(seen["val/y_mass_rmse"]).count > 3)
      most = try place.bytes(Self.live).count
    }
    let ended = try place.run(goOn)
    #expect(ended.status == 0, "\(ended.errors)")
    let curves = try curves(of: "run/\(Self.file)", in: place)
    #expect(curves.values.allSatisfy { $0.keys.sorted() == Array(1...200) })
    #expect(try curves == self.curves(of: "whole/\(Self.file)", in: place))
    #expect(try place.contents("run/checkpoint") == ["final.safetensors"])
  }

  @Test("asked for later, it has the metrics from there on and all else from the start")
  func later() throws {
    let place = try place()
    #expect(try place.run(train("run", "prior", "--epochs", "2")).status == 0)
    let goOn = ["train", "--resume", "run", "--quiet"]
    #expect(try place.run(goOn + ["--epochs", "4", "--tensorboard"]).status == 0)
    #expect(try place.run(train("whole", "prior", "--tensorboard")).status == 0)
    let (curves, whole) = (
      try curves(of: "run/\(Self.file)", in: place), try curves(of: "whole/\(Self.file)", in: place)
    )
    #expect(curves.keys.sorted() == whole.keys.sorted())
    let metrics = Set(Self.metrics.flatMap { task, names in names.map { "val/\(task)_\($0)" } })
    for (tag, values) in whole {
      let expected = metrics.contains(tag) ? values.filter { $0.key > 2 } : values
      #expect(curves[tag] == expected, "\(tag)")
    }
    // From then on it is there without being asked for again.
    #expect(try place.run(goOn + ["--epochs", "5"]).status == 0)
    let longer = try self.curves(of: "run/\(Self.file)", in: place)
    #expect(longer.values.allSatisfy { $0[5] != nil })
  }

  @Test("where the file cannot be written the run ends, and goes on from its checkpoint")
  func unwritable() throws {
    let place = try place()
    let killed = try place.run(
      train("run", "prior", "--epochs", "200", "--checkpoint-every", "epoch"), signalled: SIGKILL,
      when: { place.exists("run/checkpoint/running.safetensors") })
    #expect(!killed.hasExited, "it was over before it was killed")
    // A folder is in its place.
    try FileManager.default.createDirectory(
      at: place.folder.appending(path: "\(Self.live)/more"), withIntermediateDirectories: true)
    let goOn = ["train", "--resume", "run", "--quiet"]
    let refused = try place.run(goOn + ["--tensorboard"])
    #expect(refused.status == 74)
    #expect(
      refused.errors.contains("\(Self.live): cannot be written: Is a directory"),
      "\(refused.errors)")
    #expect(refused.errors.hasSuffix("go on with: equipoise train --resume run\n"))
    #expect(try place.run(goOn).status == 0)
    #expect(try place.contents("run/checkpoint") == ["final.safetensors"])
  }
}

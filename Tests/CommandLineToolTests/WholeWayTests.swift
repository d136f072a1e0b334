import Foundation
import Testing

/// From the shipped table to predictions, with a small budget.
struct WholeWayTests {
  /// Fits the labels of the weather table into `run`.
  private func train(
    in place: TemporaryFolder, _ more: String...
  ) throws -> TemporaryFolder.Outcome {
    try train(in: place, more)
  }

  private func train(
    in place: TemporaryFolder, _ more: [String]
  ) throws -> TemporaryFolder.Outcome {
    let outcome = try place.run(
      ["train", Place.weather, "--label", "y_*", "--epochs", "2", "--hidden", "16", "-o", "run"]
        + more)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  /// The shipped table's records.
  private func weather(_ place: TemporaryFolder) throws -> [[String]] {
    records(try place.gunzip(Place.weather))
  }

  private static let tasks = [
    "y_temp", "y_dewp", "y_humid", "y_wind_speed", "y_wind_gust", "y_pressure", "y_visib",
    "y_rain", "y_wind_sector",
  ]

  @Test("training writes the files of a run, and nothing where nobody watches")
  func training() throws {
    let place = try TemporaryFolder()
    let outcome = try train(in: place)
    // What it will take is said before it begins, and how long after the first steps: with two
    // epochs patience cannot end it.
    let told = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("cross: ") }
    try #require(told.count == 3 && told[2].isEmpty, "\(outcome.errors)")
    #expect(told[0].wholeMatch(of: /memory: about \d+ MB.*/) != nil)
    let time = /time: at most about [\d.]+ (ms|s|minutes) for 2 epochs of 78 steps/
    #expect(told[1].wholeMatch(of: time) != nil, "\(outcome.errors)")
    #expect(
      try place.contents("run")
        == [
          "MODEL_CARD.md", "checkpoint", "config.json", "history.csv", "metrics.json",
          "model.safetensors", "report.html", "split.csv",
        ])
    #expect(try place.contents("run/checkpoint") == ["final.safetensors"])
    #expect(try place.contents() == ["run"])
    #expect(try train(in: place, "--overwrite", "--quiet").errors == "")

    let history = records(String(decoding: try place.bytes("run/history.csv"), as: UTF8.self))
    #expect(history.count == 3)
    #expect(history.allSatisfy { $0.count == history[0].count })
    for task in Self.tasks { #expect(history[0].contains("\(task)_val_loss")) }
    for name in ["config.json", "metrics.json"] {
      _ = try JSONSerialization.jsonObject(with: place.bytes("run/\(name)"))
    }
  }

  @Test("training with --json prints a JSON document on every line: epochs, then metrics.json")
  func trainingForMachines() throws {
    let place = try TemporaryFolder()
    let outcome = try train(in: place, "--json")
    #expect(outcome.errors == "")
    let lines = try outcome.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(lines.count == 3)
    #expect(lines.prefix(2).map { $0["epoch"] as? Int } == [1, 2])
    let metrics = try JSONSerialization.jsonObject(with: place.bytes("run/metrics.json"))
    #expect((metrics as? NSDictionary) == (lines[2] as NSDictionary))
  }

  @Test(
    "the same seed gives the same bytes, run after run and whatever the number of threads",
    arguments: ["prior", "gradnorm", "upgrad"], ["128", "700"])
  func reproducibility(scheme: String, batchSize: String) throws {
    let place = try TemporaryFolder()
    func bytes(_ options: String...) throws -> Data {
      _ = try train(
        in: place, ["--balance", scheme, "--batch-size", batchSize, "--overwrite"] + options)
      return try place.bytes("run/model.safetensors")
    }
    let first = try bytes("--threads", "1")
    for threads in ["1", "2", "4"] { #expect(try bytes("--threads", threads) == first) }
    #expect(try bytes("--seed", "2") != first)
  }

  @Test("--profile tells where the time went, all of it")
  func profile() throws {
    let place = try TemporaryFolder()
    #expect(try train(in: place, "--profile").output.contains("backward"))
    let outcome = try train(in: place, "--profile", "--json", "--overwrite")
    let report = try #require(outcome.output.split(separator: "\n").last)
    let profile = try JSONDecoder().decode(Profiled.self, from: Data(report.utf8)).profile
    #expect(
      profile.phases.map(\.name) == [
        "read", "gather", "forward", "balance", "backward", "update", "evaluate", "save", "other",
      ])
    #expect(profile.phases.allSatisfy { $0.seconds > 0 })
    let sum = profile.phases.reduce(0) { $0 + $1.seconds }
    #expect(abs(sum - profile.total) < 1e-6 * profile.total)
    #expect(try !train(in: place, "--overwrite").output.contains("backward"))
  }

  private struct Profiled: Decodable {
    let profile: Profile

    struct Profile: Decodable {
      let phases: [Phase]
      let total: Double
    }

    struct Phase: Decodable {
      let name: String
      let seconds: Double
    }
  }

  struct Evaluation: Decodable {
    let rows: Int
    let mean_skill: Double
    let tasks: [Task]

    struct Task: Decodable {
      let name: String
      let loss: Double
      let constant_loss: Double
      let skill: Double
      let metrics: [String: Double]
    }
  }

  @Test("evaluation tells each task's loss, and skill as its share of the constant's loss")
  func evaluation() throws {
    let place = try TemporaryFolder()
    _ = try train(in: place)
    let report: Evaluation = try place.run("evaluate", "run", Place.weather, "--json").json()
    #expect(report.rows == 12_430)
    #expect(report.tasks.map(\.name) == Self.tasks)
    for task in report.tasks {
      #expect(abs(task.skill - (1 - task.loss / task.constant_loss)) < 1e-12, "\(task.name)")
      #expect(task.skill > 0, "\(task.name) learns something in two epochs")
    }
    let mean = report.tasks.map(\.skill).reduce(0, +) / Double(report.tasks.count)
    #expect(abs(report.mean_skill - mean) < 1e-12)
    let temperature = try #require(report.tasks.first)
    let rmse = try #require(temperature.metrics["rmse"])
    #expect(abs(rmse * rmse / temperature.loss - 1) < 1e-5)
    let rain = try #require(report.tasks.first { $0.name == "y_rain" })
    #expect(
      Set(rain.metrics.keys).isSuperset(of: ["roc_auc", "average_precision", "accuracy"]))
    let text = try place.run("evaluate", "run", Place.weather).output
    #expect(Self.tasks.allSatisfy(text.contains))
  }

  @Test("predictions have the rows of the input in its order, in its units and class names")
  func prediction() throws {
    let place = try TemporaryFolder()
    _ = try train(in: place)
    let input = try weather(place)
    let written = try place.run("predict", "run", Place.weather, "-o", "p.csv.gz")
    #expect(written.status == 0)
    #expect(written.output == "")
    let text = try place.gunzip("p.csv.gz")
    let printed = try place.run("predict", "run", Place.weather, "-o", "-")
    #expect(printed.output == text)
    #expect(printed.errors == "")

    let predictions = records(text)
    #expect(predictions.count == input.count)
    let header = predictions[0]
    #expect(header.filter { !$0.contains("=") } == Self.tasks)
    // The losses of the predictions, row against row, are those that evaluate reports: so the order
    // and the units are the input's.
    let report: Evaluation = try place.run("evaluate", "run", Place.weather, "--json").json()
    for task in report.tasks.prefix(7) {
      let truth = try #require(input[0].firstIndex(of: task.name))
      let guess = try #require(header.firstIndex(of: task.name))
      let errors = zip(input, predictions).dropFirst().compactMap { input, predictions in
        Double(input[truth]).flatMap { truth in Double(predictions[guess]).map { $0 - truth } }
      }
      let loss = errors.map { $0 * $0 }.reduce(0, +) / Double(errors.count)
      #expect(abs(loss / task.loss - 1) < 1e-4, "\(task.name)")
    }
    try checkClasses("y_wind_sector", predictions, names: labels("y_wind_sector", in: input))
    try checkClasses("y_rain", predictions, names: ["0", "1"])
  }

  /// The distinct labels of a column.
  private func labels(_ name: String, in input: [[String]]) throws -> Set<String> {
    let column = try #require(input[0].firstIndex(of: name))
    return Set(input.dropFirst().map { $0[column] }.filter { !$0.isEmpty })
  }

  /// Checks that the classes have the names and probabilities that sum to 1, the greatest of them
  /// that of the predicted class.
  private func checkClasses(
    _ task: String, _ predictions: [[String]], names: Set<String>
  ) throws {
    let header = predictions[0]
    let columns = header.indices.filter { header[$0].hasPrefix("\(task)=") }
    #expect(Set(columns.map { String(header[$0].dropFirst(task.count + 1)) }) == names)
    #expect(columns.count == names.count)
    let answer = try #require(header.firstIndex(of: task))
    for row in predictions.dropFirst() {
      let probabilities = columns.compactMap { Double(row[$0]) }
      try #require(probabilities.count == columns.count)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
      let own = try #require(header.firstIndex(of: "\(task)=\(row[answer])"))
      #expect(Double(row[own]) == probabilities.max())
    }
  }

  @Test("predictions need no labels, and find features in any order among other columns")
  func columns() throws {
    let place = try TemporaryFolder()
    _ = try train(in: place)
    let input = Array(try weather(place).prefix(101))
    try place.write(table(input), as: "all.csv")
    // Features backwards, without labels, with a column nobody knows.
    let features = input[0].indices.filter { !input[0][$0].hasPrefix("y_") }
    let shuffled = input.map { record in ["remark"] + features.reversed().map { record[$0] } }
    try place.write(table(shuffled), as: "some.csv")
    let all = try place.run("predict", "run", "all.csv", "-o", "-")
    let some = try place.run("predict", "run", "some.csv", "-o", "-")
    #expect(some.status == 0, "\(some.errors)")
    #expect(all.records.count == 101)
    #expect(some.output == all.output)
  }

  @Test("a feature that is not there is an error that names it and its nearest neighbour")
  func missingColumn() throws {
    let place = try TemporaryFolder()
    _ = try train(in: place)
    var input = Array(try weather(place).prefix(11))
    input[0] = input[0].map { $0 == "pressure" ? "presure" : $0 }
    try place.write(table(input), as: "t.csv")
    let outcome = try place.run("predict", "run", "t.csv", "-o", "p.csv")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors
        == #"Error: t.csv: there is no column "pressure"; did you mean "presure"?"# + "\n")
    #expect(try place.contents() == ["run", "t.csv"])
  }

  @Test("an unknown category and a missing number still give finite predictions")
  func unknownCells() throws {
    let place = try TemporaryFolder()
    _ = try train(in: place)
    let input = try weather(place)
    let features = input[0].prefix { !$0.hasPrefix("y_") }.count
    let known = Array(input[1].prefix(features))
    let unknown = ["XXX"] + known.dropFirst()
    let missing = [known[0]] + known.dropFirst().map { _ in "" }
    // A row without any cell filled would be no row.
    let nothing = known.dropLast().map { _ in "" } + known.suffix(1)
    try place.write(
      table([Array(input[0].prefix(features)), known, unknown, missing, nothing]), as: "t.csv")
    let outcome = try place.run("predict", "run", "t.csv", "-o", "-")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let predictions = outcome.records
    #expect(predictions.count == 5)
    let sector = try #require(predictions[0].firstIndex(of: "y_wind_sector"))
    for row in predictions.dropFirst() {
      let numbers = row.indices.filter { $0 != sector }.map { Double(row[$0]) }
      #expect(numbers.allSatisfy { $0?.isFinite == true }, "\(row)")
    }
    #expect(predictions[1] != predictions[3])
  }

  @Test("a model file by itself predicts as its run does, and is what export writes")
  func modelFile() throws {
    let place = try TemporaryFolder()
    _ = try train(in: place)
    let elsewhere = try TemporaryFolder()
    let model = try place.bytes("run/model.safetensors")
    try model.write(to: elsewhere.folder.appending(path: "m"))
    let fromRun = try place.run("predict", "run", Place.weather, "-o", "-")
    let fromFile = try elsewhere.run("predict", "m", Place.weather, "-o", "-")
    #expect(fromFile.output == fromRun.output)

    let export = try place.run("export", "run", "--format", "safetensors", "-o", "m.safetensors")
    #expect(export.status == 0)
    #expect(try place.bytes("m.safetensors") == model)
  }

  @Test("inspection names every feature, task and class")
  func inspection() throws {
    let place = try TemporaryFolder()
    _ = try train(in: place)
    let outcome = try place.run("inspect", "run")
    #expect(outcome.status == 0)
    for name in try weather(place)[0] { #expect(outcome.output.contains(name), "\(name)") }
    for word in ["balanced by prior", "JFK", "trunk.0.weight", "head.y_rain.bias"] {
      #expect(outcome.output.contains(word), "\(word)")
    }
    let json = try place.run("inspect", "run", "--json").output
    _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
  }
}

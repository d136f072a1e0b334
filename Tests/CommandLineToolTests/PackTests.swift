import Foundation
import Testing

/// `train --pack`, and what is done with a pack.
struct PackTests {
  private static let header = ["a", "b", "c", "y_real", "y_flag", "y_sort"]

  private static let text = table(
    [header]
      + (0..<400).map { (row: Int) -> [String] in
        let (a, b) = (row * 37 % 101, row * 53 % 89)
        return [
          "\(a)", "\(b)", ["red", "green", "blue"][row % 3], "\(3 * a - b + row % 11)",
          a > b ? "yes" : "no", row % 5 == 0 ? "" : ["low", "mid", "high"][(a + b) / 70],
        ]
      })

  private static let options = [
    "--label", "y_*", "--epochs", "3", "--hidden", "8", "--batch-size", "32", "--quiet",
  ]

  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(Self.text, as: "t.csv")
    return place
  }

  private func train(_ run: String, _ more: String...) -> [String] {
    ["train", "t.csv", "-o", run] + Self.options + more
  }

  private struct Metrics: Decodable {
    let models: Int
    let chosen: Int
    let members: [Member]
    let validation: Rows
    let test: Rows

    struct Member: Decodable {
      let number: Int
      let task: String?
      let shares: [Double]
    }

    struct Rows: Decodable {
      let tasks: [Task]
    }

    struct Task: Decodable {
      let name: String
      let skill: Double
      let loss: Double
    }
  }

  @Test("a pack is trained, measured, looked at, exported and predicts as one model does")
  func wholeWay() throws {
    let place = try place()
    let trained = try place.run(train("run", "--pack", "5", "--epochs", "40"))
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(trained.output.contains("5 models in"))
    #expect(
      try place.contents("run") == [
        "MODEL_CARD.md", "checkpoint", "config.json", "metrics.json", "model.safetensors",
        "pack.csv", "report.html", "split.csv",
      ])
    let metrics = try JSONDecoder().decode(
      Metrics.self, from: try place.bytes("run/metrics.json"))
    #expect(metrics.models == 5 && metrics.members.map(\.number) == [1, 2, 3, 4, 5])
    #expect(metrics.members.map { $0.task != nil } == [false, false, false, true, false])
    for task in 0..<3 {
      let sum = metrics.members.reduce(0) { $0 + $1.shares[task] }
      #expect(abs(sum - 1) < 1e-9)
    }
    // The first label is learnt: it is nearly linear.
    #expect(metrics.test.tasks[0].skill > 0.5)

    // The mean of what the models predict, by the shares of the file, is what is written.
    let predicted = try place.run("predict", "run", "t.csv", "-o", "-", "--quiet")
    #expect(predicted.status == 0, "\(predicted.errors)")
    let lines = records(predicted.output)
    #expect(lines.count == 401 && lines[0].prefix(2) == ["y_real", "y_flag"])
    var means = Array(repeating: 0.0, count: 400)
    for member in metrics.members where member.shares[0] > 0 {
      let alone = try place.run(
        "predict", "run/checkpoint/models/\(member.number).safetensors", "t.csv", "-o", "-",
        "--quiet")
      for (row, line) in records(alone.output).dropFirst().enumerated() {
        means[row] += member.shares[0] * (Double(line[0]) ?? .nan)
      }
    }
    for (line, mean) in zip(lines.dropFirst(), means) {
      #expect(abs((Double(line[0]) ?? .nan) - mean) < 1e-3)
    }

    let inspected = try place.run("inspect", "run")
    #expect(inspected.status == 0 && inspected.output.contains("3 tasks predicted by the mean of"))
    #expect(try place.run("inspect", "run", "--json").output.contains("\"shares\""))
    #expect(try place.run("export", "run", "-o", "pack.safetensors").status == 0)
    #expect(try place.bytes("pack.safetensors") == place.bytes("run/model.safetensors"))
    let evaluated = try place.run("evaluate", "pack.safetensors", "t.csv")
    #expect(evaluated.status == 0 && evaluated.output.contains("mean skill"))
    let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
    #expect(card.contains("of 5 models whose settings were drawn"))
    #expect(card.contains("--pack=5"))
    let csv = records(String(decoding: try place.bytes("run/pack.csv"), as: UTF8.self))
    #expect(csv.count == 6 && csv[0].prefix(3) == ["model", "learns", "hidden"])
    // What was given was not drawn.
    #expect(csv.dropFirst().allSatisfy { $0[2] == "8" })
  }

  @Test("the first model of a pack is the one that is trained without")
  func first() throws {
    let place = try place()
    #expect(try place.run(train("run", "--pack", "1")).status == 0)
    #expect(try place.run(train("alone")).status == 0)
    // What is kept of it has no prediction intervals: those of the pack are its own.
    func predicted(_ model: String) throws -> String {
      let outcome = try place.run("predict", model, "t.csv", "-o", "-")
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    let alone = try predicted("alone")
    #expect(!alone.isEmpty)
    #expect(try predicted("run/checkpoint/models/1.safetensors") == alone)
  }

  @Test("a pack that is killed at any moment goes on and ends with the same bytes")
  func kills() throws {
    let place = try place()
    #expect(try place.run(train("whole", "--pack", "6", "--threads", "1")).status == 0)
    for life in 1...200 {
      let outcome = try place.run(
        place.exists("run/checkpoint/running-models/request.json")
          ? ["train", "--resume", "run", "--quiet", "--threads", "2"]
          : train("run", "--pack", "6"), killedAfter: .milliseconds(10 + 7 * life))
      if outcome.hasExited { #expect(outcome.status == 0, "\(outcome.errors)") }
      if outcome.hasExited || place.exists("run/model.safetensors") { break }
    }
    #expect(
      try place.bytes("run/model.safetensors") == place.bytes("whole/model.safetensors"))
  }

  @Test("Ctrl-C saves what there is, and says how to go on")
  func interruption() throws {
    let place = try place()
    let outcome = try place.run(
      train("run", "--pack", "60"), signalled: SIGINT,
      when: { place.exists("run/checkpoint/running-models/1.safetensors") })
    #expect(outcome.hasExited && outcome.status == 128 + SIGINT)
    #expect(
      outcome.errors.hasSuffix("; go on with: equipoise train --resume run\n"), "\(outcome.errors)")
    for command in [
      ["inspect", "run"], ["export", "run", "-o", "m"], ["evaluate", "run", "t.csv"],
    ] {
      let refused = try place.run(command)
      #expect(refused.status != 0)
      #expect(
        refused.errors.contains("holds an unfinished run of several models")
          && refused.errors.contains("equipoise train --resume run"), "\(refused.errors)")
    }
  }

  @Test("more models follow, and give the pack that as many would have given at once")
  func more() throws {
    let place = try place()
    #expect(try place.run(train("run", "--pack", "3")).status == 0)
    let fewer = try place.bytes("run/checkpoint/models/1.safetensors")
    let again = try place.run("train", "--resume", "run", "--pack", "5", "--quiet")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try place.run(train("whole", "--pack", "5")).status == 0)
    #expect(
      try place.bytes("run/model.safetensors") == place.bytes("whole/model.safetensors"))
    #expect(try place.bytes("run/checkpoint/models/1.safetensors") == fewer)
    let lowered = try place.run("train", "--resume", "run", "--pack", "2")
    #expect(lowered.status == 64)
    #expect(
      lowered.errors.contains("--pack is 2, but the run was begun with 5: it may be raised"),
      "\(lowered.errors)")
    let changed = try place.run("train", "--resume", "run", "--hidden", "9")
    #expect(changed.status == 64 && changed.errors.contains("the run was begun with --hidden=8"))
    try place.write(Self.text.replacing("red", with: "grey"), as: "t.csv")
    let other = try place.run("train", "--resume", "run", "--pack", "6")
    #expect(other.status == 1)
    #expect(
      other.errors.contains("the table is not the one that the pack was begun with"),
      "\(other.errors)")
  }

  @Test("time bounds how many models begin, and one does in any case")
  func time() throws {
    let place = try place()
    let outcome = try place.run(train("run", "--time", "0.001s", "--threads", "1"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let metrics = try JSONDecoder().decode(
      Metrics.self, from: try place.bytes("run/metrics.json"))
    #expect(metrics.models == 1)
    for text in ["5", "min", "-1s", "0s", "3days"] {
      let refused = try place.run(train("other", "--time=\(text)"))
      #expect(refused.status == 64 && refused.errors.contains("--time"), "\(refused.errors)")
    }
  }

  @Test("what cannot be is refused before anything is trained")
  func refused() throws {
    let place = try place()
    let cases = [
      (["--pack", "0"], 64, "--pack is 0, but must be from 1 to 1000"),
      (["--pack", "3", "--tensorboard"], 64, "--tensorboard tells of one model, not of a pack"),
      (["--pack", "3", "--profile"], 64, "--profile tells of one model, not of a pack"),
      (["--pack", "3", "--split", "0.9,0,0.1"], 64, "there are no validation rows"),
      (["--pack", "3", "--balance", "mgdaa"], 64, "mgdaa"),
      (
        ["--pack", "3", "--memory", "60MB", "--hidden", "4096,4096"], 64,
        "the pack would take about"
      ),
    ]
    for (options, status, message) in cases {
      let outcome = try place.run(["train", "t.csv", "-o", "run"] + Self.options + options)
      #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.errors)")
      #expect(!place.exists("run"))
    }
  }

  @Test("each model is a line of JSON, and the pack the last")
  func json() throws {
    let place = try place()
    let outcome = try place.run(train("run", "--pack", "3", "--json"))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines.prefix(3).allSatisfy { $0.contains("\"mean_skill\"") })
    #expect(lines.last?.contains("\"chosen\"") == true)
  }
}

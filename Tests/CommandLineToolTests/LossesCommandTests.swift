import Foundation
import RandomNumbers
import Testing

/// Losses from the command line to the predictions.
struct LossesCommandTests {
  private struct Report: Decodable {
    let tasks: [Task]

    struct Task: Decodable {
      let name: String
      let loss: String
      let initial_loss, prior_loss: Double
    }
  }

  private struct Judgement: Decodable {
    let tasks: [Task]

    struct Task: Decodable {
      let name: String
      let metrics: [String: Double?]
      let skill: Double?
    }
  }

  private struct Rows {
    var inputs, amounts, levels: [Double]
    var sold: [Bool]
    var sorts: [Int]

    init() {
      var generator = SeededGenerator(seed: 17, stream: .split)
      let draws = (0..<600).map { _ in (generator.normal(), generator.normal(), generator.uniform())
      }
      inputs = draws.map(\.0)
      levels = draws.map { 3 + 2 * $0.0 + exp($0.0) * $0.1 }
      amounts = draws.map { 500 * exp($0.0 + 0.3 * $0.1) }
      sold = draws.map { $0.0 > 1 || $0.2 < 0.05 }
      sorts = draws.map { $0.2 < 0.1 ? 2 : $0.0 > 0 ? 1 : 0 }
    }

    var text: String {
      "x,y_level,y_amount,y_sold,y_sort\n"
        + inputs.indices.map { row in
          "\(inputs[row]),\(levels[row]),\(amounts[row]),\(sold[row] ? "yes" : "no"),"
            + "\(["a", "b", "c"][sorts[row]])\n"
        }.joined()
    }
  }

  private static let labels = [
    "--label", "y_level:regression:quantile=0.9", "--label", "y_amount:regression:gamma", "--label",
    "y_sold:binary:focal", "--label", "y_sort:multiclass:focal=1",
  ]

  private func place(_ rows: Rows) throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(rows.text, as: "t.csv")
    return place
  }

  private func mean(_ numbers: [Double]) -> Double {
    numbers.reduce(0, +) / Double(numbers.count)
  }

  private func pinball(_ error: Double) -> Double { max(0.9 * error, -0.1 * error) }

  private func deviance(_ label: Double, _ prediction: Double) -> Double {
    2 * ((label - prediction) / prediction - log(label / prediction))
  }

  @Test("prior says what each costs before anything is learnt")
  func constants() throws {
    let rows = Rows()
    let report: Report = try place(rows).run(["prior", "t.csv", "--json"] + Self.labels).json()
    #expect(
      report.tasks.map(\.loss) == ["quantile=0.9", "gamma", "binary-focal=2.0", "focal=1.0"])
    // 600 · 0.9 labels are at or below the 540th: any number up to the next is a quantile.
    let sorted = rows.levels.sorted()
    let quantile = (sorted[539] + sorted[540]) / 2
    let average = mean(rows.amounts)
    let initial = [
      mean(rows.levels.map(pinball)), mean(rows.amounts.map { deviance($0, 1) }),
      pow(0.5, 2) * log(2), (1 - 1.0 / 3) * log(3),
    ]
    for (task, expected) in zip(report.tasks, initial) {
      #expect(abs(task.initial_loss - expected) < 1e-9 * expected, "\(task.name)")
    }
    let priors = [
      mean(rows.levels.map { pinball($0 - quantile) }),
      mean(rows.amounts.map { deviance($0, average) }),
    ]
    for (task, expected) in zip(report.tasks, priors) {
      #expect(abs(task.prior_loss - expected) < 1e-9 * expected, "\(task.name)")
    }
    // No constant on a fine grid costs less than the prior loss, and the nearest costs hardly more.
    let share = mean(rows.sold.map { $0 ? 1 : 0 })
    let costs = (1..<10_000).map { step -> Double in
      let q = Double(step) / 10_000
      return -share * pow(1 - q, 2) * log(q) - (1 - share) * pow(q, 2) * log(1 - q)
    }
    let least = try #require(costs.min())
    let prior = report.tasks[2].prior_loss
    #expect(prior <= least && least - prior < 1e-6)
  }

  @Test("train, predict, evaluate and compare know them")
  func wholeWay() throws {
    let rows = Rows()
    let place = try place(rows)
    let options = ["--epochs", "30", "--hidden", "16", "--quiet", "--split", "0.7,0.15,0.15"]
    let trained = try place.run(["train", "t.csv", "-o", "run"] + Self.labels + options)
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try place.run("predict", "run", "t.csv", "-o", "p.csv", "--quiet").status == 0)
    let lines = String(decoding: try place.bytes("p.csv"), as: UTF8.self).split(separator: "\n")
    let names = lines[0].split(separator: ",")
    let records = lines.dropFirst().map { $0.split(separator: ",") }
    func column(_ name: String) throws -> [Double] {
      let index = try #require(names.firstIndex { $0 == name })
      return try records.map { try #require(Double($0[index])) }
    }
    let (levels, amounts) = (try column("y_level"), try column("y_amount"))
    #expect(amounts.allSatisfy { $0 > 0 })
    let below = mean(zip(levels, rows.levels).map { $0 >= $1 ? 1 : 0 })
    #expect((0.8...0.97).contains(below), "a share of \(below) lies below the quantile 0.9")

    let report: Judgement = try place.run("evaluate", "run", "t.csv", "--json", "--quiet").json()
    let expected = [
      ("pinball", mean(zip(rows.levels, levels).map { pinball($0 - $1) })),
      ("gamma_deviance", mean(zip(rows.amounts, amounts).map { deviance($0, $1) })),
    ]
    for (task, (name, value)) in zip(report.tasks, expected) {
      let found = try #require(task.metrics[name] ?? nil, "\(task.name)")
      #expect(abs(found - value) < 1e-4 * value, "\(task.name)")
    }
    for task in report.tasks { #expect((task.skill ?? 0) > 0.1, "\(task.name) \(task.skill ?? 0)") }

    let compared = try place.run(
      ["compare", "t.csv", "-o", "report", "--balance", "prior", "--seeds", "2"] + Self.labels
        + ["--epochs", "2", "--hidden", "4", "--quiet"])
    #expect(compared.status == 0, "\(compared.errors)")
    let text = String(decoding: try place.bytes("report/compare.json"), as: UTF8.self)
    for metric in ["pinball", "gamma_deviance", "log_loss"] {
      #expect(text.contains("\"\(metric)\""), "\(metric)")
    }
  }

  @Test("a gamma label of 0 is refused with what to do")
  func domain() throws {
    let place = try TemporaryFolder()
    try place.write("x,y_a\n1,0\n2,3\n3,5\n", as: "t.csv")
    let outcome = try place.run("prior", "t.csv", "--label", "y_a:regression:gamma")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("0.0 is not above 0, as the gamma loss needs"))
    #expect(outcome.errors.contains("--label y_a:regression"))
  }

  @Test("losses lists each with its formula")
  func list() throws {
    let outcome = try TemporaryFolder().run("losses")
    #expect(outcome.status == 0)
    for form in [
      "regression:huber[=δ]", "regression:quantile=τ", "regression:gamma", "binary:focal[=γ]",
      "multiclass:focal[=γ]", "count:poisson",
    ] {
      #expect(outcome.output.contains("\n\(form)\n"), "\(form)")
    }
    struct Loss: Decodable {
      let kind, name, form: String
      let transforms: [String]
    }
    let losses: [Loss] = try TemporaryFolder().run("losses", "--json").json()
    #expect(losses.first { $0.name == "binary-focal" }?.form == "focal[=γ]")
    #expect(losses.count == 10)
    #expect(losses.first { $0.name == "huber" }?.transforms == ["log", "sqrt", "quantile"])
    #expect(losses.first { $0.name == "gamma" }?.transforms == [])
  }
}

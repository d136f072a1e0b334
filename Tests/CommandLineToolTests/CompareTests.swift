import Foundation
import PythonReference
import Testing

private let python = PythonInterpreter(importing: "numpy", "scipy.stats")

/// `equipoise compare`, from the command line to the files.
struct CompareTests {
  private static let options = [
    "--label", "y_mass", "--label", "y_ripe", "--label", "y_sort", "--ignore", "n_*,y_seeds",
    "--epochs", "3", "--hidden", "5", "--batch-size", "8", "--split", "0.6,0.2,0.2",
  ]

  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    return place
  }

  private func compare(_ more: String..., schemes: [String], into report: String = "report")
    -> [String]
  {
    ["compare", "fruit.csv", "-o", report] + Self.options
      + schemes.flatMap { ["--balance", $0] } + more
  }

  /// What `compare.json` says, as far as tests ask.
  private struct Document: Decodable {
    let seeds: [Int]
    let tasks: [Task]
    let schemes: [Scheme]
    let copies: [[String]]
    let failures: [Failure]
    let findings: [String]
    let sharing: String
    let parameters: Int
    let single_task_parameters: Int

    struct Task: Decodable {
      let name: String
      let metric: String
      let single_task_value: Double
    }

    struct Scheme: Decodable {
      let name: String
      let tasks: [SchemeTask]
      let delta_m: Mean?
      let delta_m_verdict: String?
      let difference_to_equal: Mean?
      let difference_verdict: String?
      let mean_rank: Double?
      let sharing_cost: SharingCost?
    }

    struct SharingCost: Decodable {
      let seconds: Double
      let single_task_seconds: Double
      let kept_epochs: Double
    }

    struct SchemeTask: Decodable {
      let name: String
      let value: Double?
      let gain: Mean?
    }

    struct Mean: Decodable, Equatable {
      let mean: Double
      let low, high: Double?
      let p_value: Double?
      let values: [Double]
    }

    struct Failure: Decodable {
      let model: String
      let seed: Int
      let reason: String
    }

    func scheme(_ name: String) throws -> Scheme {
      try #require(schemes.first { $0.name == name })
    }
  }

  private func document(_ place: TemporaryFolder, _ report: String = "report") throws -> Document {
    try JSONDecoder().decode(Document.self, from: try place.bytes("\(report)/compare.json"))
  }

  /// The table without seconds, which no two comparisons have in common.
  private func figures(_ place: TemporaryFolder, _ report: String = "report") throws -> [[String]] {
    let table = records(String(decoding: try place.bytes("\(report)/compare.csv"), as: UTF8.self))
    let seconds = try #require(table[0].firstIndex(of: "seconds_per_epoch"))
    return table.map { $0.enumerated().filter { $0.offset != seconds }.map(\.element) }
  }

  @Test("two copies of a scheme do not differ, and every way out says so")
  func copies() throws {
    let place = try place()
    let outcome = try place.run(compare(schemes: ["prior", "upgrad", "prior"]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let sentence = "prior and prior (2) do not differ: the same figures under all 3 seeds."
    #expect(outcome.output.contains(sentence))
    let page = String(decoding: try place.bytes("report/report.html"), as: UTF8.self)
    #expect(page.contains("<li>\(sentence)</li>"))
    let document = try document(place)
    #expect(document.copies == [["prior", "prior (2)"]])
    #expect(document.findings.contains(sentence))
    let (one, other) = (try document.scheme("prior"), try document.scheme("prior (2)"))
    #expect(one.delta_m == other.delta_m && one.mean_rank == other.mean_rank)
    #expect(one.difference_to_equal == other.difference_to_equal)
    // The baseline was not asked for, and is there.
    #expect(try document.scheme("equal").difference_to_equal == nil)
    #expect(document.schemes.count == 4)
  }

  @Test("the baseline again is the same, by its verdict")
  func sameAsBaseline() throws {
    let place = try place()
    let outcome = try place.run(compare("--seeds", "2", schemes: ["equal", "equal"]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let copy = try document(place).scheme("equal (2)")
    #expect(copy.difference_verdict == "same")
    #expect(copy.difference_to_equal?.values == [0, 0])
    #expect(outcome.output.contains("equal and equal (2) do not differ"))
    #expect(outcome.output.contains("Nothing tells the schemes from equal"))
  }

  @Test(
    "what compare.json concludes from compare.csv is what NumPy and SciPy do",
    .enabled(if: python != nil, "needs a Python with NumPy and SciPy"))
  func conclusions() throws {
    let python = try #require(python)
    let place = try place()
    let outcome = try place.run(
      compare("--seeds", "4", schemes: ["prior", "upgrad", "uncertainty"]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let answer = try python.run(Self.oracle, input: try place.bytes("report/compare.csv"))
    let expected = try JSONDecoder().decode([String: [String: [Double]]].self, from: answer)
    let document = try document(place)
    #expect(Set(expected.keys) == Set(document.schemes.map(\.name)))
    for scheme in document.schemes {
      let expected = try #require(expected[scheme.name])
      for (name, mean) in [
        ("delta_m", scheme.delta_m), ("difference", scheme.difference_to_equal),
      ] {
        guard let mean else {
          #expect(name == "difference" && scheme.name == "equal")
          continue
        }
        let own = [
          mean.mean, try #require(mean.low), try #require(mean.high), try #require(mean.p_value),
        ]
        for (own, other) in zip(own, try #require(expected[name])) {
          #expect(abs(own - other) < 1e-9 * (1 + abs(other)), "\(scheme.name) \(name)")
        }
      }
      #expect(abs(try #require(scheme.mean_rank) - expected["rank", default: []][0]) < 1e-12)
    }
    #expect(document.tasks.map(\.metric) == ["rmse", "log_loss", "log_loss"])
  }

  /// Reads `compare.csv` and computes `delta_m`, its difference to `equal`, and mean ranks.
  private static let oracle = """
    import csv, json, sys
    import numpy as np
    from scipy import stats

    rows = list(csv.DictReader(sys.stdin))
    seeds = sorted({r["seed"] for r in rows})
    tasks = sorted({r["task"] for r in rows})
    schemes = sorted({r["scheme"] for r in rows if r["model"] == "shared"})
    def cube(model, scheme):
        return np.array([[next(float(r["value"]) for r in rows if r["model"] == model
                               and r["scheme"] == scheme and r["seed"] == s and r["task"] == t)
                          for t in tasks] for s in seeds])
    single = cube("single", "")
    shared = np.array([cube("shared", s) for s in schemes])
    delta = ((single - shared) / single * 100).mean(axis=2)
    ranks = stats.rankdata(shared, axis=0).mean(axis=(1, 2))
    def interval(x):
        # 8 test rows and 24 training rows of 40, drawn anew by each seed.
        scale = np.sqrt(x.var(ddof=1) * (1 / len(x) + 8 / 24))
        low, high = stats.t.interval(0.95, len(x) - 1, loc=x.mean(), scale=scale)
        return [x.mean(), low, high, 2 * stats.t.sf(abs(x.mean()) / scale, len(x) - 1)]
    out = {}
    for i, s in enumerate(schemes):
        out[s] = {"delta_m": interval(delta[i]), "rank": [ranks[i]]}
        if s != "equal":
            out[s]["difference"] = interval(delta[i] - delta[schemes.index("equal")])
    print(json.dumps({s: {k: [float(x) for x in v] for k, v in d.items()} for s, d in out.items()}))
    """

  @Test("with folds every row judges once under each seed, and the interval is corrected for it")
  func folds() throws {
    let place = try place()
    let options = Self.options.dropLast(2)
    let folded = ["compare", "fruit.csv", "-o", "report", "--folds", "4", "--seeds", "1"]
    let outcome = try place.run(folded + options + ["--balance", "prior"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = records(
      String(decoding: try place.bytes("report/compare.csv"), as: UTF8.self))
    let (fold, task, labelled) = (
      try #require(rows[0].firstIndex(of: "fold")), try #require(rows[0].firstIndex(of: "task")),
      try #require(rows[0].firstIndex(of: "labelled"))
    )
    // Three tasks alone, and three under equal and prior, in four rounds.
    #expect(rows.count == 1 + 9 * 4)
    #expect(Set(rows.dropFirst().map { $0[fold] }) == ["1", "2", "3", "4"])
    let mass = rows.filter { $0[task] == "y_mass" && $0[1] == "prior" }
    #expect(mass.compactMap { Int($0[labelled]) } == [10, 10, 10, 10])
    #expect(outcome.output.contains("4 folds: 20 models"), "\(outcome.output)")
    let page = String(decoding: try place.bytes("report/report.html"), as: UTF8.self)
    // Ten rows judge and twenty are learnt from.
    #expect(page.contains("s² (1/4 + 0.5)"))
    #expect(page.contains("Nadeau and Bengio 2003"))
    let again = try place.run(folded + options + ["--balance", "prior", "--balance", "mgda"])
    #expect(again.status == 0, "\(again.errors)")
    for (more, words) in [
      (["--split", "0.6,0.2,0.2"], "folds have equal shares"),
      (["--split-by-time", "length"], "folds are drawn at random"),
      (["--validation", "fruit.csv"], "folds are drawn at random"),
    ] {
      let refused = try place.run(folded + options + more)
      #expect(refused.status == 64)
      #expect(refused.errors.contains(words), "\(refused.errors)")
    }
  }

  @Test("what sharing costs or saves ends all that is printed and written, with its figures")
  func sharing() throws {
    let place = try place()
    let outcome = try place.run(compare("--seeds", "2", "--members", "2", schemes: ["prior"]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let document = try document(place)
    let lines = outcome.output.split(separator: "\n")
    // Behind it is only where the folder is.
    #expect(lines.dropLast().last.map(String.init) == document.sharing)
    let page = String(decoding: try place.bytes("report/report.html"), as: UTF8.self)
    #expect(page.contains(document.sharing))

    // The number of parameters that a model for all labels has, and one for each label.
    let labels = ["y_mass", "y_ripe", "y_sort"]
    func parameters(_ labels: [String], ignoring others: [String]) throws -> Int {
      let ignored = ["--ignore", others.joined(separator: ",")]
      let options = labels.flatMap { ["--label", $0] } + ignored
      let trained = try place.run(
        ["train", "fruit.csv", "-o", "run", "--overwrite", "--members", "2", "--no-own-epochs"]
          + options + Self.options.dropFirst(8))
      #expect(trained.status == 0, "\(trained.errors)")
      let model = try place.run("inspect", "run").output
      let count = try #require(model.firstMatch(of: /([\d,]+) parameters,/)).1
      return try #require(Int(count.filter(\.isNumber)))
    }
    let ignored = ["n_*", "y_seeds"]
    #expect(document.parameters == (try parameters(labels, ignoring: ignored)))
    let singles = try labels.map { label in
      try parameters([label], ignoring: ignored + labels.filter { $0 != label })
    }
    #expect(document.single_task_parameters == singles.reduce(0, +))

    // Seconds are those of the table's runs.
    let table = records(String(decoding: try place.bytes("report/compare.csv"), as: UTF8.self))
    let names = table[0]
    func seconds(_ model: String, _ scheme: String) throws -> Double {
      let (count, each) = (
        try #require(names.firstIndex(of: "epochs")),
        try #require(names.firstIndex(of: "seconds_per_epoch"))
      )
      let lines = table.filter { $0[0] == model && $0[1] == scheme }
      // Each line of a shared model stands for one of three tasks.
      let sum = try lines.reduce(0.0) {
        try $0 + #require(Double($1[count])) * #require(Double($1[each]))
      }
      return model == "shared" ? sum / 3 : sum
    }
    let cost = try #require(try document.scheme("prior").sharing_cost)
    let (shared, single) = (try seconds("shared", "prior") / 2, try seconds("single", "") / 2)
    #expect(abs(cost.seconds - shared) < 1e-9 * shared)
    #expect(abs(cost.single_task_seconds - single) < 1e-9 * single)
    #expect(cost.kept_epochs >= 1 && cost.kept_epochs <= 3)
  }

  @Test("how long it takes is said after the first steps, of the models that are not there yet")
  func time() throws {
    let place = try place()
    func told(_ schemes: [String], _ more: String...) throws -> [String] {
      let outcome = try place.run(
        compare("--seeds", "1", "--threads", "1", schemes: schemes) + more)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("time:") }
    }
    let time = try Regex(
      #"time: at most about [\d.]+ (?:ms|s|minutes) for (\d) models? of 3 epochs of 3 steps, 1 at a time"#,
      as: (Substring, Substring).self)
    for (schemes, models) in [(["prior"], "5"), (["prior", "upgrad"], "1")] {
      let lines = try told(schemes)
      #expect(lines.count == 1)
      #expect(try #require(lines.first?.wholeMatch(of: time)).1 == models, "\(lines)")
    }
    // All of them are there.
    #expect(try told(["prior", "upgrad"]) == [])
    #expect(try told(["prior", "famo"], "--quiet") == [])
  }

  @Test("each model is the one that equipoise train gives")
  func sameAsTrain() throws {
    struct Metrics: Decodable {
      let test: Part
      struct Part: Decodable { let tasks: [Task] }
      struct Task: Decodable {
        let name: String
        let loss: Double
      }
    }
    let place = try place()
    #expect(
      try place.run(compare("--seeds", "2", "--seed", "5", "--no-stratify", schemes: ["upgrad"]))
        .status == 0)
    let table = try figures(place)
    let trained = [
      (["--balance", "upgrad"], "shared", "upgrad"),
      (["--ignore", "y_ripe,y_mass"], "single", ""),
    ]
    for (options, model, scheme) in trained {
      let labels = model == "single" ? ["--label", "y_sort"] : Array(Self.options.prefix(6))
      let outcome = try place.run(
        ["train", "fruit.csv", "-o", "run", "--overwrite", "--seed", "6", "--no-stratify"] + labels
          + Self.options.dropFirst(6) + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let metrics = try JSONDecoder().decode(
        Metrics.self, from: try place.bytes("run/metrics.json"))
      for task in metrics.test.tasks {
        let line = try #require(
          table.first { Array($0.prefix(5)) == [model, scheme, "6", "", task.name] })
        #expect(Double(line[6]) == task.loss, "\(model) \(task.name)")
      }
    }
  }

  @Test("a comparison that is killed at any moment goes on and ends with the same figures")
  func kills() throws {
    let place = try place()
    let arguments = compare("--quiet", schemes: ["prior", "upgrad", "famo"])
    #expect(try place.run(arguments.map { $0 == "report" ? "whole" : $0 }).status == 0)
    var kills = 0
    for life in 1...300 {
      let outcome = try place.run(arguments, killedAfter: .milliseconds(8 + 3 * life))
      if outcome.hasExited {
        #expect(outcome.status == 0, "\(outcome.errors)")
        break
      }
      kills += 1
    }
    #expect(kills > 1)
    #expect(try figures(place) == figures(place, "whole"))
    #expect(try document(place).findings == document(place, "whole").findings)
  }

  @Test("more schemes and seeds are added to what is there")
  func extended() throws {
    let place = try place()
    #expect(try place.run(compare("--seeds", "2", schemes: ["prior"])).status == 0)
    func lines() throws -> Set<[String]> {
      Set(records(String(decoding: try place.bytes("report/compare.csv"), as: UTF8.self)))
    }
    let before = try lines()
    let outcome = try place.run(compare("--seeds", "3", "--json", schemes: ["prior", "nash"]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let after = try lines()
    // Seconds are kept to the last digit only where nothing was trained again.
    #expect(after.isSuperset(of: before))
    // Three tasks alone, and three under each of three schemes, under three seeds; and a header.
    #expect(after.count == 3 * (3 + 3 * 3) + 1)
  }

  @Test("other options, another table or another folder are refused and named")
  func refused() throws {
    let place = try place()
    #expect(try place.run(compare("--seeds", "1", schemes: ["prior"])).status == 0)
    let before = try place.bytes("report/compare.json")
    let options = try place.run(compare("--seeds", "1", "--layer-norm", schemes: ["prior"]))
    #expect(options.status == 64)
    #expect(options.errors.contains("is now asked for with --layer-norm"), "\(options.errors)")
    try place.write(table(Fruit.records.dropLast()), as: "fruit.csv")
    let data = try place.run(compare("--seeds", "1", schemes: ["prior"]))
    #expect(data.status == 1)
    #expect(data.errors.contains("it had 40 rows, and now has 39"), "\(data.errors)")
    let folder = try place.run(compare(schemes: ["prior"], into: "."))
    #expect(folder.status == 74)
    #expect(folder.errors.contains("exists and is not a comparison"), "\(folder.errors)")
    let nowhere = try place.run(compare(schemes: ["prior"], into: "no/such/place"))
    #expect(nowhere.status == 74)
    #expect(nowhere.errors.contains("no/such: is not a folder"), "\(nowhere.errors)")
    #expect(try place.bytes("report/compare.json") == before)
  }

  @Test(
    "what cannot be compared is an error that says what to do",
    arguments: [
      (["--balance", "pcgrd"], 64, "did you mean \"pcgrad\"?"),
      (["--balance", "gradcos"], 64, "--primary"),
      (["--primary", "y_mas"], 64, "did you mean \"y_mass\"?"),
      (["--trade-off", "y_mass,y_rip"], 64, "did you mean \"y_ripe\"?"),
      (["--trade-off", "y_mass"], 64, "must be two of the labels"),
      (["--seeds", "0"], 64, "--seeds is 0, but must be from 1 to 1000"),
      (["--seeds=-1"], 64, "--seeds is -1, but must be from 1 to 1000"),
      (["--seed", "18446744073709551615"], 64, "must leave room for --seeds after it"),
      (["--split", "1,0,0"], 64, "neither test nor validation rows"),
      (["--hidden", "2048,2048", "--memory", "60MB"], 64, "more than --memory 60 MB"),
    ])
  func errors(options: [String], status: Int32, message: String) throws {
    let place = try place()
    var arguments = compare(schemes: [])
    if let split = arguments.firstIndex(of: "--split"), options[0] == "--split" {
      arguments.removeSubrange(split...split + 1)
    }
    let outcome = try place.run(arguments + options)
    #expect(outcome.status == status)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(try place.contents() == ["fruit.csv"])
  }

  @Test("one label has nothing to share with")
  func oneLabel() throws {
    let place = try place()
    let outcome = try place.run(
      "compare", "fruit.csv", "--label", "y_mass", "--ignore", "n_*", "-o", "report")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("a comparison needs at least two"), "\(outcome.errors)")
  }

  @Test("a scheme whose numbers are of no use is told of, and the others are compared")
  func failure() throws {
    let place = try place()
    // Gradient descent takes steps as long as the gradient: too long for the raw loss of a label of
    // this scale.
    let hopeless = "fixed:y_mass=5,y_ripe=1,y_sort=1"
    let outcome = try place.run(
      compare(
        "--plain", "--seeds", "2", "--optimizer", "sgd", "--learning-rate", "0.2",
        schemes: [hopeless, "prior"]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let document = try document(place)
    let failed = document.failures.filter { $0.model == "shared:\(hopeless)" }
    #expect(failed.map(\.seed).sorted() == [0, 1])
    #expect(failed.allSatisfy { $0.reason.contains("diverged") })
    let scheme = try document.scheme(hopeless)
    #expect(scheme.delta_m == nil && scheme.mean_rank == nil)
    #expect(try document.scheme("prior").delta_m != nil)
    #expect(outcome.output.contains("\(hopeless), seed 1: training diverged"))
    // However far off a figure is, it is written in a few letters.
    #expect(
      outcome.output.split(separator: "\n").filter { $0.hasPrefix("prior ") }.allSatisfy {
        $0.count < 200
      })
    let page = String(decoding: try place.bytes("report/report.html"), as: UTF8.self)
    #expect(page.contains("Runs without a model"))
  }

  @Test("one seed has no intervals, and the findings say so")
  func oneSeed() throws {
    let place = try place()
    let outcome = try place.run(compare("--seeds", "1", schemes: ["prior"]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("One seed cannot tell"))
    let prior = try document(place).scheme("prior")
    #expect(prior.delta_m?.low == nil && prior.delta_m_verdict == "unknown")
  }

  @Test("Ctrl-C ends it in order, and the same command goes on")
  func interruption() throws {
    let place = try place()
    let arguments = compare("--threads", "2", "--epochs", "2000", "--patience", "0", schemes: [])
      .filter { $0 != "3" }
    let begin = arguments.enumerated().filter { index, word in
      !(word == "--epochs" && index < arguments.lastIndex(of: "--epochs") ?? 0)
    }.map(\.element)
    let outcome = try place.run(begin, signalled: SIGINT) {
      ((try? place.contents("report/runs")) ?? []).contains { $0.hasSuffix(".json") }
    }
    #expect(outcome.status == 130)
    #expect(outcome.errors.contains("the same command goes on with it"), "\(outcome.errors)")
    let kept = try place.contents("report/runs")
    #expect(kept.contains { $0.hasSuffix(".json") })
    #expect(kept.contains { $0.hasSuffix(".safetensors") })
  }
}

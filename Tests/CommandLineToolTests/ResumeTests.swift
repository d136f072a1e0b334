import Foundation
import Testing

/// Runs that are interrupted and go on.
struct ResumeTests {
  private static let header = ["a", "b", "c", "y_real", "y_flag", "y_sort"]

  /// Enough rows for a few hundred steps.
  private static let text = table(
    [header]
      + (0..<2000).map { (row: Int) -> [String] in
        let (a, b) = (row * 37 % 101, row * 53 % 89)
        return [
          "\(a)", "\(b)", ["red", "green", "blue"][row % 3], "\(3 * a - b + row % 11)",
          a > b ? "yes" : "no", row % 5 == 0 ? "" : ["low", "mid", "high"][(a + b) / 70],
        ]
      })

  private static let options = [
    "--label", "y_*", "--epochs", "3", "--hidden", "12", "--batch-size", "16", "--quiet",
  ]

  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(Self.text, as: "t.csv")
    return place
  }

  private func train(_ run: String, _ scheme: String, _ more: String...) -> [String] {
    ["train", "t.csv", "-o", run, "--balance", scheme] + Self.options + more
  }

  /// All that must be the same however often a run was interrupted.
  private func outcome(of run: String, in place: TemporaryFolder) throws -> [String: Data] {
    var files = ["model": try place.bytes("\(run)/model.safetensors")]
    files["gramian"] = try? place.bytes("\(run)/gramian.csv")
    let history = records(String(decoding: try place.bytes("\(run)/history.csv"), as: UTF8.self))
    let seconds = try #require(history[0].firstIndex(of: "seconds"))
    files["history"] = Data(
      table(history.map { $0.enumerated().filter { $0.offset != seconds }.map(\.element) }).utf8)
    return files
  }

  @Test(
    "a run that is killed at any moment goes on and ends with the same bytes",
    arguments: ["prior", "gradnorm", "famo", "upgrad", "db-mtl", "rlw", "sdmgrad-stochastic"])
  func kills(scheme: String) throws {
    let place = try place()
    #expect(try place.run(train("whole", scheme)).status == 0)
    let expected = try outcome(of: "whole", in: place)
    let begin = train("run", scheme, "--checkpoint-every", "200rows")
    let goOn = ["train", "--resume", "run", "--quiet", "--checkpoint-every", "200rows"]
    // Each life is a little longer than the one before, so that an end is reached.
    for life in 1...200 {
      let isUnderWay = place.exists("run/checkpoint/running.safetensors")
      let outcome = try place.run(
        isUnderWay ? goOn : begin, killedAfter: .milliseconds(10 + 7 * life))
      if outcome.hasExited { #expect(outcome.status == 0, "\(outcome.errors)") }
      // The last kill may have come when all was done.
      if outcome.hasExited || place.exists("run/model.safetensors") { break }
    }
    #expect(try self.outcome(of: "run", in: place) == expected)
  }

  @Test("Ctrl-C saves the run after the step, and says how to go on", arguments: [SIGINT, SIGTERM])
  func interruption(signal: CInt) throws {
    let place = try place()
    #expect(try place.run(train("whole", "mgda", "--epochs", "60")).status == 0)
    let outcome = try place.run(
      train("run", "mgda", "--epochs", "60", "--checkpoint-every", "epoch"), signalled: signal,
      when: { place.exists("run/checkpoint/running.safetensors") })
    #expect(outcome.hasExited)
    #expect(outcome.status == 128 + signal)
    #expect(
      outcome.errors.hasSuffix("; go on with: equipoise train --resume run\n"), "\(outcome.errors)")
    #expect(try place.contents("run") == ["checkpoint"])
    // What is there so far can be looked at and taken.
    #expect(try place.run("inspect", "run").errors.contains("the run is unfinished"))
    #expect(try place.run("export", "run", "-o", "best.safetensors").status == 0)
    #expect(try place.run("inspect", "best.safetensors").status == 0)
    for command in [["predict", "run", "t.csv", "-o", "p.csv"], ["evaluate", "run", "t.csv"]] {
      let refused = try place.run(command)
      #expect(refused.status == 74)
      #expect(refused.errors.contains("holds an unfinished run, which has no model yet; finish it"))
    }
    #expect(try place.run(train("run", "mgda")).errors.contains("go on with it by --resume run"))

    #expect(try place.run("train", "--resume", "run", "--quiet").status == 0)
    #expect(try self.outcome(of: "run", in: place) == self.outcome(of: "whole", in: place))
  }

  @Test("more epochs can follow, and nothing else may be changed")
  func options() throws {
    let place = try place()
    let constant = ["--schedule", "constant", "--patience", "0"]
    #expect(try place.run(train("run", "prior") + constant).status == 0)
    #expect(
      try place.run(train("whole", "prior", "--epochs", "5") + constant).status == 0)
    let before = try place.bytes("run/model.safetensors")

    func refused(_ more: String..., status: Int32 = 64, with words: String) throws {
      let outcome = try place.run(["train", "--resume", "run"] + more)
      #expect(outcome.status == status)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      #expect(try place.bytes("run/model.safetensors") == before)
      #expect(try place.contents("run/checkpoint") == ["final.safetensors"])
    }
    let remedy = "leave it out to go on with the run, or begin another one with -o"
    try refused(
      "--batch-size", "8",
      with: "--batch-size=8: the run was begun with --batch-size=16; \(remedy)")
    // A default is another value too.
    try refused(
      "--batch-size=128",
      with: "--batch-size=128: the run was begun with --batch-size=16; \(remedy)")
    try refused("--layer-norm", with: "--layer-norm: the run was begun without it; \(remedy)")
    try refused("--balance", "mgda", with: "the run was begun with --balance=prior")
    try refused("--label", "y_real", with: "the run was begun with --label=y_*")
    try refused(
      "--epochs", "2", with: "--epochs is 2, but the run was begun with 3: it may be raised")

    // Nothing is left to do: the run stays as it is, and can still go on.
    #expect(try place.run("train", "--resume", "run", "--quiet").status == 0)
    #expect(try place.bytes("run/model.safetensors") == before)
    #expect(
      try place.run("train", "--resume", "run", "--quiet", "--checkpoint-every", "never").status
        == 0)
    #expect(try place.contents("run/checkpoint") == ["final.safetensors"])

    // Told again as it was, an option is no change.
    let more = try place.run(
      "train", "--resume", "run", "t.csv", "--batch-size", "16", "--label", "y_*", "--epochs", "5",
      "--threads", "1", "--quiet")
    #expect(more.status == 0, "\(more.errors)")
    #expect(try outcome(of: "run", in: place) == outcome(of: "whole", in: place))
  }

  @Test("what followed from the rows is kept: it may be told again, and more epochs can follow")
  func fewRows() throws {
    let place = try place()
    try place.write(
      Self.text.split(separator: "\n").prefix(61).map { "\($0)\n" }.joined(), as: "few.csv")
    // 48 training rows: batches of 16, 3 an epoch, 1334 epochs.
    let options = [
      "--label", "y_*", "--hidden", "4", "--schedule", "constant", "--patience", "0", "--quiet",
    ]
    #expect(try place.run(["train", "few.csv", "-o", "run"] + options).status == 0)
    #expect(
      try place.run(["train", "few.csv", "-o", "whole", "--epochs", "1400"] + options).status == 0)
    let lowered = try place.run("train", "--resume", "run", "--epochs", "1200")
    #expect(lowered.errors.contains("--epochs is 1200, but the run was begun with 1334"))
    let changed = try place.run("train", "--resume", "run", "--batch-size", "8")
    #expect(changed.errors.contains("--batch-size=8: the run was begun with --batch-size=16"))
    let more = try place.run(
      "train", "--resume", "run", "--epochs", "1400", "--batch-size", "16", "--quiet")
    #expect(more.status == 0, "\(more.errors)")
    #expect(try outcome(of: "run", in: place) == outcome(of: "whole", in: place))
    #expect(
      try place.bytes("run/MODEL_CARD.md") == place.bytes("whole/MODEL_CARD.md"))
  }

  @Test("the data must be those the run was begun with, wherever they are now")
  func data() throws {
    let place = try place()
    #expect(try place.run(train("run", "prior")).status == 0)
    let lines = Self.text.split(separator: "\n").map(String.init)
    func refused(_ lines: [String], with words: String) throws {
      try place.write(lines.joined(separator: "\n") + "\n", as: "other.csv")
      let outcome = try place.run("train", "--resume", "run", "other.csv", "--epochs", "4")
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains("other.csv: is not the data the run was begun with: it \(words)"),
        "\(outcome.errors)")
    }
    try refused(lines.dropLast(), with: "had 2000 rows, and now has 1999; give the same data")
    try refused(
      [lines[0], lines[1].replacing(",red,", with: ",blue,")] + lines.dropFirst(2),
      with: "has other values in column \"c\"")
    try refused(
      [lines[0], lines[2], lines[1]] + lines.dropFirst(3), with: "has other values in columns \"a\""
    )
    try refused(
      [lines[0].replacing("a,b", with: "a,d")] + lines.dropFirst(),
      with: "has no more column \"b\" and has column \"d\" besides")

    // The same rows under another name, compressed or not, and with other columns besides.
    try place.write(lines.map { "\($0)\n" }.joined(), as: "moved.csv")
    #expect(
      try place.run("train", "--resume", "run", "moved.csv", "--epochs", "4", "--quiet").status == 0
    )
    try FileManager.default.removeItem(at: place.folder.appending(path: "moved.csv"))
    let gone = try place.run("train", "--resume", "run", "--epochs", "5")
    #expect(gone.status == 74)
    #expect(
      gone.errors
        == "Error: moved.csv: cannot be opened: No such file or directory; "
        + "if it has moved, say where it is now: equipoise train --resume run NEWPATH\n")
  }

  /// What `--experimental-dump-help` says of a command.
  private struct Help: Decodable {
    let command: Command

    struct Command: Decodable {
      let commandName: String
      let subcommands: [Command]?
      let arguments: [Argument]?
    }

    struct Argument: Decodable {
      let kind: String
      let preferredName: Name?
    }

    struct Name: Decodable {
      let name: String
    }
  }

  @Test("every option of train is kept for going on, or may be changed")
  func everyOption() throws {
    let place = try place()
    let help: Help = try place.run("train", "--experimental-dump-help").json()
    let train = try #require(
      ([help.command] + (help.command.subcommands ?? [])).first { $0.commandName == "train" })
    let names = Set(
      (train.arguments ?? []).filter { $0.kind != "positional" }.compactMap(\.preferredName?.name))
    let free: Set = [
      "output", "overwrite", "resume", "checkpoint-every", "memory", "threads", "json", "quiet",
      "profile", "tensorboard", "pack", "time", "folds", "refit", "help", "version",
      "generate-completion-script",
    ]
    // Each kept option in another value than its default, as the run was begun with.
    let values = [
      "label": "y_*", "task": "z=z_*:regression:sum", "ignore": "b", "weight-column": "w",
      "weight": "y_flag=w", "class-weight": "y_sort=balanced", "threshold": "y_flag=f1",
      "features": "a,c", "categorical": "c",
      "numeric": "a", "delimiter": ",", "skip-lines": "1", "comment": "#", "missing": "-",
      "decimal": ".", "thousands": ",", "strip": "$", "unit": "a=kg", "date": "d:%d/%m/%Y",
      "fold-case": "b", "split": "0.7,0.2,0.1", "split-by-time": "d", "split-gap": "1d",
      "balance": "pcgrad-primary", "task-weight": "y_sort=2", "primary": "y_flag",
      "balance-ema": "0.5", "balance-every": "2", "rescale": "sum-to-n", "head-weights": "unit",
      "gradient-scope": "last", "gramian": "exact", "hidden": "7,5", "towers": "4", "members": "2",
      "sharing": "towers",
      "numeric-embedding": "both", "cross": "a,c", "activation": "gelu",
      "dropout": "0.25", "head-init": "zero", "epochs": "2", "batch-size": "33",
      "slice-rows": "9", "shards": "2", "learning-rate": "0.002", "schedule": "linear:0.25",
      "warmup": "3",
      "optimizer": "sgd:0.5", "weight-decay": "0.125", "clip": "2.5", "ema": "0.75",
      "patience": "4", "seed": "18446744073709551615", "importance-group": "a,c",
      "importance-repeats": "2", "importance-predictions": "4000000",
    ]
    let flags: Set = [
      "layer-norm", "no-usual-missing", "accounting", "log-losses", "plain", "linear-path",
      "balance-coverage", "balance-damping", "own-epochs", "crosses", "units-line", "union-columns",
      "importance",
    ]
    // The split has one of several forms, units are below a header, and there is one recipe.
    let opposites = [
      "linear-path", "own-epochs", "balance-coverage", "balance-damping", "crosses",
    ]
    let others = Set(
      [
        "split-column", "split-by", "split-file", "stratify", "no-stratify", "repeats-together",
        "validation", "test", "no-header", "quick",
      ] + opposites.map { "no-\($0)" })
    #expect(
      names.subtracting(free) == flags.union(values.keys).union(others),
      "what is new is kept by `stated`, or named here")

    let weighted = Self.text.split(separator: "\n").enumerated().map { index, line in
      let (week, day) = (index % 7, 1 + index % 28)
      return line
        + (index == 0 ? ",w,d,z_1,z_2" : ",\(1 + index % 2),\(day)/02/2023,\(week),\(-day)")
    }
    let units = weighted[0].split(separator: ",").map { _ in "[u]" }.joined(separator: ",")
    let rows = weighted.dropFirst().map { String($0) }
    let lines = ["a title", String(weighted[0]), units] + rows + ["# the end"]
    try place.write(lines.joined(separator: "\n") + "\n", as: "w.csv")
    let options =
      values.sorted { $0.key < $1.key }.map { "--\($0)=\($1)" } + flags.map { "--\($0)" }
    let begun = try place.run(["train", "w.csv", "-o", "run", "--quiet"] + options)
    #expect(begun.status == 0, "\(begun.errors)")
    // They all come back, or one of them would be another value than the run was begun with.
    let again = try place.run(["train", "--resume", "run", "--quiet"] + options)
    #expect(again.status == 0, "\(again.errors)")
  }
}

import Foundation
import PythonReference
import Testing

private let python = PythonInterpreter(importing: "numpy", "safetensors")

/// `equipoise prepare`, and what other commands make of its folder.
struct PrepareCommandTests {
  /// A table with dates, categories, missing cells and weights, in two files.
  private static let records: [[String]] =
    [["id", "day", "when", "a", "kind", "code", "w", "y_real", "y_flag", "y_sort", "y_count"]]
    + (0..<600).map { row in
      let a = row * 37 % 101
      return [
        "r\(row)", "2023-0\(1 + row % 9)-2\(row % 7)",
        row % 19 == 4 ? "" : "2024-0\(1 + row % 9)-1\(row % 9)",
        row % 11 == 3 ? "NA" : "\(Double(a) / 4)", ["red", "Blue", ""][row % 3],
        "\(row * 5 % 3)", "\(1 + row % 4)", row % 23 == 1 ? "" : "\(3 * a + row % 7).25",
        a > 50 ? "yes" : "no", ["low", "mid", "high"][(a + row) % 3], "\(a % 6)",
      ]
    }
  private static let labels = [
    "--label", "y_*", "--ignore", "id", "--categorical", "code", "--weight-column", "w",
    "--class-weight", "y_sort=balanced",
  ]
  private static let small = ["--epochs", "2", "--hidden", "8", "--members", "2", "--quiet"]

  /// The two files and, prepared, `table`.
  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    let (header, rows) = (Self.records[0], Self.records.dropFirst())
    try place.write(table([header] + rows.prefix(250)), as: "a.csv")
    try place.write(table([header] + rows.dropFirst(250)), as: "b.csv")
    try run(place, ["prepare", "a.csv", "b.csv", "-o", "table"] + Self.labels)
    return place
  }

  @discardableResult
  private func run(
    _ place: TemporaryFolder, _ arguments: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> TemporaryFolder.Outcome {
    let outcome = try place.run(arguments)
    try #require(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
    return outcome
  }

  @Test("prior prints of it what it prints of the text, without naming labels")
  func prior() throws {
    let place = try place()
    let options = ["--label", "y_*", "--weight-column", "w", "--class-weight", "y_sort=balanced"]
    for format in [[], ["--json"]] {
      let text = try run(place, ["prior", "a.csv", "b.csv"] + options + format)
      #expect(try run(place, ["prior", "table"] + format).output == text.output)
    }
  }

  @Test(
    "train makes of it the model that it makes of the text, byte by byte",
    arguments: [
      [], ["--split-by", "kind"], ["--split-by-time", "day"], ["--cross", "kind,code"],
    ])
  func train(options: [String]) throws {
    let place = try place()
    try run(place, ["train", "a.csv", "b.csv", "-o", "text"] + Self.labels + Self.small + options)
    try run(place, ["train", "table", "-o", "prepared"] + Self.small + options)
    for name in ["model.safetensors", "split.csv"] {
      #expect(try place.bytes("prepared/\(name)") == place.bytes("text/\(name)"), "\(name)")
    }
  }

  @Test("a run on it goes on, and packs, folds and comparisons take it")
  func otherRuns() throws {
    let place = try place()
    try run(place, ["train", "table", "-o", "run", "--epochs", "4"] + Self.small.dropFirst(2))
    try run(place, ["train", "table", "-o", "part", "--epochs", "2"] + Self.small.dropFirst(2))
    let goesOn = try place.run(["train", "--resume", "part", "--epochs", "4", "--quiet"])
    #expect(goesOn.status == 0, "\(goesOn.errors)")
    try run(place, ["train", "table", "-o", "pack", "--pack", "2"] + Self.small)
    try run(place, ["train", "table", "-o", "folds", "--folds", "3"] + Self.small)
    try run(
      place,
      ["compare", "table", "-o", "report", "--balance", "prior", "--seeds", "1"] + Self.small)
  }

  @Test("predict and evaluate say of it what they say of the text")
  func predict() throws {
    let place = try place()
    try run(place, ["train", "a.csv", "b.csv", "-o", "run"] + Self.labels + Self.small)
    let text = try run(place, ["predict", "run", "a.csv", "b.csv", "-o", "-", "--quiet"]).output
    #expect(try run(place, ["predict", "run", "table", "-o", "-", "--quiet"]).output == text)
    let judged = try run(place, ["evaluate", "run", "a.csv", "b.csv", "--json", "--quiet"]).output
    #expect(try run(place, ["evaluate", "run", "table", "--json", "--quiet"]).output == judged)
    let worst = try run(place, ["evaluate", "run", "table", "--worst", "3", "--quiet"])
    #expect(!worst.output.isEmpty)
  }

  @Test("what a prepared table cannot be asked is refused, and says what to do")
  func refused() throws {
    let place = try place()
    for (arguments, words) in [
      (["train", "table", "-o", "r", "--missing", "x"], "--missing"),
      (["train", "table", "a.csv", "-o", "r"], "read alone"),
      (["train", "table", "-o", "r", "--label", "a"], "was prepared as a feature"),
      (["train", "table", "-o", "r", "--categorical", "a"], "was prepared as numbers"),
      (["prepare", "table", "-o", "again", "--label", "y_*"], "is prepared already"),
      (["prepare", "a.csv", "-o", "table", "--label", "y_*"], "--overwrite"),
      (["prepare", "a.csv", "-o", "b.csv", "--label", "y_*"], "is no prepared table"),
      (["prepare", "a.csv", "-o", "new", "--label", "y_zzz"], "y_zzz"),
      (["prepare", "a.csv", "-o", "new"], "no label is named"),
    ] {
      let outcome = try place.run(arguments)
      #expect(outcome.status != 0 && outcome.errors.contains(words), "\(outcome.errors)")
    }
    #expect(try place.contents() == ["a.csv", "b.csv", "table"])
    try run(place, ["prepare", "a.csv", "-o", "table", "--overwrite"] + Self.labels)
    #expect(try run(place, ["prior", "table"]).output.hasPrefix("250 rows"))
  }

  /// A prepared table of numbers that is larger than the memory of the tests that train on it.
  private func largeTable(in place: TemporaryFolder) throws {
    var text = (0..<20).map { "x\($0)," }.joined() + "y_r,y_b\n"
    var state: UInt64 = 1
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 40) % 100
    }
    for _ in 0..<30_000 {
      let cells = (0..<20).map { _ in next() }
      text +=
        cells.map { "\($0)," }.joined() + "\(3 * cells[0] - cells[1]),"
        + (cells[2] > cells[3] ? "yes\n" : "no\n")
    }
    try place.write(text, as: "large.csv")
    try run(place, ["prepare", "large.csv", "--label", "y_*", "-o", "large", "--quiet"])
  }
  private static let little = [
    "train", "large", "--memory", "48MB", "--hidden", "8", "--members", "1", "--no-crosses",
    "--epochs", "2", "--quiet",
  ]

  @Test("a table larger than memory stays on disk, and a run on it goes on with the same bits")
  func largerThanMemory() throws {
    let place = try TemporaryFolder()
    try largeTable(in: place)
    let told = try run(place, Self.little.dropLast() + ["-o", "whole"])
    #expect(told.errors.contains("its training rows stay on disk"), "\(told.errors)")
    struct Metrics: Decodable {
      struct Rows: Decodable {
        let train: Int
        let validation: Int
        let test: Int
      }
      let rows: Rows
    }
    let rows = try JSONDecoder().decode(Metrics.self, from: place.bytes("whole/metrics.json")).rows
    #expect(rows.train + rows.validation + rows.test == 30_000 && rows.train > 20_000)
    #expect(!place.exists("whole/split.csv"))
    let model = try place.bytes("whole/model.safetensors")
    try run(place, Self.little + ["-o", "again", "--threads", "1"])
    #expect(try place.bytes("again/model.safetensors") == model)

    let ended = try place.run(
      Self.little + ["-o", "part", "--checkpoint-every", "2000rows"], signalled: SIGINT,
      when: { place.exists("part/checkpoint/running.safetensors") })
    #expect(ended.status == 130, "\(ended.errors)")
    let other = try place.run(["train", "--resume", "part", "--quiet", "--memory", "50MB"])
    #expect(other.status == 64 && other.errors.contains("--memory"), "\(other.errors)")
    try run(place, ["train", "--resume", "part", "--quiet"])
    #expect(try place.bytes("part/model.safetensors") == model)
    #expect(try place.contents() == ["again", "large", "large.csv", "part", "whole"])
  }

  @Test("what needs all rows in memory is refused for a table that is larger")
  func tooLarge() throws {
    let place = try TemporaryFolder()
    try largeTable(in: place)
    for options in [
      ["--split-by", "x0"], ["--repeats-together"], ["--pack", "2"], ["--folds", "3"],
    ] {
      let outcome = try place.run(Self.little + ["-o", "run"] + options)
      #expect(outcome.status != 0 && outcome.errors.contains("--memory"), "\(outcome.errors)")
    }
    #expect(try place.contents() == ["large", "large.csv"])
  }

  /// The names and bytes of what a folder holds.
  private func bytes(of name: String, in place: TemporaryFolder) throws -> [String: Data] {
    Dictionary(
      uniqueKeysWithValues: try place.contents(name).map { ($0, try place.bytes("\(name)/\($0)")) })
  }

  @Test("ended in the middle of a table, it goes on behind the one before, with the same bytes")
  func goesOn() throws {
    let place = try TemporaryFolder()
    let (header, rows) = (Self.records[0], Array(Self.records.dropFirst()))
    let names = ["a.csv", "b.csv", "c.csv", "d.csv"]
    for (index, name) in names.enumerated() {
      var part = Array(rows[(150 * index)..<(150 * index + 150)])
      // A column that looks like numbers turns out to have texts.
      if index > 0 { part = part.map { $0.prefix(3) + ["\($0[3])?"] + $0.dropFirst(4) } }
      try place.write(table([header] + part), as: name)
    }
    let command = ["prepare"] + names + Self.labels
    let whole = try run(place, command + ["-o", "whole"])
    let expected = try bytes(of: "whole", in: place)
    // Each table in turn cannot be read, and is mended.
    let good = try names.map { try place.bytes($0) }
    for (index, name) in names.enumerated() {
      try place.write("not,the,header\n1,2,3\n", as: name)
      let ended = try place.run(command + ["-o", "part"])
      #expect(ended.status != 0 && ended.errors.contains(name), "\(ended.errors)")
      #expect(place.exists("part.partial") == (index > 0) && !place.exists("part"))
      try good[index].write(to: place.folder.appending(path: name))
    }
    let last = try run(place, command + ["-o", "part"])
    #expect(last.errors.contains("going on behind 3 of 4 tables"), "\(last.errors)")
    #expect(
      last.errors.split(separator: "\n").dropFirst() == whole.errors.split(separator: "\n")[...])
    #expect(try bytes(of: "part", in: place) == expected)
    #expect(try place.contents() == names + ["part", "whole"])
  }

  @Test("a table that has changed, or another request, begins anew")
  func beginsAnew() throws {
    let place = try place()
    try place.write("not,the,header\n1,2,3\n", as: "c.csv")
    let options = ["prepare", "a.csv", "b.csv", "c.csv", "-o", "new"]
    func refused(_ more: [String]) throws -> String {
      let outcome = try place.run(options + more)
      #expect(outcome.status == 1, "\(outcome.errors)")
      return outcome.errors
    }
    #expect(try !refused(Self.labels).contains("going on"))
    #expect(try refused(Self.labels).contains("going on behind 2 of 3 tables"))
    #expect(try !refused(Self.labels + ["--missing", "low"]).contains("going on"))
    #expect(try refused(Self.labels + ["--missing", "low"]).contains("going on behind 2"))
    try place.write(table(Array(Self.records.prefix(50))), as: "a.csv")
    #expect(try !refused(Self.labels + ["--missing", "low"]).contains("going on"))
  }

  @Test("killed at any moment, it ends with the same bytes")
  func killed() throws {
    let place = try TemporaryFolder()
    let header = Self.records[0]
    let names = (0..<6).map { "t\($0).csv" }
    for (index, name) in names.enumerated() {
      let rows = (0..<10).flatMap { _ in Self.records.dropFirst() }.dropFirst(index)
      try place.write(table([header] + rows), as: name)
    }
    let command = ["prepare"] + names + Self.labels + ["--quiet", "-o"]
    try run(place, command + ["whole"])
    let expected = try bytes(of: "whole", in: place)
    var kills = 0
    for milliseconds in stride(from: 20, to: 400, by: 20) {
      let outcome = try place.run(command + ["part"], killedAfter: .milliseconds(milliseconds))
      if !outcome.hasExited { kills += 1 }
      if place.exists("part") { break }
    }
    if !place.exists("part") { try run(place, command + ["part"]) }
    #expect(try bytes(of: "part", in: place) == expected)
    #expect(try place.contents() == ["part"] + names + ["whole"])
    #expect(kills > 0)
  }

  @Test("a table that ends in an error leaves nothing behind")
  func failure() throws {
    let place = try TemporaryFolder()
    let rows = (0..<3000).map { "\($0),\($0 % 5)\n" }.joined()
    try place.write("a,y\n" + rows + "word,1\n", as: "bad.csv")
    let outcome = try place.run(["prepare", "bad.csv", "--label", "y", "-o", "t"])
    #expect(outcome.status == 1 && outcome.errors.contains("bad.csv:3002"), "\(outcome.errors)")
    #expect(try place.contents() == ["bad.csv"])
  }

  @Test(
    "the page's code reads it in NumPy", .enabled(if: python != nil, "needs Python with NumPy"))
  func page() throws {
    let place = try place()
    let blocks = try DocumentedCode(onPage: "dataset.md").blocks("python")
    let printed = try #require(python).run(
      try #require(blocks.first) + """

        columns = read_table("\(place.folder.path)/table")
        for name in ["when", "a", "kind", "code", "y_real", "y_count"]:
            for cell in columns[name]:
                print(name, "" if cell is None or cell != cell else cell, sep="=")
        """)
    var expected: [[String]] = []
    let days = Dictionary(
      uniqueKeysWithValues: Set(Self.records.dropFirst().map { $0[2] }).map { ($0, seconds($0)) })
    for name in ["when", "a", "kind", "code", "y_real", "y_count"] {
      let column = try #require(Self.records[0].firstIndex(of: name))
      for record in Self.records.dropFirst() {
        let text = record[column] == "NA" ? "" : record[column]
        expected.append([name, name == "when" ? days[text] ?? "" : text])
      }
    }
    let found = String(decoding: printed, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    }
    try #require(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect(found[0] == expected[0])
      if let number = Double(expected[1]), expected[0] != "code" {
        #expect(Double(found[1]) == number, "\(expected)")
      } else {
        #expect(found[1] == expected[1], "\(expected)")
      }
    }
  }

  /// Seconds from 1970 to a day, by Foundation.
  private func seconds(_ day: String) -> String {
    guard let date = try? Date(day + "T00:00:00Z", strategy: .iso8601) else { return "" }
    return "\(date.timeIntervalSince1970)"
  }
}

import Foundation
import Testing

/// `equipoise predict` beyond the predictions themselves: names, columns of the input, classes.
struct PredictCommandTests {
  /// A run of the fruit's regression, two classes and three classes, and a table to predict.
  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    let outcome = try place.run(
      "train", "fruit.csv", "--label", "y_mass", "--label", "y_ripe", "--label", "y_sort",
      "--features", "length,width,colour", "--epochs", "1", "--hidden", "4", "--quiet", "-o", "run")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return place
  }

  @Test("columns of the input come first, as they are written there, in the order asked for")
  func keep() throws {
    let place = try place()
    let texts = [["007", "1.50", "red"], ["NA", "+2e0", "green"], ["3", "", "blue"]]
    try place.write(
      "id,length,width,colour\n"
        + texts.map { "\($0[0]),\($0[1]),1,\"\($0[2])\"\n" }.joined(), as: "new.csv")
    let plain = try place.run("predict", "run", "new.csv", "-o", "-").records
    let outcome = try place.run(
      "predict", "run", "new.csv", "-o", "-", "--keep", "id,len*", "--keep", "colour")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let columns = [["id", "length", "colour"]] + texts
    #expect(outcome.records == zip(columns, plain).map { $0 + $1 })
    // As from a file, so from a stream that cannot be read twice.
    let streamed = try place.run(
      ["predict", "run", "-", "-o", "-", "--keep", "id,length", "--keep", "colour"],
      input: try place.bytes("new.csv"))
    #expect(streamed.output == outcome.output)
  }

  @Test("a label that is kept is told apart from its prediction, and that is said")
  func keptLabel() throws {
    let place = try place()
    let outcome = try place.run("predict", "run", "fruit.csv", "-o", "p.csv", "--keep", "y_mass")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains(#"that of the input is called "y_mass (input)""#))
    let found = records(String(decoding: try place.bytes("p.csv"), as: UTF8.self))
    #expect(found[0].prefix(2) == ["y_mass (input)", "y_mass"])
    #expect(found.dropFirst().map { $0[0] } == Fruit.records.dropFirst().map { $0[3] })
  }

  @Test("classes alone, or the most probable ones, agree with all probabilities")
  func classes() throws {
    let place = try place()
    func predict(_ options: String...) throws -> [[String]] {
      let outcome = try place.run(["predict", "run", "fruit.csv", "-o", "-", "--quiet"] + options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.records
    }
    let whole = try predict()
    #expect(
      whole[0] == [
        "y_mass", "y_ripe", "y_ripe=no", "y_ripe=yes", "y_sort", "y_sort=A", "y_sort=B",
        "y_sort=C",
      ])
    #expect(try predict("--no-probabilities") == whole.map { [$0[0], $0[1], $0[4]] })
    let top = try predict("--top", "2")
    #expect(
      top[0] == [
        "y_mass", "y_ripe", "y_ripe=no", "y_ripe=yes", "y_sort", "y_sort_probability",
        "y_sort_top2", "y_sort_top2_probability",
      ])
    for (row, all) in zip(top, whole).dropFirst() {
      let ranked = zip(["A", "B", "C"], all[5...].map { Double($0) ?? .nan })
        .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      #expect([row[4], row[6]] == ranked.prefix(2).map(\.0))
      #expect([row[5], row[7]].map(Double.init) == ranked.prefix(2).map(\.1))
    }
    #expect(
      try predict("--top", "2", "--no-probabilities") == top.map { [$0[0], $0[1], $0[4], $0[6]] })
  }

  @Test("columns that are asked for are written, in that order")
  func columns() throws {
    let place = try place()
    let whole = try place.run("predict", "run", "fruit.csv", "-o", "-", "--quiet").records
    let some = try place.run(
      "predict", "run", "fruit.csv", "-o", "-", "--quiet", "--columns", "y_sort=?,y_mass",
      "--keep", "colour")
    #expect(some.status == 0, "\(some.errors)")
    #expect(some.records[0] == ["colour", "y_sort=A", "y_sort=B", "y_sort=C", "y_mass"])
    #expect(
      some.records.map { Array($0.dropFirst()) } == whole.map { [$0[5], $0[6], $0[7], $0[0]] })
    let unknown = try place.run(
      "predict", "run", "fruit.csv", "-o", "p.csv", "--columns", "y_mas")
    #expect(unknown.status == 64)
    #expect(
      unknown.errors.contains(
        #"the predictions: there is no column "y_mas"; did you mean "y_mass"?"#))
    #expect(!FileManager.default.fileExists(atPath: place.folder.appending(path: "p.csv").path))
  }

  @Test("a name, or an option, asks for JSON lines with what CSV has", arguments: ["p.jsonl", "-"])
  func jsonLines(output: String) throws {
    let place = try place()
    let records = try place.run(
      "predict", "run", "fruit.csv", "-o", "-", "--quiet", "--keep", "width", "--interval", "0.5"
    ).records
    let outcome = try place.run(
      [
        "predict", "run", "fruit.csv", "-o", output, "--quiet", "--keep", "width", "--interval",
        "0.5",
      ] + (output == "-" ? ["--format", "jsonl"] : []))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text =
      output == "-" ? outcome.output : String(decoding: try place.bytes(output), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.count == records.count - 1)
    for (line, record) in zip(lines, records.dropFirst()) {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(Set(object.keys) == Set(records[0]))
      for (name, cell) in zip(records[0], record) {
        switch object[name] {
        // What is kept is a text, whatever it looks like.
        case let text as String: #expect(text == cell)
        case let texts as [String]:
          #expect(texts.joined(separator: "|") == cell.filter { $0 != "\"" })
        case let number as Double: #expect(number == Double(cell) && name != "width")
        default: #expect(["inf", "-inf"].contains(cell))
        }
      }
    }
  }

  @Test("a bad cell far down is named by its line, and leaves what was there")
  func badCell() throws {
    let place = try place()
    let rows = (0..<30_000).map { $0 == 29_000 ? "1,12 cm,red\n" : "\($0 % 7),2,red\n" }
    try place.write("length,width,colour\n" + rows.joined(), as: "long.csv")
    try place.write("before", as: "p.csv")
    for output in ["p.csv", "new.csv", "new.jsonl.gz"] {
      let outcome = try place.run("predict", "run", "long.csv", "-o", output)
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains(#"long.csv:29002: column "width": "12 cm" is not a number"#))
    }
    #expect(String(decoding: try place.bytes("p.csv"), as: UTF8.self) == "before")
    let left = try FileManager.default.contentsOfDirectory(atPath: place.folder.path)
    #expect(Set(left) == ["fruit.csv", "run", "long.csv", "p.csv"])
  }

  /// Labels of every kind with names that a careless program stumbles over, and class names alike.
  private static let odd: [(name: String, kind: String, cells: [String])] = [
    ("kind", "multiclass", ["a", "b", "c"]), ("kind=b", "regression", ["1", "2.5", "-3"]),
    ("a", "binary", ["b=c", "x"]), ("a=b", "binary", ["c", "x"]),
    ("a=b=c (2)", "count", ["0", "2"]),
    ("clicked: yes", "binary", ["no", "yes"]), ("n:count", "regression", ["1", "2"]),
    ("p:huber", "binary", ["p", "q"]), ("\"quoted\"", "regression", ["5", "7"]),
    ("\"", "binary", ["\"", "'"]), ("two\nlines", "multiclass", ["x\ny", "x\r\ny", "z"]),
    (" before", "regression", ["0.1", "0.2"]), ("after\t", "binary", [" a", "a "]),
    ("*", "regression", ["3", "4"]), ("?", "multiclass", ["*", "?", "a,b"]),
    ("=SUM(A1)", "count", ["1", "3"]), ("x;y;z", "regression", ["8", "9"]),
    ("t\ta\tb", "binary", ["u;v", "w|x"]), ("-1", "regression", ["6", "-6"]),
    ("--label", "binary", ["-", "--"]), ("é", "multiclass", ["é", "e\u{301}", "E"]),
    ("\u{FEFF}mark", "regression", ["1", "4"]), ("34.99", "regression", ["2", "3"]),
    ("column 3", "binary", ["0", "1"]),
  ]

  @Test("predictions are read back whatever labels and classes are called")
  func oddNames() throws {
    let place = try TemporaryFolder()
    func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
    let header = ["feature"] + Self.odd.map(\.name)
    let rows = (0..<60).map { row in
      ["\(row % 7)"] + Self.odd.map { $0.cells[row % $0.cells.count] }
    }
    try place.write(
      ([header] + rows).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined(), as: "t.csv")
    let labels = Self.odd.map { "--label=\(quoted($0.name)):\($0.kind)" }
    let train = try place.run(
      ["train", "t.csv", "--epochs", "1", "--hidden", "2", "--quiet", "-o", "run"] + labels)
    try #require(train.status == 0, "\(train.errors)")
    let predict = try place.run(
      "predict", "run", "t.csv", "-o", "p.csv", "--quiet", "--keep", "feature")
    try #require(predict.status == 0, "\(predict.errors)")
    for (name, _, _) in Self.odd {
      // A prediction may be the same in all rows: then it is the label that is told of, not a name.
      let prior = try place.run("prior", "p.csv", "--quiet", "--label=\(quoted(name))")
      let isUseless =
        prior.errors.contains("nothing to learn") || prior.errors.contains("one class")
      #expect(prior.status == 0 || isUseless, "\(name): \(prior.errors)")
    }
    // Every column, the classes' as well, can be read and no two are one.
    let again = try place.run(
      "train", "p.csv", "--epochs", "1", "--hidden", "2", "--quiet", "-o", "again", "--label",
      "feature")
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test("a model reads another file's markers, delimiter and decimal mark when told of them")
  func reading() throws {
    let place = try place()
    try place.write("length,width,colour\n1.5,,red\n,2,green\n", as: "usual.csv")
    try place.write("length;width;colour\n1,5;none;red\n-999;2;green\n", as: "other.csv")
    let usual = try place.run("predict", "run", "usual.csv", "-o", "-").output
    let other = try place.run(
      "predict", "run", "other.csv", "-o", "-", "--missing", "none", "--missing", "-999",
      "--decimal", ",", "--delimiter", ";")
    #expect(other.status == 0, "\(other.errors)")
    #expect(other.output == usual)
    // What the model was trained with still holds.
    try place.write("length,width,colour\n1.5,NA,red\nx,2,green\n", as: "added.csv")
    #expect(
      try place.run("predict", "run", "added.csv", "-o", "-", "--missing", "x").output == usual)
  }

  @Test("what training did not know is told once, by predict and evaluate")
  func unknown() throws {
    let place = try place()
    try place.write(
      "length,width,colour,y_mass,y_ripe,y_sort\n1,1,mauve,1,yes,A\n2,1,red,2,no,B\n", as: "new.csv"
    )
    let told =
      #"note: column "colour": 1 of 2 cells hold what training did not know, or saw in one row only "#
      + "(\"mauve\" 1)\n"
    #expect(try place.run("predict", "run", "new.csv", "-o", "-").errors == told)
    #expect(try place.run("evaluate", "run", "new.csv").errors == told)
    #expect(try place.run("predict", "run", "new.csv", "-o", "-", "--quiet").errors == "")
  }

  @Test("dates are read as the model's own were, also where there are none")
  func dates() throws {
    let place = try TemporaryFolder()
    let rows = (0..<60).map { row in
      "202\(row % 4)-0\(1 + row % 9)-1\(row % 7) 0\(row % 8):30,\(row % 5),\(row * 7 % 11)"
    }
    try place.write("when,x,y\n" + rows.joined(separator: "\n") + "\n", as: "t.csv")
    let train = try place.run(
      "train", "t.csv", "--label", "y", "--epochs", "2", "--hidden", "4", "--quiet", "-o", "run")
    try #require(train.status == 0, "\(train.errors)")
    for (text, count) in [
      ("when,x\n,1\n,2\n", 2), ("when,x\n", 0), ("x,when\n3,2031-12-31\n", 1),
      ("x,when\n3,2022-02-02 10:00:00.5Z\n", 1),
    ] {
      try place.write(text, as: "new.csv")
      let outcome = try place.run("predict", "run", "new.csv", "-o", "-")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.records.count == count + 1)
      #expect(outcome.records.dropFirst().allSatisfy { Double($0[0])?.isFinite == true })
    }
    try place.write("x,when\n3,1 May 2024\n", as: "new.csv")
    let refused = try place.run("predict", "run", "new.csv", "-o", "-")
    #expect(refused.status == 1 && refused.errors.contains("new.csv:2: column \"when\""))
  }
}

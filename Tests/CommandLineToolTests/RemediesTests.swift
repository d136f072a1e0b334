import Foundation
import Testing

/// Whatever a command says, of whatever table: each option it names is one of its own.
struct RemediesTests {
  /// The options of each command, as its help lists them.
  private static let options: [String: Set<String>] = {
    let names = [
      "prior", "train", "compare", "evaluate", "predict", "inspect", "export", "schemes",
    ]
    let helps = names.map { name in
      let help = (try? TemporaryFolder().run(name, "--help").output) ?? ""
      return Set(help.matches(of: /(?m)^  (?:-\w, )?(--[a-z][a-z-]*)/).map { String($0.1) })
    }
    return Dictionary(uniqueKeysWithValues: zip(names, helps))
  }()

  /// The options that a message names and that are none of the command's. Those behind
  /// "equipoise train", say, are of that command.
  private func foreign(_ message: String, to command: String) -> [String] {
    var command = command
    var found: [String] = []
    for word in message.matches(of: /equipoise ([a-z]+)|(?:^|[\s"'`(])(--[a-z][a-z-]*)/) {
      if let other = word.1 {
        command = String(other)
      } else if let option = word.2.map(String.init),
        Self.options[command]?.contains(option) != true
      {
        found.append("\(option) of \(command)")
      }
    }
    return found
  }

  /// Tables with something wrong or odd about them, by what it is; each has the columns of a model.
  private static let tables: [(name: String, text: String)] = {
    let cells = [
      "text": "12 min", "inf": "inf", "huge": "1e39", "long": "9007199254740993", "comma": "1,5",
      "currency": "$5", "zeros": "007", "empty": "",
    ]
    let columns = ["x", "colour", "y", "k", "n", "w"]
    let row = ["1.5", "red", "2", "a", "3", "1"]
    func text(_ rows: [[String]], header: [String] = columns) -> String {
      ([header] + rows).map { row in
        row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\n"
      }.joined()
    }
    var tables: [(String, String)] = []
    for (name, cell) in cells.sorted(by: { $0.key < $1.key }) {
      for column in [0, 2, 3, 5] {
        var odd = row
        odd[column] = cell
        tables.append(("\(name) in \(columns[column])", text([row, odd, row])))
      }
    }
    tables += [
      ("no column", text([["1", "2"]], header: ["x", "z"])), ("no rows", text([])),
      ("two names", text([row], header: ["x", "x", "y", "k", "n", "w"])), ("nothing", ""),
      ("ragged", text([row, ["1"]])), ("one class", text([row, row, row])),
      ("no name", text([row, row], header: ["", "colour", "y", "k", "n", "w"])),
      ("negative weight", text([row, ["1", "red", "2", "b", "3", "-1"]])),
      ("unknown class", text([row, ["1", "mauve", "2", "zz", "3", "1"]])),
      ("negative count", text([row, ["1", "red", "2", "b", "-3", "1"]])),
    ]
    return tables
  }()

  private static let commands = [
    "prior FILE --label y --label k --label n:count --weight-column w",
    "prior FILE --label x:regression --label k:binary --label y:count",
    "train FILE --label y --label k --label n:count --weight-column w --epochs 1 --hidden 2 -o r",
    "train FILE --label y:regression --label k:multiclass --numeric x --ignore w --epochs 1 -o r",
    "compare FILE --label y --label k --weight-column w --epochs 1 --seeds 1 --balance equal -o r",
    "evaluate run FILE --weight-column w", "evaluate run FILE", "predict run FILE -o p.csv",
    "predict run good.csv FILE -o p.csv --keep w", "prior good.csv FILE --label y",
    "train good.csv FILE --label y --epochs 1 -o r", "inspect FILE", "export FILE -o m",
    "predict FILE good.csv -o p.csv", "train --resume run FILE",
  ]

  @Test("each option that a message names is one of the command's", arguments: commands)
  func everyMessage(line: String) throws {
    let place = try TemporaryFolder()
    let rows = (0..<40).map {
      "\($0 % 9).5,\(["red", "blue"][$0 % 2]),\($0),\("ab".map(String.init)[$0 % 3 / 2]),\($0 % 4),1\n"
    }
    try place.write("x,colour,y,k,n,w\n" + rows.joined(), as: "good.csv")
    let train = try place.run(
      "train", "good.csv", "--label", "y", "--label", "k", "--label", "n:count", "--ignore", "w",
      "--epochs", "1", "--hidden", "2", "--quiet", "-o", "run")
    try #require(train.status == 0, "\(train.errors)")
    let words = line.split(separator: " ").map(String.init)
    var told = 0
    for (name, text) in Self.tables {
      try place.write(text, as: "bad.csv")
      let outcome = try place.run(words.map { $0 == "FILE" ? "bad.csv" : $0 })
      #expect(outcome.hasExited)
      #expect(foreign(outcome.errors, to: words[0]) == [], "\(name): \(outcome.errors)")
      told += outcome.errors.isEmpty ? 0 : 1
      try? FileManager.default.removeItem(at: place.folder.appending(path: "r"))
    }
    #expect(told > 4, "the tables are odd enough to be told of")
  }

  @Test("an option of another command is found in a message, one of a command it names is not")
  func search() {
    #expect(foreign("use --categorical x", to: "predict") == ["--categorical of predict"])
    #expect(foreign("use --missing \"x\"", to: "predict") == [])
    #expect(foreign("go on with: equipoise train --resume run", to: "inspect") == [])
    #expect(Self.options.values.allSatisfy { $0.contains("--help") })
  }

  @Test("a remedy that the command has not is left out, and another way is told")
  func otherWay() throws {
    let place = try TemporaryFolder()
    try place.write("x,y\n1,1\n2,2\n3,3\n", as: "t.csv")
    #expect(
      try place.run(
        "train", "t.csv", "--label", "y", "--epochs", "1", "--split", "1,0,0", "-o", "run", "-q"
      ).status == 0)
    try place.write("x,y\n1,1\n9007199254740993,2\n", as: "long.csv")
    let outcome = try place.run("predict", "run", "long.csv", "-o", "-")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors
        == #"Error: long.csv:3: column "x": "9007199254740993" is an integer with more digits than a "#
        + "number keeps; correct the cell\n")
    try place.write("x,y\n1,1\n\"say \"\"no\"\" for $5\",2\n", as: "text.csv")
    #expect(
      try place.run("predict", "run", "text.csv", "-o", "-").errors
        == #"Error: text.csv:3: column "x": "say "no" for $5" is not a number; "#
        + #"use --missing 'say "no" for $5' to read it as missing"# + "\n")
    #expect(
      try place.run(
        "predict", "run", "text.csv", "-o", "-", "--missing", "say \"no\" for $5"
      ).status == 0)
  }
}

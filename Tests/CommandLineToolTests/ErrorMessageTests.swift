import Foundation
import Testing

/// What people are told when something is wrong: the exact words, and the exit code.
struct ErrorMessageTests {
  struct Case: CustomTestStringConvertible {
    let line: String
    let status: Int32
    let message: String
    var testDescription: String { line }

    init(_ line: String, _ status: Int32, _ message: String) {
      (self.line, self.status, self.message) = (line, status, message)
    }
  }

  /// Runs the line in a folder with `fruit.csv` and `ready`, a folder that is no run.
  private func check(_ expected: Case) throws {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    let outcome = try place.run(expected.line.split(separator: " ").map(String.init))
    #expect(outcome.hasExited)
    #expect(outcome.status == expected.status)
    #expect(outcome.output == "")
    // Notices go before it, and the argument parser adds how the command is used.
    let told = outcome.errors.split(separator: "\n").first { $0.hasPrefix("Error") }
    #expect(told.map(String.init) == "Error: \(expected.message)")
    #expect(try place.contents() == ["fruit.csv"], "a failed command leaves nothing behind")
  }

  static let columns = [
    Case(
      "prior fruit.csv --label y_mas", 64,
      #"fruit.csv: there is no column "y_mas"; did you mean "y_mass"?"#),
    Case(
      "train fruit.csv -o r --label q_*", 64,
      #"fruit.csv: no column matches "q_*"; there are: length, width, colour, y_mass, y_ripe, "#
        + "y_sort, y_seeds, n_same, n_one, n_none"),
    Case(
      "train fruit.csv -o r --label y_mass --label y_mass", 64,
      #"column "y_mass": two labels name this column; give one --label for it"#),
    Case(
      "prior fruit.csv --label y_sort:regression", 1,
      #"fruit.csv:2: column "y_sort": "A" is not a number; use --missing "A" to read it as "#
        + "missing, or --label y_sort:multiclass"),
    Case(
      "prior fruit.csv --label y_sort:binary", 1,
      #"column "y_sort": a binary label has two classes, this one has 3: "A", "B", "C"; "#
        + "use --label y_sort:multiclass"),
    Case(
      "prior fruit.csv --label width:count", 1,
      #"column "width": a count label must be whole numbers; use --label width:regression"#),
    Case(
      "prior fruit.csv --label y_sort:multicls", 64,
      #"label "y_sort:multicls": "multicls" is not a kind; did you mean "multiclass"? "#
        + "A name with a colon goes in double quotes"),
    Case(
      "prior fruit.csv --label y_sort:multicls --weight-column width", 64,
      #"label "y_sort:multicls": "multicls" is not a kind; did you mean "multiclass"? "#
        + "A name with a colon goes in double quotes"),
    Case(
      "prior fruit.csv --label y_sort:multiclass:squared", 64,
      #"label "y_sort": squared is no loss of a multiclass label; use cross-entropy or focal[=γ]"#),
    Case(
      "train fruit.csv -o r --label y_mass --features lenght,width", 64,
      #"fruit.csv: there is no column "lenght"; did you mean "length"?"#),
    Case(
      "train fruit.csv -o r --label y_mass --ignore colur", 64,
      #"fruit.csv: there is no column "colur"; did you mean "colour"?"#),
    Case(
      "train fruit.csv -o r --label y_mass --ignore *", 64,
      "no feature column is left: every column is a label, a weight or ignored; "
        + "name features with --features, or ignore fewer columns"),
    Case(
      "train fruit.csv -o r --label y_mass --features width,y_mass", 64,
      "--features names 'y_mass', which is a label (--label y_mass) and cannot be a feature too; "
        + "leave it out of one of them"),
    Case(
      "compare fruit.csv -o r --label y_* --features width,y_mass", 64,
      "--features names 'y_mass', which is a label (--label y_*) and cannot be a feature too; "
        + "leave it out of one of them"),
    Case(
      "train fruit.csv -o r --label y_mass --weight-column witdh", 64,
      #"fruit.csv: there is no column "witdh"; did you mean "width"?"#),
    Case(
      "train fruit.csv -o r --label y_mass --task-weight y_mas=2", 64,
      #"--task-weight: there is no label 'y_mas'; did you mean "y_mass"?"#),
  ]

  @Test("a wrong column is named with its nearest neighbour", arguments: columns)
  func column(expected: Case) throws { try check(expected) }

  static let useless = ["prior fruit.csv", "train fruit.csv -o r"].flatMap { command in
    [
      Case(
        "\(command) --label n_same", 1,
        #"column "n_same": all ROWS labelled rows have the value 5.0, so there is nothing to "#
          + "learn; leave it out with --ignore n_same"),
      Case(
        "\(command) --label n_one", 1,
        #"column "n_one": the label has one class only, "x"; "#
          + "use a label with at least two classes, or use --ignore n_one"),
      Case(
        "\(command) --label n_none", 1,
        #"column "n_none": no row has a label; leave it out with --ignore n_none"#),
    ]
  }

  @Test("a label that there is nothing to learn of is refused", arguments: useless)
  func uselessLabel(expected: Case) throws {
    // Training counts its own rows only: 0.8 of 40.
    let rows = expected.line.hasPrefix("train") ? "32" : "40"
    try check(
      Case(
        expected.line, expected.status,
        expected.message.replacingOccurrences(of: "ROWS", with: rows)))
  }

  static let options = [
    Case(
      "train fruit.csv -o r --label y_mass --balance prio", 64,
      #"there is no balancing scheme "prio"; did you mean "prior"? Known schemes: KNOWN"#),
    Case(
      "train fruit.csv -o r --label y_mass --balance power", 64,
      "--balance power needs its parameter γ: the exponent: -inf is the least loss, "
        + "0 the geometric mean, 1 the mean, inf the greatest loss; write --balance power:γ"),
    Case(
      "train fruit.csv -o r --label y_mass --balance fixed:1,2", 64,
      "2 weights are given, which is not one for each label; "
        + "write one for each, in the labels' order, or NAME=WEIGHT pairs"),
    Case(
      "train fruit.csv -o r --label y_mass --plain --quick", 64,
      "--plain and --quick are two recipes; give one of them, and single options for the rest"),
    Case(
      "train fruit.csv -o r --label y_mass --balance unit-gradient --hidden none --plain", 64,
      "--balance unit-gradient weighs gradients of shared layers, but there are none; "
        + "give --hidden at least one width, and let tasks share it"),
    Case(
      "train fruit.csv -o r --label y_mass --balance mgda --gradient-scope last --hidden none", 64,
      "--balance mgda weighs gradients of shared layers, but there are none; "
        + "give --hidden at least one width, and let tasks share it"),
    Case(
      "train fruit.csv -o r --label y_mass --balance mgda --gramian sketch:0", 64,
      "--gramian is 'sketch:0', but must be exact, sketch, or sketch:k with k of at least 1"),
    Case(
      "train fruit.csv -o r --label y_mass --gramian sketch", 64,
      "--gramian needs a scheme that reads gradients, such as unit-gradient; leave it out, or "
        + "choose one that `equipoise schemes` says reads gradients"),
    Case(
      "train fruit.csv -o r --label y_mass --balance gradnorm --gramian sketch", 64,
      "--gramian sketch is for the gradients of all shared layers; those of the last layer or of "
        + "the representation cost less as they are: leave it out, or add --gradient-scope shared"),
    Case(
      "train fruit.csv -o r --label y_mass --balance moco --gramian sketch", 64,
      "--gramian does not go with a scheme that follows the whole gradients from step to step; "
        + "leave it out, or choose one that `equipoise schemes` says reads products of gradients"),
    Case(
      "schemes mgba", 64,
      #"there is no balancing scheme "mgba"; did you mean "mgda"? Known schemes: KNOWN"#),
    Case(
      "train fruit.csv -o r --label y_mass --split 0.5,0.5", 64,
      "--split is '0.5,0.5', but must be three numbers, such as 0.8,0.1,0.1"),
    Case(
      "train fruit.csv -o r --label y_mass --split 0.5,0.5,0.5", 64,
      "the fractions 0.5, 0.5, 0.5 of a split must be from 0 to 1 and sum to 1; "
        + "use for example --split 0.8,0.1,0.1"),
    Case(
      "train fruit.csv -o r --label y_mass --split 1,0,0 --test fruit.csv", 64,
      "--validation or --test files says what each row is for; leave --split out"),
    Case(
      "train fruit.csv -o r --label y_mass --hidden abc", 64,
      "--hidden is 'abc', but must be widths such as 256,128, or 'none'"),
    Case(
      "train fruit.csv -o r --label y_mass --dropout 1", 64,
      "--dropout is 1.0, but must be from 0 up to but not including 1"),
    Case(
      "train fruit.csv -o r --label y_mass --threads 0", 64,
      "--threads is 0, but must be at least 1"),
    Case(
      "train fruit.csv -o r --label y_mass --delimiter ab", 64,
      "--delimiter is 'ab', but must be one character, 'tab' or 'whitespace'"),
    Case(
      "prior fruit.csv --label y_mass --weight-column y_mass", 64,
      "--weight-column is 'y_mass', which is a label too; name another column"),
    Case(
      "train fruit.csv -o r --label y_mass --split-column y_mass", 64,
      "--split-column is 'y_mass', which is a label too; name another column"),
    Case(
      "predict r fruit.csv -o p.csv --threads 0", 64, "--threads is 0, but must be at least 1"),
    Case("predict r fruit.csv -o p.csv --top 0", 64, "--top is 0, but must be at least 1"),
    Case(
      "predict r fruit.csv -o p.csv --delimiter ab", 64,
      "--delimiter is 'ab', but must be one character, 'tab' or 'whitespace'"),
    Case(
      "predict r fruit.csv -o p.csv --mising x", 64,
      "Unknown option '--mising'. Did you mean '--missing'?"),
    Case("train fruit.csv -o r", 64, "no label is named; name at least one column with --label"),
    Case(
      "train fruit.csv --label y_mass", 64,
      "neither a run to write nor one to go on with is named; name a folder with -o or --resume"),
    Case(
      "train fruit.csv --label y_mass -o r --resume r", 64,
      "-o begins a run and --resume goes on with one; give one of them"),
    Case("train --resume r", 74, "r: does not exist; begin the run, with -o instead of --resume"),
    Case("train -o r --label y_mass", 64, "no data is named; name at least one table"),
    Case(
      "train fruit.csv -o r", 64, "no label is named; name at least one column with --label"),
    Case(
      "train fruit.csv -o r --label y_mass --checkpoint-every often", 64,
      "The value 'often' is invalid for '--checkpoint-every <interval>'"),
    Case(
      "train fruit.csv -o r --label y_mass --sharing cgc:x", 64,
      "The value 'cgc:x' is invalid for '--sharing "
        + "<all|towers|adapters|experts[:n]|cgc[:n]|none>'"),
    Case(
      "train fruit.csv -o r --label y_mass --sharing cgc:0", 64,
      "--sharing is cgc:0, but must be cgc:1 to cgc:64"),
  ]

  @Test("a wrong option is told with what it may be", arguments: options)
  func option(expected: Case) throws {
    // All that the catalogue lists is known; the list is not repeated here.
    let known = try TemporaryFolder().run("schemes").output.split(separator: "\n").dropFirst()
      .prefix { $0.first != "\n" && $0.contains("  ") }
      .compactMap { $0.split(separator: " ").first?.prefix { $0 != ":" && $0 != "[" } }
    let message = expected.message.replacingOccurrences(
      of: "KNOWN", with: known.joined(separator: ", "))
    try check(Case(expected.line, expected.status, message))
  }

  static let files = [
    Case(
      "prior none.csv --label y", 74, "none.csv: cannot be opened: No such file or directory"),
    Case(
      "train none.csv -o r --label y", 74,
      "none.csv: cannot be opened: No such file or directory"),
    Case(
      "train fruit.csv -o none/r --label y_mass", 74,
      "none: is not a folder that can be written to; choose another -o"),
    Case(
      "train fruit.csv -o fruit.csv --label y_mass", 74,
      "fruit.csv: exists and is not a run; choose another -o"),
    Case(
      "predict none fruit.csv -o p.csv", 74,
      "none: does not exist; name the folder that `equipoise train -o` wrote"),
    Case(
      "inspect .", 74,
      ".: is not a run: there is no model.safetensors in it; "
        + "name the folder that `equipoise train -o` wrote"),
  ]

  @Test("a file that is not there, or cannot be, is input and output's fault", arguments: files)
  func file(expected: Case) throws { try check(expected) }

  /// Columns of weights: zero everywhere, zero in training, zero where there is a label.
  private static let weighted = table(
    [["x", "y", "part", "none", "judged", "others"]]
      + (0..<40).map { row in
        let isJudged = row % 4 == 0
        return [
          "\(row)", isJudged ? "" : "\(row * row % 7)", isJudged ? "test" : "train", "0",
          isJudged ? "1" : "0", isJudged ? "2" : "0",
        ]
      })

  @Test(
    "weights of zero are named, with the rows that they leave out",
    arguments: [
      Case(
        "prior w.csv --label y --weight-column none", 1,
        #"column "none": all its weights are zero in the 40 rows, so that no row counts for anything; "#
          + "give some rows a weight above zero, or leave out --weight-column"),
      Case(
        "train w.csv --label y --weight-column none -o r", 1,
        #"column "none": all its weights are zero in the 40 rows, so that no row counts for anything; "#
          + "give some rows a weight above zero, or leave out --weight-column"),
      Case(
        "compare w.csv --label y --weight-column none -o r", 1,
        #"column "none": all its weights are zero in the 40 rows, so that no row counts for anything; "#
          + "give some rows a weight above zero, or leave out --weight-column"),
      Case(
        "evaluate r w.csv --weight-column none", 1,
        #"column "none": all its weights are zero in the 40 rows, so that no row counts for anything; "#
          + "give some rows a weight above zero, or leave out --weight-column"),
      Case(
        "train w.csv --label y --weight-column judged --split-column part -o s", 1,
        #"column "judged": all its weights are zero in the 30 training rows, so that no row counts for "#
          + "anything; give some rows a weight above zero, or leave out --weight-column"),
      Case(
        "prior w.csv --label y --weight-column others", 1,
        #"column "y": all 30 rows with a label have the weight zero, so there is nothing to learn; "#
          + "give some a weight above zero, or leave it out with --ignore y"),
    ])
  func zeroWeights(expected: Case) throws {
    let place = try TemporaryFolder()
    try place.write(Self.weighted, as: "w.csv")
    let isEvaluated = expected.line.hasPrefix("evaluate")
    if isEvaluated {
      #expect(
        try place.run("train", "w.csv", "--label", "y", "--epochs", "1", "-o", "r").status == 0)
    }
    let outcome = try place.run(expected.line.split(separator: " ").map(String.init))
    #expect(outcome.status == expected.status)
    #expect(outcome.errors.hasSuffix("Error: \(expected.message)\n"), "\(outcome.errors)")
    #expect(try place.contents() == (isEvaluated ? ["r", "w.csv"] : ["w.csv"]))
  }

  /// A table with records of two lines, a blank line and a comment before what is wrong with it.
  private static let misplaced = """
    # measured in May
    x,note,n,p,w,part,when

    1,"two
    lines",1,1,1,train,1
    2,b,-2,0,-1,,
    3,c,3,3,1,train,3

    """

  @Test(
    "what is wrong with a label, a weight or a split is told with its file and line",
    arguments: [
      ("--label n:count", #"t.csv:6: column "n": "-2.0" is negative"#),
      ("--label p:regression:gamma", #"t.csv:6: column "p": the value 0.0 "#),
      ("--label n --weight-column w", #"t.csv:6: column "w": "-1.0" is a negative weight"#),
      ("--label n --split-column part", #"t.csv:6: column "part": the row is in no part"#),
      ("--label n --split-by-time when", #"t.csv:6: column "when": says nothing of when"#),
    ])
  func misplaced(options: String, words: String) throws {
    let place = try TemporaryFolder()
    try place.write(Self.misplaced, as: "t.csv")
    let outcome = try place.run(
      ["train", "t.csv", "--comment", "#", "--split", "1,0,0", "-o", "r"]
        .filter { !options.contains("split-column") || !["--split", "1,0,0"].contains($0) }
        + options.split(separator: " ").map(String.init))
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("Error: " + words), "\(outcome.errors)")
  }

  @Test("a pattern without the labels that cannot be learnt works")
  func ignoring() throws {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    let refused = try place.run("prior", "fruit.csv", "--label", "?_*")
    #expect(refused.status == 1)
    let prior = try place.run(
      "prior", "fruit.csv", "--label", "?_*", "--ignore", "n_same,n_one", "--ignore", "n_none")
    #expect(prior.status == 0, "\(prior.errors)")
    let train = try place.run(
      "train", "fruit.csv", "--label", "?_*", "--ignore", "n_*", "--epochs", "1", "-o", "r")
    #expect(train.status == 0, "\(train.errors)")
    #expect(train.output.contains("y_seeds"))
    #expect(!train.output.contains("n_same"))
  }

  @Test("what is no model file is refused", arguments: ["inspect", "predict"])
  func noModel(command: String) throws {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    let rest = command == "predict" ? ["fruit.csv", "-o", "p.csv"] : []
    for file in ["fruit.csv", Place.weather] {
      let outcome = try place.run([command, file] + rest)
      #expect(outcome.hasExited)
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasPrefix("Error: \(file): "))
      #expect(outcome.errors.contains("not a safetensors file"))
      #expect(try place.contents() == ["fruit.csv"])
    }
  }

  @Test("a run of one letter, or with a slash behind it, is a run", arguments: ["r", "run/"])
  func names(run: String) throws {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    let train = try place.run(
      "train", "fruit.csv", "--label", "y_mass", "--epochs", "1", "-o", run)
    #expect(train.status == 0, "\(train.errors)")
    #expect(try place.contents(run).contains("model.safetensors"))
    #expect(try place.run("inspect", run).status == 0)
  }

  /// The contents of all files of a run but its checkpoint.
  private func written(as run: String, in place: TemporaryFolder) throws -> [Data] {
    try place.contents(run).filter { $0 != "checkpoint" }.map { try place.bytes("\(run)/\($0)") }
  }

  @Test("a run is not replaced unless that is asked for")
  func overwriting() throws {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    let train = ["train", "fruit.csv", "--label", "y_mass", "--epochs", "1", "-o", "r"]
    #expect(try place.run(train).status == 0)
    let before = try written(as: "r", in: place)
    let again = try place.run(train + ["--seed", "7"])
    #expect(again.status == 74)
    #expect(
      again.errors
        == "Error: r: holds a run already; choose another -o, or replace it with --overwrite\n")
    #expect(try written(as: "r", in: place) == before)
    #expect(try place.run(train + ["--seed", "7", "--overwrite"]).status == 0)
    #expect(try place.bytes("r/model.safetensors") != before[3])
    #expect(try place.contents() == ["fruit.csv", "r"])
  }
}

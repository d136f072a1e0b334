import Foundation
import PythonReference
import Testing

private let python = PythonInterpreter(importing: "torch", "safetensors", "pandas")

/// The code on the page for PyTorch, run as it stands there.
@Suite(.enabled(if: python != nil, "needs a Python with torch, safetensors and pandas"))
struct TorchPageTests {
  /// What is asked of training wherever the page is asked.
  private static let options = [
    "train", "t.csv", "--categorical", "code", "--no-crosses", "--quiet",
  ]
  /// All labels, of each kind and link.
  private static let labels = [
    "--ignore", "when", "--label", "y_*", "--label", "y_count:count",
    "--label", "y_amount:regression:gamma",
  ]

  private let place: TemporaryFolder
  /// The definition, and what uses it.
  private let definition, use: String

  /// Writes a table of numbers with and without missing cells, of few values, of one and far from
  /// zero, and of few and many categories, and another with categories that the first has not.
  init() throws {
    place = try TemporaryFolder()
    let blocks = try DocumentedCode(onPage: "torch.md").blocks("python")
    try #require(blocks.count == 2)
    definition = blocks[0]
    use = blocks[1]
      .replacing("weather/model.safetensors", with: "\(place.folder.path)/m.safetensors")
      .replacing("data/nyc_weather.csv.gz", with: "\(place.folder.path)/new.csv")
    try place.write(Self.rows(["red", "blue", ""], firstOfMany: 0), as: "t.csv")
    try place.write(
      Self.rows(["blue", "never seen", "", "red"], firstOfMany: 7), as: "new.csv")
  }

  private static func rows(_ kinds: [String], firstOfMany: Int) -> String {
    let header = [
      "a", "few", "same", "since", "type", "code", "truth", "many.kinds", "when", "y_real",
      "y_amount", "y_count", "y_flag", "y_sort",
    ]
    return table(
      [header]
        + (0..<600).map { row in
          let a = row * 37 % 101
          return [
            row % 11 == 3 ? "" : "\(Double(a) / 4)", ["1", "2", "5", ""][row * 7 % 4], "3",
            "\(1_700_000_000 + 13 * a + row % 5)", kinds[row % kinds.count],
            ["1", "2", ""][row * 5 % 3], ["TRUE", "FALSE"][row / 2 % 2],
            "m\((row + firstOfMany) % 140)", "2024-01-\(10 + row % 20)",
            "\(Double(3 * a + row % 7) / 50)", "\(Double(a) / 10 + Double(1 + row % 3))",
            "\(a / 10 + row % 3)",
            a > 50 ? "yes" : "no", ["low", "mid", "high"][(row * 7919 + row * row * 31) % 97 % 3],
          ]
        })
  }

  private func run(_ command: [String]) throws {
    let outcome = try place.run(command)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  @Test("the definition has sixty lines at most")
  func length() {
    #expect(definition.count { $0 == "\n" } <= 60)
  }

  @Test(
    "a model's file predicts a frame as equipoise predict does a table",
    arguments: [
      [],
      ["--plain", "--members", "1"],
      [
        "--members", "3", "--hidden", "8,6", "--activation", "relu",
        "--numeric-embedding", "spline",
      ],
      ["--hidden", "none", "--numeric-embedding", "waves"],
    ])
  func predicts(options: [String]) throws {
    // Noise that is learnt by heart is best predicted from an early epoch, its own.
    let length =
      options.isEmpty
      ? ["--epochs", "10", "--learning-rate", "0.01", "--dropout", "0", "--no-balance-damping"]
      : ["--epochs", "3"]
    try run(Self.options + Self.labels + length + options + ["-o", "run"])
    try run(["export", "run", "-o", "m.safetensors"])
    try run(["predict", "run", "new.csv", "-o", "expected.csv", "--quiet"])
    if options.isEmpty {
      #expect(try place.bytes("m.safetensors").range(of: Data("\"epoch.".utf8)) != nil)
    }
    let script =
      definition + "\n" + use + """

        pd.DataFrame(columns).to_csv("\(place.folder.path)/found.csv", index=False)
        """
    _ = try #require(python).run(script)
    func written(_ name: String) throws -> [[String]] {
      records(String(decoding: try place.bytes(name), as: UTF8.self))
    }
    let found = try written("found.csv")
    #expect(found.count == 601)
    try expectSamePredictions(found, try written("expected.csv"))
  }

  @Test("an error names what is not covered")
  func refuses() throws {
    let cases: [(name: String, options: [String])] = [
      ("--pack", Self.labels + ["--pack", "2"]),
      ("--layer-norm", Self.labels + ["--layer-norm"]),
      ("--task", ["--ignore", "when", "--task", "both=y_flag,y_sort:multiclass"]),
      ("--sharing", Self.labels + ["--sharing", "experts"]),
      ("crosses", Self.labels + ["--cross", "type,code"]),
      ("dates", ["--label", "y_real"]),
      ("transforms of labels", Self.labels + ["--label", "y_real:regression:squared:sqrt"]),
    ]
    for (number, refused) in cases.enumerated() {
      let few = ["--epochs", "1", "--hidden", "4", "-o", "\(number)"]
      try run(Self.options + refused.options + few)
    }
    let script =
      definition + """

        for number in range(\(cases.count)):
            try:
                Network(f"\(place.folder.path)/{number}/model.safetensors")
            except NotImplementedError as error:
                print(error)
        """
    let errors = String(decoding: try #require(python).run(script), as: UTF8.self)
      .split(separator: "\n")
    try #require(errors.count == cases.count)
    for (error, refused) in zip(errors, cases) {
      #expect(error.contains(" has \(refused.name), which is not computed here"))
    }
  }
}

import Foundation
import PythonReference
import Testing

private let python = PythonInterpreter(importing: "onnxruntime", "pandas")

/// The code on the page for Python, run as it stands there.
@Suite(.enabled(if: python != nil, "needs a Python with onnxruntime and pandas"))
struct PythonPageTests {
  @Test("the definitions predict a frame as equipoise predict does a table")
  func predicts() throws {
    let place = try TemporaryFolder()
    let header = ["when", "a", "kind", "code", "y_real", "y_flag", "y_sort"]
    func write(_ name: String, _ kinds: [String]) throws {
      try place.write(
        table(
          [header]
            + (0..<300).map { row in
              let a = row * 37 % 101
              return [
                row % 19 == 4 ? "" : "2024-0\(1 + row % 9)-1\(row % 9) 0\(row % 7):30:00",
                row % 11 == 3 ? "" : "\(Double(a) / 4)", kinds[row % kinds.count],
                ["1", "2", ""][row * 5 % 3], "\(3 * a + row % 7)", a > 50 ? "yes" : "no",
                ["low", "mid", "high"][(a + row) % 3],
              ]
            }), as: name)
    }
    try write("t.csv", ["red", "blue", ""])
    try write("new.csv", ["blue", "never seen", "", "red"])
    for command in [
      [
        "train", "t.csv", "-o", "run", "--label", "y_*", "--categorical", "code", "--date",
        "when:%Y-%m-%d %H:%M:%S", "--epochs", "3", "--hidden", "8", "--quiet",
      ],
      ["export", "run", "--format", "onnx", "-o", "m.onnx", "--verify", "t.csv"],
      ["predict", "run", "new.csv", "-o", "expected.csv", "--quiet"],
    ] {
      let outcome = try place.run(command)
      try #require(outcome.status == 0, "\(outcome.errors)")
    }
    let folder = place.folder.path
    let script =
      try #require(try DocumentedCode(onPage: "python.md").blocks("python").first) + """

        frame = pd.read_csv("\(folder)/new.csv", parse_dates=["when"])
        session = onnxruntime.InferenceSession("\(folder)/m.onnx")
        predict(session, frame).to_csv("\(folder)/found.csv", index=False)
        """
    _ = try #require(python).run(script)
    func written(_ name: String) throws -> [[String]] {
      records(String(decoding: try place.bytes(name), as: UTF8.self))
    }
    let (found, expected) = (try written("found.csv"), try written("expected.csv"))
    #expect(found.count == 301)
    try expectSamePredictions(found, expected)
  }
}

import Foundation
import Testing

/// Crosses from the command line: found, named, refused, told of, and used to predict.
struct CrossTests {
  /// Classes of a school, a kind and a teacher's years, which no column names, differ.
  private static let text: String = {
    var rows = [["school", "kind", "years", "y_score", "y_pass"]]
    for row in 0..<3000 {
      let (school, kind, years) = (row % 11, row / 11 % 3, row / 33 % 6)
      // Digits of a square root: as good as drawn, and always the same.
      func draw(_ seed: Int) -> Double {
        (Double(seed % 9973 + 2).squareRoot() * 977).truncatingRemainder(dividingBy: 1) - 0.5
      }
      let classEffect = draw(school * 18 + kind * 6 + years + 100)
      let score = 10 + 2 * draw(school) + 6 * classEffect + draw(row * 31 + 7)
      rows.append([
        "s\(school)", ["large", "mid", "small"][kind], "\(years)", "\(score)",
        classEffect + 0.3 * draw(row * 17 + 3) > 0 ? "yes" : "no",
      ])
    }
    return table(rows)
  }()

  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(Self.text, as: "t.csv")
    return place
  }

  private static let options = ["--label", "y_*", "--epochs", "2", "--hidden", "8"]

  @Test("columns that name a class together are found, told of and used by every command")
  func found() throws {
    let place = try place()
    let trained = try place.run(["train", "t.csv", "-o", "run"] + Self.options)
    #expect(trained.status == 0)
    #expect(
      trained.errors.contains("cross: school × kind × years, 198 cells, for y_score, y_pass"),
      "\(trained.errors)")
    let inspected = try place.run("inspect", "run").output
    #expect(inspected.contains("y_score by school × kind × years"))
    let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
    #expect(card.contains("- school × kind × years, 198 cells, for y_score, y_pass"))
    #expect(card.contains("from 3 columns"))
    // Only the columns of the table are needed, and a school that nobody knows is one.
    try place.write("years,kind,school\n3,mid,s4\n1,small,elsewhere\n2,,s3\n", as: "new.csv")
    let predicted = try place.run("predict", "run", "new.csv", "-o", "-", "--quiet")
    #expect(predicted.status == 0, "\(predicted.errors)")
    let lines = records(predicted.output)
    #expect(lines.count == 4 && lines.dropFirst().allSatisfy { Double($0[0]) != nil })
    #expect(try place.run("evaluate", "run", "t.csv").status == 0)
    let without = try place.run(
      ["train", "t.csv", "-o", "plain", "--no-crosses"] + Self.options)
    #expect(without.status == 0 && !without.errors.contains("cross:"))
  }

  @Test("a run with crosses goes on and ends with the same bytes")
  func resumed() throws {
    let place = try place()
    let options = Self.options + ["--schedule", "constant"]
    #expect(try place.run(["train", "t.csv", "-o", "run"] + options).status == 0)
    #expect(
      try place.run(
        ["train", "t.csv", "-o", "whole", "--epochs", "3"]
          + options.filter {
            !["--epochs", "2"].contains($0)
          }
      ).status == 0)
    #expect(
      try place.run("train", "--resume", "run", "--epochs", "3", "--quiet").status == 0)
    #expect(
      try place.bytes("run/model.safetensors") == place.bytes("whole/model.safetensors"))
  }

  @Test("a cross that is named is made, and one that cannot be is refused by name")
  func named() throws {
    let place = try place()
    let trained = try place.run(
      ["train", "t.csv", "-o", "run", "--no-crosses", "--cross", "school, years"] + Self.options)
    #expect(trained.status == 0)
    #expect(
      trained.errors.contains("cross: school × years, 66 cells, for y_score, y_pass"),
      "\(trained.errors)")
    let cases = [
      ("schol,kind", "column \"schol\": is to be crossed, but is no column that is learnt from"),
      ("schol,kind", "did you mean \"school\"?"), ("y_score,kind", "column \"y_score\""),
      ("school", "column \"school\": is to be crossed with no other column"),
      ("school,school", "column \"school\": is to be crossed with no other column"),
    ]
    for (names, message) in cases {
      let refused = try place.run(
        ["train", "t.csv", "-o", "other", "--cross", names] + Self.options)
      #expect(refused.status == 64 && refused.errors.contains(message), "\(refused.errors)")
      #expect(!place.exists("other"))
    }
  }
}

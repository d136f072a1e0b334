import Foundation
import Testing

/// Results that go to a pipe whose reader has seen enough.
struct ClosedPipeTests {
  @Test(
    "the program ends without a word, as cat does",
    arguments: [
      "predict run large.csv -o -", "predict run large.csv -o /dev/stdout", "inspect run",
      "inspect run --json", "prior fruit.csv --label y_mass",
      "prior fruit.csv --label y_mass --json",
      "schemes", "schemes --json", "export run -o /dev/stdout", "evaluate run fruit.csv --quiet",
      "train fruit.csv --label y_mass --epochs 1 --quiet -o another",
    ])
  func ending(line: String) throws {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    let rows = Fruit.records.dropFirst()
    try place.write(
      table([Fruit.header] + (0..<400).flatMap { _ in rows }), as: "large.csv")
    let train = try place.run(
      "train", "fruit.csv", "--label", "y_mass", "--features", "length,width", "--epochs", "1",
      "--quiet", "-o", "run")
    try #require(train.status == 0, "\(train.errors)")
    // The reader has gone before anything is written.
    let outcome = try place.runToClosedPipe(line.split(separator: " ").map(String.init))
    #expect(!outcome.hasExited && outcome.status == SIGPIPE)
    #expect(!outcome.errors.contains("Error"))
    // A run is complete before it is told of.
    if line.hasPrefix("train") { #expect(try place.run("inspect", "another").status == 0) }
    #expect(try place.contents("run").contains("model.safetensors"))
  }

  @Test("a reader that stays gets all, and a full disk is still an error")
  func others() throws {
    let place = try TemporaryFolder()
    let program = try #require(TemporaryFolder.program).path
    let all = try place.bash("'\(program)' schemes | cat; exit ${PIPESTATUS[0]}")
    #expect(all.status == 0)
    #expect(all.output == (try place.run("schemes").output))
    let full = try place.bash("'\(program)' schemes > /dev/full")
    #expect(full.status == 74)
    #expect(full.errors.hasPrefix("Error: standard output: cannot be written: "))
  }
}

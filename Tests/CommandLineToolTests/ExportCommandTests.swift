import Foundation
import Testing

/// `export`: a model as one file, also for other programs.
struct ExportCommandTests {
  private func place() throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(
      table(
        [["a", "kind", "y_real", "y_flag"]]
          + (0..<200).map { row in
            let a = row * 37 % 101
            return [
              "\(a)", ["red", "blue", ""][row % 3], "\(3 * a + row % 7)", a > 50 ? "yes" : "no",
            ]
          }), as: "t.csv")
    let trained = try place.run(
      "train", "t.csv", "-o", "run", "--label", "y_*", "--epochs", "2", "--hidden", "6", "--quiet")
    try #require(trained.status == 0, "\(trained.errors)")
    return place
  }

  @Test("onnx is written, and compared with the model on rows of a table where that is asked for")
  func onnx() throws {
    let place = try place()
    let exported = try place.run(
      "export", "run", "--format", "onnx", "-o", "m.onnx", "--verify", "t.csv")
    #expect(exported.status == 0, "\(exported.errors)")
    #expect(exported.errors.contains("verified: the largest difference on 208 rows is "))
    #expect(exported.errors.hasSuffix("wrote m.onnx\n"))
    let bytes = try place.bytes("m.onnx")
    #expect(try place.run("export", "run", "--format", "onnx", "-o", "n.onnx").status == 0)
    #expect(try place.bytes("n.onnx") == bytes)
  }

  @Test("what cannot be is refused, and nothing is written")
  func refused() throws {
    let place = try place()
    let format = try place.run("export", "run", "--format", "onyx", "-o", "m")
    #expect(format.status == 64 && format.errors.contains("onnx"), "\(format.errors)")
    let verify = try place.run("export", "run", "-o", "m", "--verify", "t.csv")
    #expect(
      verify.status == 64 && verify.errors.contains("--verify is for --format onnx"),
      "\(verify.errors)")
    let table = try place.run(
      "export", "run", "--format", "onnx", "-o", "m", "--verify", "none.csv")
    #expect(table.status != 0 && table.errors.contains("none.csv"), "\(table.errors)")
    #expect(!place.exists("m"))
  }
}

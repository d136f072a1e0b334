import Datasets
import Foundation
import Splitting
import Testing

struct SplitTableTests {
  private func file(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func table(_ rowCount: Int) -> SplittableTable {
    SplittableTable(Dataset(rowCount: rowCount, columns: []), labels: [])
  }

  @Test("a split is read as it was written, rows in no part included")
  func roundTrip() throws {
    let split = try Split(parts: [.train, nil, .test, .validation, .train] as [Split.Part?])
    let text = SplitTable(split, rowCount: 5).csv
    #expect(text == "row,part\n1,train\n2,\n3,test\n4,validation\n5,train\n")
    let path = try file(text)
    defer { unlink(path) }
    #expect(try RowsByTable(contentsOf: path).split(table(5), seed: 9) == split)
    let error = try #require(throws: DatasetError.self) {
      _ = try RowsByTable(contentsOf: path).split(table(6), seed: 9)
    }
    #expect(error.problem == "is the split of 5 rows, but the table has 6")
  }

  @Test(
    "what is no split is an error with its line",
    arguments: [
      ("row,part\n1,train\n1,test\n", 3, "stands there already"),
      ("row,part\n1,train\n3,test\n", 3, "no row of the table"),
      ("row,part\n1,train\n1.5,test\n", 3, "no row of the table"),
      ("row,part\n1,train\n2,tset\n", 3, "is not a part of a split"),
    ])
  func errors(text: String, line: Int, words: String) throws {
    let path = try file(text)
    defer { unlink(path) }
    let error = try #require(throws: DatasetError.self) {
      _ = try RowsByTable(contentsOf: path).split(table(2), seed: 0)
    }
    #expect(error.line == line)
    #expect(error.problem.contains(words), "\(error.problem)")
  }
}

import Datasets
import Testing

struct RowPlacesTests {
  /// The places of all rows of some files, each as `FILE:LINE`.
  private func places(
    _ texts: String..., layout: TextLayout = TextLayout(), blockSize: Int = 1 << 18
  ) throws -> [String] {
    let sources = texts.enumerated().map {
      TableSource.bytes(name: "\($0.offset).csv", Array($0.element.utf8))
    }
    var reader = TableReader(
      sources: sources, options: ReadingOptions(layout: layout), threads: 2)
    reader.keepsPlaces = true
    reader.blockSize = blockSize
    let (dataset, description) = try Dataset.read(reader)
    let places = try #require(description.places)
    #expect(places.count == dataset.rowCount)
    return (0..<places.count).map { "\(places[$0].file):\(places[$0].line)" }
  }

  @Test(
    "a row's line is the one its record begins on, wherever blocks end",
    arguments: [3, 16, 1 << 18])
  func lines(blockSize: Int) throws {
    // A blank line, a record of two lines, one equal to the header and one without any cell.
    let text = "a,b\n1,x\n\n2,\"y\nz\"\na,b\n3,w\n,\n4,v\n"
    #expect(
      try places(text, blockSize: blockSize) == ["0.csv:2", "0.csv:4", "0.csv:7", "0.csv:9"])
  }

  @Test(
    "each of several files has lines of its own, one without rows too", arguments: [4, 1 << 18])
  func files(blockSize: Int) throws {
    #expect(
      try places("a,b\n1,2\n3,4\n", "a,b\n", "b,a\r\n6,5\r\n8,7\r\n", blockSize: blockSize)
        == ["0.csv:2", "0.csv:3", "2.csv:2", "2.csv:3"])
  }

  @Test("lines that are skipped, comments and the missing header are counted as the file has them")
  func layouts() throws {
    let skipping = TextLayout(skippedLineCount: 2)
    #expect(try places("title\n\na,b\n1,2\n", layout: skipping) == ["0.csv:4"])
    let comments = TextLayout(comment: "#")
    #expect(
      try places("a,b\n# no\n1,2\n#\n3,4\n", layout: comments) == ["0.csv:3", "0.csv:5"])
    let plain = TextLayout(hasHeader: false)
    #expect(try places("1,2\n3,4\n", layout: plain) == ["0.csv:1", "0.csv:2"])
  }

  @Test("unless it is asked for nothing is kept")
  func unasked() throws {
    #expect(try read("a,b\n1,2\n").description.places == nil)
  }
}

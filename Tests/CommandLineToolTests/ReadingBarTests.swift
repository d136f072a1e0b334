import CommandLineTool
import Datasets
import Testing

struct ReadingBarTests {
  @Test("the bar's measure is bytes as they are stored")
  func text() throws {
    let file = TableSource.bytes(name: "t", Array("x\n1\n2\n3\n".utf8))
    var reports: [ReadingProgress] = []
    _ = try Dataset.read([file], threads: 1) { reports.append($0) }
    let last = try #require(reports.last)
    #expect(
      ReadingBar.text(last, seconds: 2)
        == "reading  ━━━━━━━━━━━━━━━━━━━━ 100 %  3 rows  0.0 MB/s  1 rows/s")
  }
}

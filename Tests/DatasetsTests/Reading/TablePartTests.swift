import Datasets
import Testing

struct TablePartTests {
  /// A table of numbers, categories, dates and something to keep, with all that may be missing.
  private static let rows: [[String]] = (0..<997).map { row in
    [
      row % 13 == 5 ? "NA" : "\(Double(row * 37 % 101) / 4)",
      row % 7 == 3 ? "" : ["red", "Blue", "2", "2.0", " red"][row * 11 % 5],
      row % 11 == 8 ? "?" : "2024-0\(1 + row % 9)-1\(row % 9)",
      row % 5 == 0 ? "k,\(row)" : "k\(row)",
      "\(1_700_000_000 + row)",
    ]
  }
  private static let text =
    "x,c,d,id,far\n"
    + rows.map { row in
      row.map { $0.contains(",") || $0.hasPrefix(" ") ? "\"\($0)\"" : $0 }
        .joined(separator: ",") + "\n"
    }.joined()

  private static let options = ReadingOptions(
    dates: [DateDeclaration("d", format: DateFormat("%Y-%m-%d"))],
    columns: .only([
      ColumnDeclaration("x", as: .numeric, origin: 0), ColumnDeclaration("c", as: .categorical),
      ColumnDeclaration("d", as: .inferred),
      ColumnDeclaration("far", as: .numeric, origin: 1_700_000_000),
    ]))

  private func reader(threads: Int, blockSize: Int) -> TableReader {
    var reader = TableReader(
      sources: [.bytes(name: "t.csv", Array(Self.text.utf8))], options: Self.options,
      threads: threads)
    reader.blockSize = blockSize
    reader.kept = ["id"]
    return reader
  }

  @Test(
    "parts hold the rows of the whole table, however it is cut",
    arguments: [1, 2, 3], [(1, 1 << 18), (7, 100), (256, 64), (997, 1000), (2000, 5000)])
  func whole(threads: Int, cut: (rows: Int, bytes: Int)) throws {
    let (whole, description) = try Dataset.read(reader(threads: 1, blockSize: 1 << 18))
    let slots = CategorySlots(categories: ["Blue", "2"], hasMissingSlot: true)
    let (_, expected) = try #require(whole["c"]?.texts(slots))
    var (cells, dates, far, slotsOfRows, kept): ([Float], [Double], [Double], [Int32], [String]) =
      ([], [], [], [], [])
    var sizes: [Int] = []
    let found = try reader(threads: threads, blockSize: cut.bytes).read(inPartsOf: cut.rows) {
      part throws(DatasetError) in
      #expect(part.firstRow == cells.count)
      sizes.append(part.dataset.rowCount)
      cells += part.dataset["x"]?.numbers ?? []
      slotsOfRows += part.dataset["c"]?.texts(slots)?.slots ?? []
      for row in 0..<part.dataset.rowCount {
        if case .numeric(let numbers) = part.dataset["d"]?.values { dates.append(numbers[row]) }
        if case .numeric(let numbers) = part.dataset["far"]?.values { far.append(numbers[row]) }
        kept.append(part.kept.cell(row: row, column: 0))
      }
    }
    #expect(sizes.dropLast().allSatisfy { $0 == cut.rows } && sizes.reduce(0, +) == 997)
    #expect(found.rowCount == 997 && found.kept.names == ["id"])
    #expect(cells.map(\.bitPattern) == whole["x"]?.numbers?.map(\.bitPattern))
    #expect(far == (0..<997).map { Double(1_700_000_000 + $0) })
    #expect(slotsOfRows == expected)
    #expect(kept == Self.rows.map { $0[3] })
    #expect(kept == (0..<997).map { description.kept.cell(row: $0, column: 0) })
    guard case .numeric(let seconds) = whole["d"]?.values else { return #expect(Bool(false)) }
    for row in 0..<997 {
      #expect(dates[row] == seconds[row] || dates[row].isNaN && seconds[row].isNaN)
    }
  }

  @Test("a cell that cannot be read is named by its line, in whatever part it is")
  func unreadable() throws {
    for (cell, problem) in [("x", "is not a number"), ("d", "is not a date of the format")] {
      var rows = Self.rows
      rows[801][cell == "x" ? 0 : 2] = "nonsense"
      let text =
        "x,c,d,id,far\n" + rows.map { "\($0[0]),b,\($0[2]),i,\($0[4])\n" }.joined()
      var reader = TableReader(
        sources: [.bytes(name: "t.csv", Array(text.utf8))], options: Self.options, threads: 2)
      reader.blockSize = 3000
      var rowCount = 0
      let error = try #require(throws: DatasetError.self) {
        _ = try reader.read(inPartsOf: 100) { part throws(DatasetError) in
          rowCount += part.dataset.rowCount
        }
      }
      #expect(error.line == 803 && error.column == cell && error.value == "nonsense")
      #expect(error.problem.hasPrefix(problem))
      // What stands before it was handed on.
      #expect(rowCount > 0 && rowCount <= 800)
    }
  }

  @Test("a table without rows has no parts")
  func empty() throws {
    let reader = TableReader(
      sources: [.bytes(name: "t.csv", Array("x,c,d,id,far\n".utf8))], options: Self.options)
    let found = try reader.read(inPartsOf: 5) { _ in #expect(Bool(false)) }
    #expect(found.rowCount == 0)
  }
}

extension Column {
  /// The categories of its cells, and the slot of each.
  fileprivate func texts(_ slots: CategorySlots) -> (texts: [String], slots: [Int32])? {
    guard case .categorical(let cells) = values else { return nil }
    let ofCategories = slots.slots(of: cells.categories, decimalMark: cells.decimalMark)
    return (
      cells.categories, cells.codes.map { $0 < 0 ? slots.missing : ofCategories[Int($0)] }
    )
  }
}

import Statistics
import Testing

struct CoObservationTests {
  private let columns: [[Double]] = [[1, 2, .nan, .nan], [5, .nan, 6, .nan], [0, 0, 0, .nan]]

  @Test("pairs of labels are counted where both are present")
  func pairs() {
    var counts = CoObservation(labelCount: 3)
    counts.add(columns: columns)
    #expect(
      (0..<3).map { i in (0..<3).map { counts[i, $0] } } == [[2, 1, 2], [1, 2, 2], [2, 2, 3]])
    #expect(counts.rows == 4 && counts.rowsWithNone == 1 && counts.rowsWithAll == 1)
  }

  @Test("chunks counted apart and merged give the same")
  func merging() {
    var whole = CoObservation(labelCount: 3)
    whole.add(columns: columns)
    var first = CoObservation(labelCount: 3)
    first.add(columns: columns.map { Array($0[..<1]) })
    var second = CoObservation(labelCount: 3)
    second.add(columns: columns.map { Array($0[1...]) })
    first.merge(second)
    #expect(first == whole)
  }

  @Test("any number of rows is counted as one by one", arguments: [1, 63, 64, 65, 200])
  func blocks(rows: Int) {
    let columns = (0..<5).map { label in
      (0..<rows).map { row in (row * (label + 3) + label) % 7 < 3 ? Double.nan : 1 }
    }
    var counts = CoObservation(labelCount: 5)
    counts.add(columns: columns)
    let rowsOf = (0..<rows).map { row in columns.map { !$0[row].isNaN } }
    #expect(counts.rows == rows)
    #expect(counts.rowsWithNone == rowsOf.count { !$0.contains(true) })
    #expect(counts.rowsWithAll == rowsOf.count { !$0.contains(false) })
    for i in 0..<5 {
      for j in 0..<5 { #expect(counts[i, j] == rowsOf.count { $0[i] && $0[j] }) }
    }
  }
}

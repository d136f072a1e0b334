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
}

import Datasets
import Testing

struct RowNumbersTests {
  private static func isRowNumber(_ numbers: [Double]) -> Bool {
    Column(name: "x", values: .numeric(Numbers(numbers))).isRowNumber
  }

  @Test("what counts up by one is a row number, from wherever it begins")
  func counting() {
    #expect(Self.isRowNumber((0..<20).map(Double.init)))
    #expect(Self.isRowNumber((1000..<1500).map(Double.init)))
  }

  private static let otherColumns: [[Double]] = [
    (0..<30).map { Double(2 * $0) },
    (0..<30).map { row in Double(row < 20 ? row : row + 1) },
    (0..<30).map { row in row == 7 ? .nan : Double(row) },
    (0..<30).map { 0.5 + Double($0) },
    (0..<19).map { Double($0) },
    Array(repeating: 1, count: 30),
    [],
  ]

  @Test("steps, gaps, missing cells, fractions and few rows are none", arguments: otherColumns)
  func others(numbers: [Double]) {
    #expect(!Self.isRowNumber(numbers))
  }
}

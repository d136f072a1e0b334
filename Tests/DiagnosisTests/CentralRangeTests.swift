import Diagnosis
import Testing

@Suite struct CentralRangeTests {
  @Test("the range is that of all values, and few outliers do not stretch it")
  func outliers() {
    let values = (0..<1000).map(Double.init)
    #expect(CentralRange.of(values) == 0...999)
    let far = CentralRange.of(values + [1e6])
    #expect(far.lowerBound == 0 && (985...1060).contains(far.upperBound))
    // A quarter of the values are no outliers.
    #expect(CentralRange.of(values + Array(repeating: 1e6, count: 300)).upperBound == 1e6)
    // Among few values none is.
    #expect(CentralRange.of([1, 2, 3, 1e6]) == 1...1e6)
  }

  @Test("one value has room on both sides", arguments: [0, 8, -3, 1e-9])
  func constant(value: Double) {
    let range = CentralRange.of([value, value])
    let room = max(abs(value) / 2, 0.5)
    #expect(range == value - room...value + room)
  }
}

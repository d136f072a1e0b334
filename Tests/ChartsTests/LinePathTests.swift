import Charts
import Testing

@Suite struct LinePathTests {
  private func place(_ x: Double, _ y: Double) -> LinePath.Place { .init(x: x, y: y) }

  @Test("a line goes through its points and is broken where there is none")
  func breaks() {
    let path = LinePath([place(0, 1), place(2, 3), nil, nil, place(4, 5), place(6, 7.125), nil])
    #expect(path.description == "M0 1L2 3M4 5L6 7.13" && path.alone.isEmpty)
  }

  @Test("points without neighbours stand alone")
  func alone() {
    let path = LinePath([place(0, 1), nil, place(2, 3), place(3, 3), nil, place(4, 5)])
    #expect(path.alone == [place(0, 1), place(4, 5)] && path.description == "M2 3L3 3")
    #expect(LinePath([]).description.isEmpty && LinePath([nil]).alone.isEmpty)
  }
}

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

  /// The points of a path, read from its description.
  private func points(of path: LinePath) -> [LinePath.Place] {
    path.description.split { "ML".contains($0) }.map { point in
      let numbers = point.split(separator: " ").map { Double($0) ?? .nan }
      return place(numbers[0], numbers[1])
    }
  }

  @Test("thousands of points become a few in each column, and no end and no extreme is lost")
  func thinning() {
    // Places that a description writes exactly: 16 in each column that is 2 wide.
    let places = (0..<4000).map { (index: Int) -> LinePath.Place in
      let noise = (index * 7919 + index * index) % 401
      return place(Double(index) / 8, Double(noise) / 4)
    }
    let exact = places.map { place(Double(Int($0.x * 4)) / 4, $0.y) }
    let thinned = points(of: LinePath(exact))
    #expect(thinned.count <= 4 * 250)
    for column in 0..<250 {
      let all = exact.filter { Int($0.x / 2) == column }.map(\.y)
      let kept = thinned.filter { Int($0.x / 2) == column }.map(\.y)
      #expect(kept.min() == all.min() && kept.max() == all.max())
      #expect(kept.first == all.first && kept.last == all.last)
    }
  }

  @Test("a line of as many points as can be told apart keeps them all")
  func whole() {
    let places = (0..<900).map { place(Double($0) / 2, Double($0 % 7)) }
    #expect(points(of: LinePath(places)) == places)
  }
}

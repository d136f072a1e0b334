import Diagnosis
import Foundation
import RandomNumbers
import Testing

@Suite struct PolylineTests {
  private func arc(_ count: Int) -> [Polyline.Point] {
    (0..<count).map { index in
      let angle = Double(index) / Double(count - 1) * .pi / 2
      return Polyline.Point(x: 1 - cos(angle), y: sin(angle))
    }
  }

  /// How far a point lies from a line of straight parts.
  private func distance(_ point: Polyline.Point, from line: [Polyline.Point]) -> Double {
    zip(line, line.dropFirst()).map { start, end in
      let (across, up) = (end.x - start.x, end.y - start.y)
      let square = across * across + up * up
      let share =
        square > 0
        ? min(max(((point.x - start.x) * across + (point.y - start.y) * up) / square, 0), 1) : 0
      return hypot(point.x - start.x - share * across, point.y - start.y - share * up)
    }.min() ?? .infinity
  }

  @Test("few points are all kept, in their order")
  func few() {
    let points = arc(50)
    #expect(Polyline(points, atMost: 50).points == points)
    #expect(Polyline([], atMost: 50).points == [])
  }

  @Test("a smooth line keeps its shape with few of its points, both ends among them")
  func smooth() {
    let points = arc(20_000)
    let line = Polyline(points, atMost: 200)
    #expect(line.points.count < 60)
    #expect(line.points.first == points.first && line.points.last == points.last)
    for point in points { #expect(distance(point, from: line.points) <= 0.002) }
    #expect(abs(line.area - .pi / 4) < 0.002)
  }

  @Test("a ragged one has no more points than it may, none of which was not there")
  func ragged() {
    var generator = SeededGenerator(seed: 8, stream: .split)
    let points = (0..<5000).map {
      Polyline.Point(x: Double($0) / 4999, y: generator.uniform())
    }
    let line = Polyline(points, atMost: 200)
    #expect(line.points.count == 200)
    #expect(Set(line.points).isSubset(of: points))
    #expect(line.points.map(\.x) == line.points.map(\.x).sorted())
  }

  @Test("the area is that of the trapezoids")
  func area() {
    let points = [(0.0, 1.0), (0.5, 0.5), (0.5, 1), (1, 0)].map { Polyline.Point(x: $0, y: $1) }
    #expect(Polyline(points, atMost: 9).area == 0.375 + 0.25)
  }
}

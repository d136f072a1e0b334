import Comparing
import RandomNumbers
import Testing

struct ParetoFrontTests {
  @Test("a point that another beats in one figure and meets in the other is not on the front")
  func byHand() {
    let points: [(x: Double, y: Double)] = [(1, 5), (2, 3), (2, 4), (4, 1), (5, 5), (2, 3)]
    #expect(ParetoFront.positions(points) == [0, 1, 3, 5])
    #expect(ParetoFront.positions([]) == [])
  }

  @Test("along the front one figure falls as the other rises, and something on it beats all else")
  func properties() {
    var generator = SeededGenerator(seed: 3, stream: .split)
    for count in 1...40 {
      let points = (0..<count).map { _ in (x: generator.normal(), y: generator.normal()) }
      let front = ParetoFront.positions(points)
      let ordered = front.map { points[$0] }.sorted { $0.x < $1.x }
      for (one, next) in zip(ordered, ordered.dropFirst()) { #expect(one.y > next.y) }
      for index in points.indices where !front.contains(index) {
        #expect(ordered.contains { $0.x <= points[index].x && $0.y <= points[index].y })
      }
    }
  }
}

import Balancing
import RandomNumbers
import Testing

struct SimplexProjectionTests {
  @Test("a projection is on the simplex, and no point of it is nearer", arguments: 0..<200)
  func nearest(seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: .balancing)
    let count = 1 + Int(generator.next() % 8)
    let spread = [0.1, 1, 1e6][Int(seed % 3)]
    let point = (0..<count).map { _ in spread * generator.normal() }
    var found = point
    var projection = SimplexProjection()
    projection.project(&found)
    #expect(found.allSatisfy { $0 >= 0 } && abs(found.reduce(0, +) - 1) < 1e-12)
    // ⟨x − w, v − w⟩ ≤ 0 for every vertex v: the condition of the nearest point of a convex set.
    let level = zip(point, found).reduce(0) { $0 + ($1.0 - $1.1) * $1.1 }
    for (x, w) in zip(point, found) { #expect(x - w - level <= 1e-12 * max(1, spread)) }
  }

  @Test("a point of the simplex stays where it is, and equal numbers give equal shares")
  func fixedPoints() {
    var projection = SimplexProjection()
    var point = [0.5, 0.25, 0, 0.25]
    projection.project(&point)
    #expect(point == [0.5, 0.25, 0, 0.25])
    point = [-1e9, -1e9]
    projection.project(&point)
    #expect(point == [0.5, 0.5])
  }
}

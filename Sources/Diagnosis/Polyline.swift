/// Points that are joined by straight lines.
package struct Polyline: Sendable {
  /// The points in their order.
  package let points: [Point]

  /// A point of a plane whose sides are from 0 to 1.
  package struct Point: Hashable, Sendable {
    package let x, y: Double

    /// A point by its two numbers.
    package init(x: Double, y: Double) {
      (self.x, self.y) = (x, y)
    }
  }

  /// No point that is left out lies farther than this from the line, where so few points suffice.
  static let tolerance = 0.002

  /// A line through points, with no more than a few of them: both ends and then, one by one, the
  /// point that lies farthest from the line so far (Douglas and Peucker 1973), until all lie within
  /// the five-hundredth part of a side or there are as many as may be. Where there are no more than
  /// that, all are kept.
  package init(_ points: [Point], atMost limit: Int) {
    guard points.count > max(limit, 2) else {
      self.points = points
      return
    }
    var chords = [Chord(from: 0, to: points.count - 1, of: points)]
    while chords.count + 1 < limit,
      let widest = chords.indices.max(by: { chords[$0].distance < chords[$1].distance }),
      chords[widest].distance > Self.tolerance
    {
      let chord = chords[widest]
      chords[widest] = Chord(from: chord.first, to: chord.farthest, of: points)
      chords.append(Chord(from: chord.farthest, to: chord.last, of: points))
    }
    self.points =
      chords.map(\.first).sorted().map { points[$0] } + [points[points.count - 1]]
  }

  /// The area under the line, by trapezoids.
  package var area: Double {
    zip(points, points.dropFirst()).reduce(0) { sum, ends in
      sum + (ends.1.x - ends.0.x) * (ends.0.y + ends.1.y) / 2
    }
  }

  /// A straight line from one point to a later one, and the point between that is farthest from it.
  private struct Chord {
    let first, last: Int
    var farthest: Int
    var distance = 0.0

    init(from first: Int, to last: Int, of points: [Point]) {
      (self.first, self.last, farthest) = (first, last, first)
      let (start, end) = (points[first], points[last])
      let (across, up) = (end.x - start.x, end.y - start.y)
      let length = (across * across + up * up).squareRoot()
      for index in first..<last where index > first {
        let (x, y) = (points[index].x - start.x, points[index].y - start.y)
        let distance =
          length > 0
          ? abs(across * y - up * x) / length : (x * x + y * y).squareRoot()
        if distance > self.distance { (farthest, self.distance) = (index, distance) }
      }
    }
  }
}

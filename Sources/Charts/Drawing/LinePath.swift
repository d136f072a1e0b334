/// A line through points, with breaks: the parts of two points or more as one path, and the points
/// that stand alone. Parts with more points than can be told apart are thinned.
package struct LinePath: Sendable {
  /// A place in a drawing.
  package struct Place: Hashable, Sendable {
    package let x, y: Double

    /// A place by its distances from the left and from above.
    package init(x: Double, y: Double) {
      (self.x, self.y) = (x, y)
    }
  }

  /// The path's description; empty where no two points follow each other.
  package private(set) var description = ""
  /// The points without a neighbour.
  package private(set) var alone: [Place] = []

  /// The line through places in this order, broken where there is none.
  package init(_ places: [Place?]) {
    for run in places.split(separator: nil) {
      let run = run.compactMap(\.self)
      if run.count > 1 { add(run) } else { alone += run }
    }
  }

  private mutating func add(_ run: [Place]) {
    for (index, place) in Self.thinned(run).enumerated() {
      description += "\(index == 0 ? "M" : "L")\(place.x.coordinate) \(place.y.coordinate)"
    }
  }

  /// How wide the columns are of which a line keeps no more than four points.
  private static let columnWidth = 2.0

  /// A line that looks the same with fewer points: where it comes back to a column of the drawing
  /// more than four times in a row, of the points there only the first, the lowest, the highest and
  /// the last are kept, in their order (Jugel et al. 2014, "M4").
  private static func thinned(_ run: [Place]) -> [Place] {
    var kept: [Place] = []
    var rest = run[...]
    while let first = rest.first {
      let column = (first.x / columnWidth).rounded(.down)
      let points = rest.prefix { ($0.x / columnWidth).rounded(.down) == column }
      rest = rest[points.endIndex...]
      guard points.count > 4 else {
        kept += points
        continue
      }
      let lowest = points.indices.min { points[$0].y < points[$1].y }
      let highest = points.indices.max { points[$0].y < points[$1].y }
      let places = Set(
        [points.startIndex, lowest, highest, points.endIndex - 1].compactMap(\.self))
      kept += places.sorted().map { points[$0] }
    }
    return kept
  }
}

/// A line through points, with breaks: the parts of two points or more as one path, and the points
/// that stand alone.
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
    for (index, place) in run.enumerated() {
      description += "\(index == 0 ? "M" : "L")\(place.x.coordinate) \(place.y.coordinate)"
    }
  }
}

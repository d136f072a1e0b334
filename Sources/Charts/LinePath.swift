/// A line through points, with breaks: the parts of two points or more as one path, and the points
/// that stand alone.
struct LinePath: Sendable {
  /// A place in a drawing.
  struct Place: Hashable, Sendable {
    let x, y: Double
  }

  /// The path's description; empty where no two points follow each other.
  private(set) var description = ""
  /// The points without a neighbour.
  private(set) var alone: [Place] = []

  /// The line through places in this order, broken where there is none.
  init(_ places: [Place?]) {
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

/// Places for labels beside points, such that they cover neither each other nor the points, as far
/// as there is room.
package struct LabelPlacement: Sendable {
  /// What labels may not leave.
  let bounds: Box
  private var taken: [Box]

  /// A part of a drawing.
  package struct Box: Hashable, Sendable {
    package let left, top, right, bottom: Double

    /// A box by its edges.
    package init(left: Double, top: Double, right: Double, bottom: Double) {
      (self.left, self.right) = (left, right)
      (self.top, self.bottom) = (top, bottom)
    }

    /// The area of what two boxes share.
    package func overlap(with other: Box) -> Double {
      let width = min(right, other.right) - max(left, other.left)
      let height = min(bottom, other.bottom) - max(top, other.top)
      return width > 0 && height > 0 ? width * height : 0
    }

    /// How much of the box is outside of another.
    func excess(over other: Box) -> Double {
      (right - left) * (bottom - top) - overlap(with: other)
    }
  }

  private static let height = 13.0
  private static let distance = 7.0

  /// Places within bounds, beside points.
  package init(in bounds: Box, around points: [LinePath.Place]) {
    self.bounds = bounds
    taken = points.map {
      Box(left: $0.x - 4, top: $0.y - 4, right: $0.x + 4, bottom: $0.y + 4)
    }
  }

  /// The box for a label of that width beside a point: the first of twelve that covers nothing, or
  /// the one that covers least.
  package mutating func place(width: Double, beside point: LinePath.Place) -> Box {
    var (best, least) = (box(width, beside: point, 1, 0), Double.infinity)
    for (across, down) in Self.directions {
      let box = box(width, beside: point, across, down)
      // To be cut off is worse than to overlap.
      let cost =
        taken.reduce(10 * box.excess(over: bounds)) { $0 + $1.overlap(with: box) }
      if cost < least { (best, least) = (box, cost) }
    }
    taken.append(best)
    return best
  }

  /// To the right first, where one reads on; a step down is the height of a line.
  private static let directions: [(across: Double, down: Double)] = [
    (1, 0), (-1, 0), (0, -1), (0, 1), (1, -0.7), (1, 0.7), (-1, -0.7), (-1, 0.7), (1, -1.6),
    (1, 1.6), (-1, -1.6), (-1, 1.6),
  ]

  private func box(_ width: Double, beside point: LinePath.Place, _ across: Double, _ down: Double)
    -> Box
  {
    let middle = point.y + down * Self.height
    let left =
      across > 0
      ? point.x + Self.distance
      : across < 0 ? point.x - Self.distance - width : point.x - width / 2
    return Box(
      left: left, top: middle - Self.height / 2, right: left + width,
      bottom: middle + Self.height / 2)
  }
}

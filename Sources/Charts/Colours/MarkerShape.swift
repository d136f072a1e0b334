/// What stands at a point. Series of one colour are told apart by it.
enum MarkerShape: Int, CaseIterable, Sendable {
  case circle, square, diamond, triangle, wedge

  /// The shape around a point, about as large as a circle of that radius.
  func element(x: Double, y: Double, radius: Double) -> SVGElement {
    guard self != .circle else {
      return SVGElement("circle").at(["cx": x, "cy": y, "r": radius])
    }
    let corners = corners.map { "\((x + radius * $0).coordinate),\((y + radius * $1).coordinate)" }
    return SVGElement("polygon").with(["points": corners.joined(separator: " ")])
  }

  /// The corners, for a radius of 1 around the origin.
  private var corners: [(x: Double, y: Double)] {
    switch self {
    case .circle: []
    case .square: [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
    case .diamond: [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
    case .triangle: [(0, -1.25), (1.2, 0.9), (-1.2, 0.9)]
    case .wedge: [(0, 1.25), (1.2, -0.9), (-1.2, -0.9)]
    }
  }
}

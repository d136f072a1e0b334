/// Which of several models nothing else beats, where each is measured by two figures of which lower
/// is better.
public enum ParetoFront {
  /// The positions of the points that no other point dominates: that is at least as low in both and
  /// lower in one.
  public static func positions(_ points: [(x: Double, y: Double)]) -> [Int] {
    points.indices.filter { index in
      let point = points[index]
      return !points.contains { other in
        other.x <= point.x && other.y <= point.y && (other.x < point.x || other.y < point.y)
      }
    }
  }
}

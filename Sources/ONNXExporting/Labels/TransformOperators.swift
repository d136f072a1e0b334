internal import Foundation
internal import Losses

/// A label's transform as operators on doubles.
struct TransformOperators: Sendable {
  /// The transformed label.
  let forward: @Sendable (GraphValue, FittedTransform, inout Arithmetic) -> GraphValue
  /// The label of a transformed one.
  let inverse: @Sendable (GraphValue, FittedTransform, inout Arithmetic) -> GraphValue

  /// Those of each transform there is, by its name.
  static let all: [String: TransformOperators] = [
    LabelTransform.logarithm.name: .logarithm,
    LabelTransform.squareRoot.name: .squareRoot,
    LabelTransform.quantile.name: .quantile,
  ]

  private static let logarithm = TransformOperators(
    forward: { label, _, steps in steps.logarithm(label) },
    inverse: { number, _, steps in
      let most = steps.constant(Double(Float.greatestFiniteMagnitude))
      let least = steps.constant(Double(Float.leastNormalMagnitude))
      return steps.minimum(steps.maximum(steps.exponential(number), least), most)
    })

  private static let squareRoot = TransformOperators(
    forward: { label, _, steps in steps.squareRoot(label) },
    inverse: { number, _, steps in
      let root = steps.maximum(number, steps.constant(0))
      return steps.multiply(root, root)
    })

  private static let quantile = TransformOperators(
    forward: { label, transform, steps in
      PolygonalLine(transform.knots.map { ($0.label, $0.transformed) }).value(at: label, &steps)
    },
    inverse: { number, transform, steps in
      PolygonalLine(transform.knots.map { ($0.transformed, $0.label) }).value(at: number, &steps)
    })
}

extension FittedTransform {
  private var operators: TransformOperators {
    guard let found = TransformOperators.all[transform.name] else {
      preconditionFailure("the transform \(transform.name) has no operators")
    }
    return found
  }

  /// The transformed label.
  func forward(of label: GraphValue, _ steps: inout Arithmetic) -> GraphValue {
    operators.forward(label, self, &steps)
  }

  /// The label of a transformed one.
  func inverse(of number: GraphValue, _ steps: inout Arithmetic) -> GraphValue {
    operators.inverse(number, self, &steps)
  }
}

/// Straight lines from knot to knot, and at both ends as `FittedTransform` goes on.
struct PolygonalLine {
  private let knots: [(x: Double, y: Double)]

  init(_ knots: [(x: Double, y: Double)]) { self.knots = knots }

  /// The place of the last knot that is not above a number, but the last one, is found in halves; the
  /// line through it and the next one is the value.
  func value(at number: GraphValue, _ steps: inout Arithmetic) -> GraphValue {
    let step = max(knots.count / 10, 1)
    let (first, last) = (knots[0], knots[knots.count - 1])
    let inner = zip(knots, knots.dropFirst()).map { Self.slope($0, $1) }
    // Place 0 is below the first knot, and the last one above the last knot.
    let slopes =
      [Self.slope(first, knots[step])] + inner
      + [Self.slope(knots[knots.count - 1 - step], last)]
    let bases = [first] + knots
    let starts = knots.map(\.x)
    var size = 1
    while size <= starts.count { size *= 2 }
    let bounds = starts + Array(repeating: .infinity, count: size - starts.count)
    let table = steps.constants(bounds, shape: [size], name: "knots")
    var place = steps.multiply(number, steps.constant(0))
    place = steps.choose(steps.isNaN(place), steps.constant(0), place)
    var half = size / 2
    while half >= 1 {
      let next = steps.add(place, steps.constant(Double(half)))
      // Of as many knots as next says the last one is at next − 1.
      let at = steps.cast(steps.subtract(next, steps.constant(1)), to: .int64)
      let reaches = steps.greaterOrEqual(number, steps.entries(table, at: at))
      place = steps.choose(reaches, next, place)
      half /= 2
    }
    let at = steps.cast(
      steps.minimum(place, steps.constant(Double(starts.count))), to: .int64)
    func entry(_ numbers: [Double], _ name: String) -> GraphValue {
      steps.entries(steps.constants(numbers, shape: [numbers.count], name: name), at: at)
    }
    let (x, y) = (entry(bases.map(\.x), "x"), entry(bases.map(\.y), "y"))
    return steps.add(
      y, steps.multiply(entry(slopes, "slopes"), steps.subtract(number, x)))
  }

  private static func slope(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> Double {
    (b.y - a.y) / (b.x - a.x)
  }
}

import Foundation
import Testing

/// What a reader of a drawing takes from the ticks of an axis: where a value must lie.
struct TickedAxis {
  /// The values written at the ticks, and where these are, in order.
  let ticks: [(value: Double, place: Double)]
  private let isLogarithmic: Bool

  /// Reads the ticks from left to right, or from top to bottom those of the upright axis.
  init(in drawing: ParsedElement, isUpright: Bool = false, isLogarithmic: Bool = false) throws {
    let labels = drawing.elements(class: "tick").filter {
      $0.classes.contains(isUpright ? "end" : "middle")
    }
    ticks = try labels.map { label in
      let number = label.text.replacing("−", with: "-").replacing("\u{A0}%", with: "")
      let value = try #require(Double(number))
      // Upright, the text's baseline is four units below the middle of its digits.
      let place = try label.number(isUpright ? "y" : "x") - (isUpright ? 4 : 0)
      return (label.text.contains("%") ? value / 100 : value, place)
    }
    self.isLogarithmic = isLogarithmic
    try #require(ticks.count > 1)
  }

  /// Where a value must lie, by the first tick and the last.
  func place(of value: Double) -> Double {
    let (first, last) = (ticks[0], ticks[ticks.count - 1])
    let share =
      (measure(value) - measure(first.value)) / (measure(last.value) - measure(first.value))
    return first.place + share * (last.place - first.place)
  }

  private func measure(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }
}

/// The places of a path that consists of moves and lines to points.
func places(of path: ParsedElement) throws -> [(x: Double, y: Double)] {
  let description = try #require(path.attributes["d"])
  return try description.matches(of: /[ML](-?[0-9.]+) (-?[0-9.]+)/).map { match in
    let (x, y) = (Double(match.output.1), Double(match.output.2))
    return (try #require(x), try #require(y))
  }
}

/// What a direction of a drawing stands for.
package struct Axis: Sendable {
  /// What it measures, with the unit.
  package let label: String
  /// How distances grow with values.
  package let scale: Scale
  /// How its numbers are written.
  package let tickStyle: TickStyle

  /// A direction with a label, a scale and a way to write numbers.
  package init(_ label: String, scale: Scale = .linear, ticks style: TickStyle = .number) {
    (self.label, self.scale, tickStyle) = (label, scale, style)
  }

  /// How distances grow with values.
  package struct Scale: Hashable, Sendable {
    /// Whether equal distances are equal ratios.
    let isLogarithmic: Bool
    /// A value that is on the axis, whatever the data are.
    let included: Double?

    /// Equal distances are equal differences.
    package static let linear = Scale(isLogarithmic: false, included: nil)
    /// Equal distances are equal ratios; what is not positive is not drawn.
    package static let log = Scale(isLogarithmic: true, included: nil)

    /// Equal distances are equal differences, and the axis reaches a value, mostly 0.
    package static func linear(including value: Double) -> Scale {
      Scale(isLogarithmic: false, included: value)
    }
  }
}

extension Axis {
  /// Whether a value has a place on the axis.
  func shows(_ value: Double) -> Bool {
    value.isFinite && (!scale.isLogarithmic || value > 0)
  }

  /// The value where it has a place on the axis.
  func shown(_ value: Double?) -> Double? {
    value.flatMap { shows($0) ? $0 : nil }
  }
}

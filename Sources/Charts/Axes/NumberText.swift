import Foundation

/// How numbers are written in a drawing.
package enum NumberText {
  /// What is between a number and its unit, where no line may break.
  private static let percentSign = "\u{A0}%"

  /// Ticks, all with as many decimals as the one that needs most; on a logarithmic axis, each as
  /// short as it can be.
  package static func ofTicks(_ ticks: [Double], on axis: Axis) -> [String] {
    let isPercent = axis.tickStyle == .percent
    let needed = ticks.map { decimals(of: $0, isPercent: isPercent) }
    let most = needed.max() ?? 0
    let isPlain = ticks.allSatisfy { fits($0, isPercent) } && most <= 6
    return zip(ticks, needed).map { tick, own in
      if axis.scale.isLogarithmic { return alone(tick, decimals: own, isPercent) }
      return isPlain
        ? plain(tick, decimals: most, isPercent) : exponential(tick, digits: 10, isPercent)
    }
  }

  /// A value by itself, with three significant digits, or all before the point.
  package static func of(_ value: Double, style: TickStyle) -> String {
    let isPercent = style == .percent
    guard value != 0 else { return plain(0, decimals: 0, isPercent) }
    let exponent = exponent(of: value) + (isPercent ? 2 : 0)
    guard (-4..<6).contains(exponent) else { return exponential(value, digits: 3, isPercent) }
    let decimals = style == .integer && value == value.rounded() ? 0 : max(0, 2 - exponent)
    return plain(value, decimals: decimals, isPercent)
  }

  private static func alone(_ value: Double, decimals: Int, _ isPercent: Bool) -> String {
    decimals <= 4 && fits(value, isPercent)
      ? plain(value, decimals: decimals, isPercent) : exponential(value, digits: 10, isPercent)
  }

  private static func fits(_ value: Double, _ isPercent: Bool) -> Bool {
    abs(value) < (isPercent ? 1e4 : 1e6)
  }

  private static func plain(_ value: Double, decimals: Int, _ isPercent: Bool) -> String {
    let number = String(format: "%.\(decimals)f", isPercent ? 100 * value : value)
    return signed(number) + (isPercent ? percentSign : "")
  }

  /// A number as 2.5e-7, with at most so many digits, without zeros at their end.
  private static func exponential(_ value: Double, digits: Int, _ isPercent: Bool) -> String {
    guard value != 0 else { return plain(0, decimals: 0, isPercent) }
    var (mantissa, exponent) = parts(of: value, digits: digits)
    if isPercent { exponent += 2 }
    return signed(mantissa) + "e\(exponent)" + (isPercent ? percentSign : "")
  }

  /// The number with a minus sign as wide as a digit, and none before a zero.
  private static func signed(_ number: String) -> String {
    guard number.first == "-" else { return number }
    let magnitude = number.dropFirst()
    return magnitude.contains { ("1"..."9").contains($0) } ? "−" + magnitude : String(magnitude)
  }

  /// How many decimals it takes to write a number of at most ten digits.
  private static func decimals(of value: Double, isPercent: Bool) -> Int {
    guard value != 0 else { return 0 }
    let (mantissa, exponent) = parts(of: value, digits: 10)
    let digits = mantissa.filter(\.isNumber).count
    return max(0, digits - 1 - exponent - (isPercent ? 2 : 0))
  }

  private static func exponent(of value: Double) -> Int {
    parts(of: value, digits: 3).exponent
  }

  /// A number's digits, with a point after the first and no zeros at the end, and the power of ten.
  private static func parts(of value: Double, digits: Int) -> (mantissa: String, exponent: Int) {
    let halves = String(format: "%.\(digits - 1)e", value).split(separator: "e")
    guard halves.count == 2, let exponent = Int(halves[1]) else { return ("\(value)", 0) }
    let end = halves[0].lastIndex { $0 != "0" } ?? halves[0].startIndex
    let mantissa = halves[0][...end]
    return (String(mantissa.last == "." ? mantissa.dropLast() : mantissa), exponent)
  }
}

internal import Foundation

/// A number of bytes, written with a unit: `4GB`, `512 MB`, `1.5g`, `2GiB`.
package struct MemorySize: CustomStringConvertible, Equatable {
  /// How many.
  package let bytes: Double

  private static let prefixes = ["", "K", "M", "G", "T"]

  /// A number of bytes.
  package init(bytes: Double) {
    self.bytes = bytes
  }

  /// What a text means, such as an option's; nil where it is no number above zero with a unit.
  package init?(argument: String) {
    let text = argument.uppercased().filter { $0 != " " }
    let unit = String(text.drop { $0.isNumber || $0 == "." })
    guard let number = Double(text.dropLast(unit.count)), number > 0 else { return nil }
    for (power, prefix) in Self.prefixes.enumerated() {
      let decimal = power > 0 ? [prefix, prefix + "B"] : ["B"]
      if decimal.contains(unit) {
        bytes = number * pow(1000, Double(power))
        return
      }
      if power > 0, unit == prefix + "IB" {
        bytes = number * pow(1024, Double(power))
        return
      }
    }
    return nil
  }

  /// With a decimal unit.
  package var description: String {
    var (number, power) = (bytes, 0)
    while number >= 999.5, power + 1 < Self.prefixes.count {
      number /= 1000
      power += 1
    }
    return String(format: number < 9.95 && power > 0 ? "%.1f " : "%.0f ", number)
      + Self.prefixes[power] + "B"
  }
}

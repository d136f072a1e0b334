import Foundation

/// A colour of the sRGB space.
struct Colour: Hashable, Sendable {
  /// From 0 to 1.
  let red, green, blue: Double

  /// A colour by its shares of red, green and blue.
  init(red: Double, green: Double, blue: Double) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  /// A colour as it is written in CSS, without the `#`: `0x0072B2`.
  init(_ code: UInt32) {
    self.init(
      red: Double(code >> 16 & 0xFF) / 255, green: Double(code >> 8 & 0xFF) / 255,
      blue: Double(code & 0xFF) / 255)
  }

  /// The colour in CSS: `#0072b2`.
  var css: String {
    let digits = [red, green, blue].map { channel in
      let byte = String(UInt8((channel * 255).rounded()), radix: 16)
      return byte.count < 2 ? "0" + byte : byte
    }
    return "#" + digits.joined()
  }

  /// The colour that share of the way to another.
  func mixed(with other: Colour, share: Double) -> Colour {
    func mix(_ from: Double, _ to: Double) -> Double { from + share * (to - from) }
    return Colour(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}

extension Colour {
  /// The relative luminance as WCAG 2.2 defines it: 0 for black, 1 for white.
  var luminance: Double {
    func linear(_ channel: Double) -> Double {
      channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Black or white, whichever is easier to read on the colour.
  var textColour: Colour {
    // Their contrasts are (L + 0.05) / 0.05 and 1.05 / (L + 0.05).
    (luminance + 0.05) * (luminance + 0.05) > 1.05 * 0.05 ? Colour(0) : Colour(0xFFFFFF)
  }
}

/// xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021): the
/// same seed gives the same numbers on every machine. Its state is plain data, so a checkpoint can
/// hold it.
public struct SeededGenerator: RandomNumberGenerator, Equatable, Sendable {
  private var s0, s1, s2, s3: UInt64

  /// - Parameters:
  ///   - seed: Any number; neighbouring seeds give unrelated streams.
  ///   - stream: What the numbers are for, so that one seed serves several purposes.
  public init(seed: UInt64, stream: Stream) {
    var expander = SplitMix64(state: seed ^ (stream.rawValue &* 0xD1B5_4A32_D192_ED03))
    (s0, s1, s2, s3) = (expander.next(), expander.next(), expander.next(), expander.next())
  }

  /// - Parameter part: Which of several streams for the same; part 0 is that of the seed itself.
  public init(seed: UInt64, stream: Stream, part: Int) {
    self.init(seed: seed &+ UInt64(truncatingIfNeeded: part) << 32, stream: stream)
  }

  /// The independent uses of one seed.
  public enum Stream: UInt64, Sendable {
    case split = 1
    case initialisation, shuffle, dropout, balancing, sketch
    case settings, selection, crosses, bootstrap, importance
    case sampling, dealing
  }

  /// Sixty-four random bits.
  public mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = (sum << 23 | sum >> 41) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = s3 << 45 | s3 >> 19
    return result
  }

  /// A number in [0, 1) with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }
}

extension SeededGenerator: Codable {
  /// Reads the state; one of zeros only, from which no number but zero follows, is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let words = try container.decode(String.self).split(separator: "-").map {
      UInt64($0, radix: 16)
    }
    guard words.count == 4, let s0 = words[0], let s1 = words[1], let s2 = words[2],
      let s3 = words[3], s0 | s1 | s2 | s3 != 0
    else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not the state of a generator of random numbers")
    }
    (self.s0, self.s1, self.s2, self.s3) = (s0, s1, s2, s3)
  }

  /// Writes the state as four hexadecimal numbers: in JSON, numbers so large would not be safe.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      [s0, s1, s2, s3].map { String($0, radix: 16) }.joined(separator: "-"))
  }
}

/// The generator that xoshiro's authors recommend for spreading a seed over its state.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

import Foundation
import RandomNumbers
import Testing

@Suite struct SeededGeneratorTests {
  /// A generator in a given state, through its coded form.
  private func generator(state: [UInt64]) throws -> SeededGenerator {
    let text = state.map { String($0, radix: 16) }.joined(separator: "-")
    return try JSONDecoder().decode(SeededGenerator.self, from: JSONEncoder().encode(text))
  }

  @Test("from the state 1, 2, 3, 4 come the published numbers of xoshiro256++")
  func referenceOutput() throws {
    // The vector that ports of the authors' C program are checked against; computed once more from
    // the published algorithm with integers of unlimited size.
    var generator = try generator(state: [1, 2, 3, 4])
    let numbers: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
      9_228_616_714_210_784_205, 9_973_669_472_204_895_162, 14_011_001_112_246_962_877,
      12_406_186_145_184_390_807, 15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
    ]
    for number in numbers { #expect(generator.next() == number) }
  }

  @Test("a seed is spread over the state by SplitMix64")
  func referenceSeeding() throws {
    // SplitMix64's published numbers for 1234567; the first stream turns the seed by 0xD1B5…
    let state: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431,
    ]
    let seed: UInt64 = 1_234_567 ^ 0xD1B5_4A32_D192_ED03
    let expected = try generator(state: state)
    #expect(SeededGenerator(seed: seed, stream: .split) == expected)
  }

  @Test(
    "a state that was never written is refused",
    arguments: [[0, 0, 0, 0], [1, 2, 3], [1, 2, 3, 4, 5], []] as [[UInt64]])
  func badStates(state: [UInt64]) {
    #expect(throws: DecodingError.self) { try generator(state: state) }
  }

  @Test("a generator goes on from its coded form")
  func coding() throws {
    var generator = SeededGenerator(seed: 5, stream: .dropout)
    _ = generator.next()
    var restored = try JSONDecoder().decode(
      SeededGenerator.self, from: JSONEncoder().encode(generator))
    for _ in 0..<10 { #expect(restored.next() == generator.next()) }
  }

  @Test(
    "seed and stream give the numbers that the published algorithms give",
    arguments: [
      (
        0 as UInt64, SeededGenerator.Stream.split,
        [0x6489_AFD5_8E2C_1CEB, 0xA877_4DBA_BCDD_9883, 0x846D_DE57_E995_AFB3] as [UInt64]
      ),
      (
        42, .initialisation,
        [0x8400_01DC_19D0_E15C, 0xAC1C_2C6C_F005_5A4D, 0x5645_9BFA_1E82_315A]
      ),
      (
        .max, .balancing,
        [0x6C3D_6CC5_CE76_42A4, 0x6AFB_9FFA_5D68_31AC, 0x1579_F2B0_02BF_FD85]
      ),
    ])
  func seeded(_ seed: UInt64, _ stream: SeededGenerator.Stream, _ numbers: [UInt64]) {
    // Computed from the published algorithms with a second program.
    var generator = SeededGenerator(seed: seed, stream: stream)
    for number in numbers { #expect(generator.next() == number) }
  }

  @Test("streams and neighbouring seeds have no number in common")
  func unrelated() {
    var seen: Set<UInt64> = []
    let streams: [SeededGenerator.Stream] = [
      .split, .initialisation, .shuffle, .dropout, .balancing,
    ]
    for stream in streams {
      for seed in UInt64(0)..<20 {
        var generator = SeededGenerator(seed: seed, stream: stream)
        for _ in 0..<100 { seen.insert(generator.next()) }
      }
    }
    // Among 10⁴ of 2⁶⁴ numbers one pair alike by chance has probability 3·10⁻¹².
    #expect(seen.count == streams.count * 20 * 100)
  }

  @Test("a generator that was written as JSON goes on where it was")
  func codable() throws {
    var generator = SeededGenerator(seed: 5, stream: .shuffle)
    for _ in 0..<1000 {
      let data = try JSONEncoder().encode(generator)
      var copy = try JSONDecoder().decode(SeededGenerator.self, from: data)
      #expect(copy == generator)
      #expect(copy.next() == generator.next())
    }
  }

  @Test("a uniform number is the upper 53 bits as a fraction")
  func uniformBits() {
    var (bits, generator) = (
      SeededGenerator(seed: 6, stream: .dropout), SeededGenerator(seed: 6, stream: .dropout)
    )
    for _ in 0..<1000 {
      let number = generator.uniform()
      #expect((0..<1).contains(number))
      #expect(number * 0x1p53 == Double(bits.next() / 2048))
    }
  }

  @Test("uniform numbers fall into equal parts equally often")
  func uniformParts() {
    var generator = SeededGenerator(seed: 7, stream: .dropout)
    let (parts, draws) = (64, 640_000)
    var counts = Array(repeating: 0, count: parts)
    for _ in 0..<draws { counts[Int(generator.uniform() * Double(parts))] += 1 }
    let expected = Double(draws) / Double(parts)
    let chiSquared = counts.map { (Double($0) - expected) * (Double($0) - expected) / expected }
      .reduce(0, +)
    // With 63 degrees of freedom: mean 63, standard deviation √126 ≈ 11.2; five of them either way.
    #expect(abs(chiSquared - 63) < 5 * 126.0.squareRoot())
  }
}

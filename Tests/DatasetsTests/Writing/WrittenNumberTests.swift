import Datasets
import RandomNumbers
import Testing

/// Numbers as they stand in a file, held to what the standard library says of them.
struct WrittenNumberTests {
  /// Those of some numbers that are not written as they describe themselves.
  private func mismatches(_ numbers: [WrittenNumber]) -> [String] {
    let lines = written(numbers)
    #expect(lines.count == numbers.count)
    return zip(lines, numbers).filter { $0 != $1.text }.map { "\($0), not \($1.text)" }
  }

  private func written(_ numbers: [WrittenNumber]) -> [String] {
    var records = CSVRecords(columns: ["n"])
    for number in numbers {
      records.append(number: number)
      records.endRecord()
    }
    return String(decoding: records.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("random Floats and Doubles of all sizes have the digits of their description")
  func random() {
    var generator = SeededGenerator(seed: 11, stream: .split)
    for _ in 0..<50 {
      let bits = (0..<4_000).map { _ in generator.next() }
      let floats = bits.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
      let doubles = bits.map { Double(bitPattern: $0) }
      let plain = bits.map { Float(Int64(bitPattern: $0) >> 30) / 1024 }
      let shares = bits.map { Double($0 >> 11) / Double(1 << 53) }
      #expect(mismatches(floats.map { .single($0) }) == [])
      #expect(mismatches(doubles.map { .double($0) }) == [])
      #expect(mismatches(plain.map { .single($0) }) == [])
      #expect(mismatches(shares.map { .double($0) }) == [])
    }
  }

  @Test("so have numbers at the ends of what is written plainly, and those that are none")
  func edges() {
    var floats: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, -.nan, .greatestFiniteMagnitude,
      .leastNonzeroMagnitude, .leastNormalMagnitude, 0x1p24, 0.1, 1e10, 123_456.7,
    ]
    var doubles = floats.map(Double.init) + [0x1p53, 1e15, 1e16, 1e17, .pi]
    doubles += [.leastNonzeroMagnitude, .leastNormalMagnitude]
    for power in -45...38 {
      let number = Float("1e\(power)") ?? 0
      floats += [number, number.nextUp, number.nextDown, -number]
    }
    for power in -324...308 {
      let number = Double("1e\(power)") ?? 0
      doubles += [number, number.nextUp, number.nextDown, -number]
    }
    floats += [Float(0x1p24).nextUp, Float(0x1p24).nextDown]
    doubles += [Double(0x1p53).nextUp, Double(0x1p53).nextDown]
    #expect(mismatches(floats.map { .single($0) }) == [])
    #expect(mismatches(doubles.map { .double($0) }) == [])
  }
}

import Fingerprints
import Foundation
import PythonReference
import RandomNumbers
import Testing

private let python = PythonInterpreter(importing: "xxhash")

struct FingerprintTests {
  @Test("it is written as 32 digits and read again, and no other text is one")
  func text() throws {
    let stream = FingerprintStream()
    stream.add("text")
    let fingerprint = stream.fingerprint
    #expect(fingerprint.description.count == 32)
    #expect(Fingerprint(fingerprint.description) == fingerprint)
    let digits = String(repeating: "0", count: 31)
    #expect(Fingerprint(digits + "1")?.description == digits + "1")
    for text in ["", digits, digits + "F", digits + "g", "+" + digits, digits + "11"] {
      #expect(Fingerprint(text) == nil, "\(text)")
    }
    let json = try JSONEncoder().encode([fingerprint])
    #expect(try JSONDecoder().decode([Fingerprint].self, from: json) == [fingerprint])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Fingerprint].self, from: Data("[\"00\"]".utf8))
    }
  }

  @Test("where values begin and end makes a difference, and so does every bit")
  func cuts() {
    func fingerprint(_ texts: [String]) -> Fingerprint {
      let stream = FingerprintStream()
      for text in texts { stream.add(text) }
      return stream.fingerprint
    }
    let all = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], []]
    #expect(Set(all.map(fingerprint)).count == all.count)

    var generator = SeededGenerator(seed: 1, stream: .split)
    let bytes = (0..<64).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var seen: Set<Fingerprint> = []
    for bit in 0..<8 * bytes.count {
      var changed = bytes
      changed[bit / 8] ^= 1 << (bit % 8)
      let stream = FingerprintStream()
      stream.add(changed)
      seen.insert(stream.fingerprint)
    }
    #expect(seen.count == 8 * bytes.count)
  }

  @Test("it is what Python's xxhash computes", .enabled(if: python != nil))
  func secondOpinion() throws {
    var generator = SeededGenerator(seed: 2, stream: .split)
    let values = [0, 1, 17, 300, 100_000].map { count in
      (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
    let stream = FingerprintStream()
    for bytes in values { stream.add(Data(bytes)) }
    let hexadecimal = values.map { bytes in
      bytes.map { String(0x100 + Int($0), radix: 16).dropFirst() }.joined()
    }
    let output = try #require(python).run(
      """
      import struct, sys, xxhash
      state = xxhash.xxh3_128()
      for line in sys.stdin.read().split(','):
          value = bytes.fromhex(line)
          state.update(struct.pack('<Q', len(value)) + value)
      print(state.hexdigest())
      """, input: Data(hexadecimal.joined(separator: ",").utf8))
    #expect(String(decoding: output, as: UTF8.self) == "\(stream.fingerprint)\n")
  }

  @Test(
    "of bytes in pieces it is what Python's xxhash computes of them", .enabled(if: python != nil))
  func pieces() throws {
    var generator = SeededGenerator(seed: 4, stream: .split)
    let bytes = (0..<3000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let output = try #require(python).run(
      "import sys, xxhash\nprint(xxhash.xxh3_128(sys.stdin.buffer.read()).hexdigest())",
      input: Data(bytes))
    for cut in [0, 1, 1500, 3000] {
      let found = Fingerprint(ofBytes: [Data(bytes[..<cut]), Data(bytes[cut...])])
      #expect("\(found)\n" == String(decoding: output, as: UTF8.self))
    }
  }
}

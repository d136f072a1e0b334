import Datasets
import RandomNumbers
import Testing

struct NumberTextTests {
  @Test("100,000 random decimals are read as the nearest Float, as the standard library reads them")
  func nearest() throws {
    var generator = SeededGenerator(seed: 4, stream: .shuffle)
    var texts: [String] = []
    for _ in 0..<100_000 {
      let digits = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
        String(Int.random(in: 0...9, using: &generator))
      }.joined()
      let point = Int.random(in: 0...digits.count, using: &generator)
      let fraction = ".\(digits.dropFirst(point))"
      var text = "\(digits.prefix(point))\(fraction)"
      let exponent = Int.random(in: -60...17, using: &generator)
      if Bool.random(using: &generator) { text += "e\(exponent)" }
      texts.append(Bool.random(using: &generator) ? "-\(text)" : text)
    }
    let options = ReadingOptions(columns: .all([ColumnDeclaration("x", as: .numeric)]))
    let (dataset, _) = try read("x\n" + texts.map { "\($0)\n" }.joined(), options: options)
    let numbers = try #require(dataset["x"]?.numbers)
    #expect(numbers.count == texts.count)
    // Swift reads no number that begins or ends with its point.
    let expected = texts.map { text in
      Float(text.replacing("-.", with: "-0.").replacing(".e", with: ".0e"))
        ?? Float("0\(text)0") ?? Float("\(text)0") ?? .nan
    }
    #expect(!expected.contains { $0.isNaN })
    let different = numbers.indices.filter { numbers[$0].bitPattern != expected[$0].bitPattern }
    #expect(different.isEmpty, "\(different.prefix(5).map { texts[$0] })")
  }

  @Test("numbers halfway between two Floats are rounded to the even one")
  func halfway() throws {
    let (dataset, _) = try read("x\n16777217\n16777219\n0.1\n1e-400\n-1e-400\n3.4028235e38\n")
    let expected: [Float] = [16_777_216, 16_777_220, 0.1, 0, -0, .greatestFiniteMagnitude]
    #expect(dataset["x"]?.numbers == expected)
  }

  @Test(
    "a number so near the middle between two Floats that a Double is the middle is rounded once")
  func nearHalfway() throws {
    // The middle between two Floats from 1 to 2 is an odd o / 2²⁴. A decimal m / 10¹⁴ differs from
    // it by (m·2¹⁰ − o·5¹⁴) / (2¹⁰·10¹⁴), for a numerator s up to 5 by less than half of a Double's
    // step.
    let power = 6_103_515_625
    var texts: [String] = []
    var expected: [Float] = []
    for s in [-5, -3, -1, 1, 3, 5] {
      for o in stride(from: 1 << 24 | 1, to: 1 << 25, by: 2) where (o * power + s) % 1024 == 0 {
        let m = String((o * power + s) / 1024)
        texts.append("\(m.prefix(1)).\(m.dropFirst())")
        expected.append(Float(s > 0 ? (o + 1) / 2 : (o - 1) / 2) / 0x1p23)
      }
    }
    #expect(texts.count > 50_000 && texts.allSatisfy { $0.count == 16 })
    let middles = texts.count {
      Double($0).map { $0.significandBitPattern & 0x1FFF_FFFF == 1 << 28 } ?? false
    }
    #expect(middles == texts.count)
    let options = ReadingOptions(columns: .all([ColumnDeclaration("x", as: .numeric)]))
    // With a zero before them they are spread too far to be kept as distances from an origin.
    let (dataset, _) = try read("x\n0\n" + texts.map { "\($0)\n" }.joined(), options: options)
    let numbers = try Array(#require(dataset["x"]?.numbers).dropFirst())
    let different = numbers.indices.filter { numbers[$0] != expected[$0] }
    #expect(different.isEmpty, "\(different.prefix(5).map { texts[$0] })")
  }

  @Test(
    "what only resembles a number is text",
    arguments: ["1e", "1e+", "--1", "+-1", "0x10", "1.2.3", "-", ".", "+", "e5", "1 2", "infinit"])
  func texts(text: String) throws {
    let error = try #require(readingError("x\n1\n2\n\(text)\n"))
    #expect(error.value == text)
    #expect(error.problem == "is not a number")
  }

  @Test(
    "infinity and what is beyond a Float are no numbers to learn from",
    arguments: ["inf", "-Infinity", "+INF", "1e39", "-1e400", "12345678901234567890"])
  func unusable(text: String) throws {
    for type in [ColumnType.inferred, .numeric] {
      let options = ReadingOptions(columns: .all([ColumnDeclaration("x", as: type)]))
      #expect(readingError("x\n1\n\(text)\n", options: options)?.value == text)
    }
    let categorical = ReadingOptions(columns: .all([ColumnDeclaration("x", as: .categorical)]))
    #expect(readingError("x\n1\n\(text)\n", options: categorical) == nil)
  }

  @Test("2⁵³ is the last integer that is read")
  func longIntegers() throws {
    #expect(readingError("x\n9007199254740992\n-9007199254740992\n") == nil)
    #expect(readingError("x\n1\n-9007199254740993\n")?.value == "-9007199254740993")
    #expect(readingError("x\n9007199254740993.0\n12345678901234567890e0\n") == nil)
  }
}

import CZlib
import Datasets
import Testing

struct GzipInflaterTests {
  private let parts = ["a,b\n1,", "2\n3,4\n", "", "5,6\n"].map { gzipMember(Array($0.utf8)) }

  @Test("members follow one another as one text", arguments: [1, 2, 3, 7, 4096])
  func members(size: Int) throws {
    let (dataset, description) = try read(parts.flatMap { $0 }, blockSize: size)
    #expect(dataset["a"]?.numbers == [1, 3, 5])
    #expect(dataset["b"]?.numbers == [2, 4, 6])
    #expect(description.byteCount == parts.flatMap { $0 }.count)
  }

  @Test("cutting a member anywhere is an error that names the place", arguments: [1, 7, 4096])
  func truncation(size: Int) throws {
    let bytes = gzipMember(Array("a,b\n1,2\n3,4\n".utf8))
    for count in 2..<bytes.count {
      let error = try #require(throws: DatasetError.self) {
        _ = try read(Array(bytes.prefix(count)), blockSize: size)
      }
      #expect(error.problem.contains("end early, at compressed byte \(count)"), "\(error)")
      #expect(error.kind == .data)
    }
    #expect(try read(bytes, blockSize: size).dataset.rowCount == 2)
  }

  @Test("what zlib refuses keeps its code")
  func zlibCode() throws {
    var bytes = gzipMember(Array("a,b\n1,2\n".utf8))
    // The three bits behind the header begin a block; a block of type 3 there is none.
    bytes[10] |= 0b110
    let error = try #require(throws: DatasetError.self) { _ = try read(bytes) }
    #expect(error.zlibCode == Z_DATA_ERROR)
    #expect(error.systemCode == nil)
    #expect(
      error.description
        == "t.csv: the gzip data are damaged (invalid block type), at compressed byte 11; "
        + "fetch or write the file again")
  }

  @Test("any flipped bit of the checksum or the length is found")
  func flippedBits() throws {
    let bytes = gzipMember(Array("a,b\n1,2\n".utf8))
    for position in bytes.count - 8..<bytes.count {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << bit
        let error = try #require(throws: DatasetError.self) { _ = try read(damaged) }
        let word = position < bytes.count - 4 ? "CRC mismatch" : "length mismatch"
        #expect(error.problem.contains(word), "\(error)")
      }
    }
  }

  @Test("zeros after the last member are noticed, anything else is an error", arguments: [1, 4096])
  func padding(size: Int) throws {
    let bytes = gzipMember(Array("a,b\n1,2\n".utf8))
    let padded = try read(bytes + [0, 0, 0], blockSize: size)
    #expect(padded.dataset.rowCount == 1)
    #expect(
      padded.description.notices.map(\.message) == [
        "3 zero bytes after the last gzip member skipped"
      ])
    for rubbish: [UInt8] in [[7], [0, 0, 7]] {
      let error = try #require(throws: DatasetError.self) {
        _ = try read(bytes + rubbish, blockSize: size)
      }
      let position = bytes.count + rubbish.count - 1
      #expect(error.problem.hasPrefix("compressed byte \(position) follows"), "\(error)")
    }
  }

  @Test("the last whole line before the damage is named")
  func lastLine() throws {
    let bytes = gzipMember(Array("a,b\n1,2\n3,4\n5,6\n".utf8))
    let error = try #require(throws: DatasetError.self) { _ = try read(Array(bytes.dropLast(10))) }
    #expect(error.problem.hasSuffix("after line 3"), "\(error)")
  }

  @Test("a wrong checksum is told alike, however little is read at a time", arguments: 1...64)
  func checksumPlace(size: Int) throws {
    // The last line has no end: it may be in another block than what tells the checksum.
    var bytes = gzipMember(Array("a,b\n1,2\n3,4\n5,6".utf8))
    bytes[bytes.count - 8] ^= 1
    let error = try #require(throws: DatasetError.self) { _ = try read(bytes, blockSize: size) }
    #expect(
      error.problem
        == "the checksum of the gzip member is wrong (CRC mismatch), at compressed byte "
        + "\(bytes.count)")
  }

  @Test("what zlib still holds when the file ends is looked at", arguments: 1...64)
  func heldOutput(size: Int) throws {
    // Ends in a match that reaches back too far, behind output that may have filled a block.
    let bytes: [UInt8] = [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xAB, 0xE4, 0x32, 0x30,
      0x30, 0xE7, 0x32, 0xFF, 0xFF, 0xFF, 0x34, 0xB7, 0xB0, 0x34, 0x75, 0x40, 0xB0, 0xB8,
      0x00, 0x64, 0x00, 0x7E,
    ]
    let error = try #require(throws: DatasetError.self) { _ = try read(bytes, blockSize: size) }
    #expect(error.problem.contains("invalid distance too far back"), "\(error)")
  }
}

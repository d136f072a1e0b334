import DurableFiles
import EventFiles
import Foundation
import Testing

struct EventWriterTests {
  private func steps(_ numbers: ClosedRange<Int>) -> [ScalarStep] {
    numbers.map {
      ScalarStep(number: $0, wallTime: Double($0), scalars: [.init("a", Double($0) / 8)])
    }
  }

  /// A path that nothing is at, which is free again afterwards.
  private func atFreePath(_ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "events.out.tfevents.\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
  }

  @Test("what is appended is in the file at once, while it is still being written")
  func live() throws {
    try atFreePath { path in
      let writer = try EventWriter(path: path, steps: steps(1...2), begun: 5)
      for last in 2...5 {
        if last > 2 { try writer.append(steps(last...last)) }
        let expected = try EventFile.encode(steps(1...last), begun: 5)
        #expect(try Data(contentsOf: URL(filePath: path)) == expected)
      }
    }
  }

  @Test("a file that is begun anew holds nothing of the one before")
  func anew() throws {
    try atFreePath { path in
      _ = try EventWriter(path: path, steps: steps(1...9), begun: 5)
      let writer = try EventWriter(path: path, steps: steps(1...2), begun: 6)
      try writer.append(steps(3...3))
      #expect(
        try Data(contentsOf: URL(filePath: path)) == EventFile.encode(steps(1...3), begun: 6))
    }
  }

  @Test("where a file cannot be written the error names it and the reason")
  func unwritable() throws {
    let missing = try #require(throws: FileError.self) {
      try EventWriter(path: "/no/such/folder/events", steps: [], begun: 0)
    }
    #expect(
      missing.description
        == "/no/such/folder/events: cannot be written: No such file or directory")
    let full = try #require(throws: FileError.self) {
      try EventWriter(path: "/dev/full", steps: steps(1...1), begun: 0)
    }
    #expect(
      full.description
        == "/dev/full: cannot be written: No space left on device; make room on that disk")
  }
}

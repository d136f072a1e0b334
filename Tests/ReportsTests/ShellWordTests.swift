import Datasets
import Foundation
import Reports
import Testing

struct ShellWordTests {
  private static let texts = [
    "plain", "12 min", "", "$5", "it's", "say \"no\"", "a\\b", "`date`", "!x", "-999", "<NA>",
    "é;|&",
    "a\nb", "\ttab", "\u{1B}[31m", "'\n'", "$'x'", "*", "a=b:c",
  ]

  /// What a shell makes of some words.
  private func words(_ line: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "printf '%s\\0' \(line)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("a shell reads the word as the text")
  func roundTrip() throws {
    let quoted = Self.texts.map(\.asShellWord)
    #expect(try words(quoted.joined(separator: " ")) == Self.texts)
    let plain = Self.texts.map(\.asPlainShellWord)
    #expect(try words(plain.joined(separator: " ")) == Self.texts)
    // On one line, with nothing that would move the cursor.
    #expect((quoted + plain).allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
  }

  @Test("a word without need of quotes has none")
  func plain() {
    #expect("y_délai-1.5:b/c".asPlainShellWord == "y_délai-1.5:b/c")
    #expect("x y".asPlainShellWord == "'x y'")
  }

  @Test(
    "a column's argument means the column where commas separate names",
    arguments: ["a", "a,b", " a", "a ", "-a", "it's", "a*b", "x y"])
  func column(name: String) throws {
    let argument = try #require(try words(name.asColumnArgument).first)
    #expect(!argument.contains(",") && argument.first != "-")
    #expect(argument == argument.trimmingCharacters(in: .whitespaces))
    #expect(NamePattern(argument).matches(in: ["other", name]) == [1])
  }
}

import Foundation
import Testing

/// A caller of the library has no command line: nothing that it says may name one's options.
struct LibraryTextTests {
  /// What a line of code says of a command line: an option, or a command with its name.
  private static func mention(in line: Substring) -> Substring? {
    // What is told to who reads the code is another matter.
    guard !line.drop(while: \.isWhitespace).hasPrefix("//") else { return nil }
    return line.firstMatch(of: /--[a-z][a-z-]*|[ "(]-o\b|`equipoise [a-z]+/)?.output
  }

  private static func mentions(in folder: URL) throws -> [String] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
      .flatMap { file in
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap {
          mention(in: $0).map { "\(file.lastPathComponent): \($0)" }
        }
      }
  }

  @Test("no part of the library names an option of the command line")
  func noOptions() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources").standardized
    let parts = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    // Those are the command line, what it writes for people, and style sheets with variables.
    let others = ["CommandLineTool", "Reports", "Charts"]
    #expect(parts.contains("Datasets") && Set(parts).isSuperset(of: others))
    for part in parts where !others.contains(part) {
      #expect(try Self.mentions(in: sources.appending(path: part)) == [], "\(part)")
    }
    #expect(try Self.mentions(in: sources.appending(path: "CommandLineTool")).count > 100)
  }

  @Test(
    "an option is found in a text, not in a comment or in code",
    arguments: [
      (#"  "use --label y""#, "--label"), (#"  "choose another -o""#, " -o"),
      ("    `equipoise train` wrote", "`equipoise train"), ("  /// As `--label` takes it", nil),
      ("  let x = a - b", nil), ("  \"a well-known column\"", nil),
    ] as [(String, String?)])
  func search(line: String, found: String?) {
    #expect(Self.mention(in: line[...]).map(String.init) == found)
  }
}

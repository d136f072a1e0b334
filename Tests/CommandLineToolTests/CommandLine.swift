import Foundation
import Testing

/// A folder of its own in which the built program runs; it goes when the value does.
final class TemporaryFolder: Sendable {
  /// The folder the program runs in; nothing but it and the test writes there.
  let folder: URL
  private let root: URL

  /// What a run left on its three ways out.
  struct Outcome {
    let status: Int32
    /// Whether the program ended by itself, rather than by a signal.
    let hasExited: Bool
    let output: String
    let errors: String

    /// The output as JSON.
    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
      try JSONDecoder().decode(type, from: Data(output.utf8))
    }

    /// The output as comma-separated records; no cell of the tests' tables is quoted.
    var records: [[String]] { CommandLineToolTests.records(output) }
  }

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "equipoise-\(UUID())")
    folder = root.appending(path: "here")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// The program, which the package manager builds beside the tests.
  static let program: URL? = Bundle.main.executableURL?.resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "equipoise")

  /// Runs the program in the folder.
  func run(_ arguments: String..., input: Data = Data()) throws -> Outcome {
    try run(arguments, input: input)
  }

  /// Runs the program in the folder, with `input` on its standard input.
  func run(_ arguments: [String], input: Data = Data()) throws -> Outcome {
    try execute(try #require(Self.program), arguments, input: input)
  }

  /// Runs the program with arguments as a shell reads them.
  func shell(_ arguments: String) throws -> Outcome {
    let program = try #require(Self.program).path
    return try execute(
      URL(filePath: "/bin/sh"), ["-c", "'\(program)' \(arguments)"], input: Data())
  }

  /// Runs the program in the folder, its standard output a pipe that nobody reads.
  func runToClosedPipe(_ arguments: [String]) throws -> Outcome {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    return try execute(
      try #require(Self.program), arguments, input: Data(), output: pipe.fileHandleForWriting)
  }

  /// Runs a line of Bash in the folder.
  func bash(_ line: String) throws -> Outcome {
    try execute(URL(filePath: "/bin/bash"), ["-c", line], input: Data())
  }

  /// Runs the program in the folder, and kills it after a while unless it has ended.
  func run(_ arguments: [String], killedAfter time: Duration) throws -> Outcome {
    try execute(try #require(Self.program), arguments, input: Data()) { process in
      let end = ContinuousClock.now + time
      while process.isRunning, ContinuousClock.now < end { usleep(500) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
  }

  /// Runs the program in the folder, and sends it a signal as soon as a condition holds.
  func run(
    _ arguments: [String], signalled signal: CInt, when condition: () -> Bool
  ) throws -> Outcome {
    try execute(try #require(Self.program), arguments, input: Data()) { process in
      while process.isRunning, !condition() { usleep(500) }
      if process.isRunning { kill(process.processIdentifier, signal) }
    }
  }

  /// Whether there is a file or folder of that name.
  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }

  private func execute(
    _ program: URL, _ arguments: [String], input: Data, output: FileHandle? = nil,
    during body: (Process) -> Void = { _ in }
  ) throws -> Outcome {
    // Files, not pipes: neither side ever waits for the other.
    let names = UUID()
    let streams = ["in", "out", "err"].map { root.appending(path: "\(names).\($0)") }
    for (index, stream) in streams.enumerated() {
      try (index == 0 ? input : Data()).write(to: stream)
    }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: streams[0])
    process.standardOutput = try output ?? FileHandle(forWritingTo: streams[1])
    process.standardError = try FileHandle(forWritingTo: streams[2])
    try process.run()
    body(process)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, hasExited: process.terminationReason == .exit,
      output: String(decoding: try Data(contentsOf: streams[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: streams[2]), as: UTF8.self))
  }

  func write(_ text: String, as name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }

  /// A gzipped file's text, by the gzip program.
  func gunzip(_ path: String) throws -> String {
    try execute(
      URL(filePath: "/usr/bin/env"), ["gzip", "-dc", path], input: Data()
    ).output
  }

  /// The names of what is in the folder, or in one inside it.
  func contents(_ name: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path).sorted()
  }
}

/// Comma-separated records without quotes.
func records(_ text: String) -> [[String]] {
  text.split(separator: "\n").map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

/// Records as text.
func table(_ records: [[String]]) -> String {
  records.map { $0.joined(separator: ",") + "\n" }.joined()
}

/// Files outside the sources.
enum Place {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The README's example.
  static let weather = root.appending(path: "data/nyc_weather.csv.gz").path

  /// Tables too large, or not free enough, to ship.
  static let shared: URL = {
    let beside = root.deletingLastPathComponent().appending(path: "shared")
    let named = ProcessInfo.processInfo.environment["EQUIPOISE_SHARED"]
    let isBeside = FileManager.default.fileExists(atPath: beside.path)
    return isBeside ? beside : URL(filePath: named ?? beside.path)
  }()

  static let hasShared = FileManager.default.fileExists(atPath: shared.path)
}

/// A table of fruit, 40 rows: three features, then labels of each kind and three of no use.
enum Fruit {
  static let header = [
    "length", "width", "colour", "y_mass", "y_ripe", "y_sort", "y_seeds", "n_same", "n_one",
    "n_none",
  ]

  static let records: [[String]] =
    [header]
    + (0..<40).map { (row: Int) -> [String] in
      [
        "\(row)", "\(row * 7 % 10).5", ["red", "green", "blue"][row % 3],
        "\(2 * row + row % 5)", row % 2 == 0 ? "yes" : "no", ["A", "B", "C"][row / 2 % 3],
        "\(row % 4)", "5", "x", "",
      ]
    }

  static let text = table(records)
}

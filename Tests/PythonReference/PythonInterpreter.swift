public import Foundation

/// A Python with certain packages, as a second opinion in tests: what it computes was written by
/// others. Nothing but tests uses it, and the tests that do are disabled where it is absent.
public struct PythonInterpreter: Sendable {
  private let executable: URL

  /// The interpreter named by the environment variable `EQUIPOISE_PYTHON`, else the one in
  /// `.build/python` beside the package, or that of `.build/torch`, which has PyTorch: the first
  /// that can import all of the modules; nil where none can.
  public init?(importing modules: String...) {
    let build = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".build")
    let named = ProcessInfo.processInfo.environment["EQUIPOISE_PYTHON"]
    let places = [
      named.map { URL(filePath: $0) } ?? build.appending(path: "python/bin/python3"),
      build.appending(path: "torch/bin/python3"),
    ]
    let found = places.lazy.map(Self.init).first { $0.canImport(modules) }
    guard let found else { return nil }
    self = found
  }

  private init(executable: URL) { self.executable = executable }

  private func canImport(_ modules: [String]) -> Bool {
    FileManager.default.isExecutableFile(atPath: executable.path)
      && (try? run("import \(modules.joined(separator: ", "))")) != nil
  }

  /// Runs a script and gives what it prints.
  ///
  /// Input and output pass through files: a pipe that nobody empties would stop both sides.
  ///
  /// - Parameters:
  ///   - script: The program.
  ///   - input: What the program finds on its standard input.
  /// - Throws: `ScriptFailure` with what the program said on standard error.
  public func run(_ script: String, input: Data = Data()) throws -> Data {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "PythonReference-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["input", "output", "errors"].map { folder.appending(path: $0) }
    try input.write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }

    let process = Process()
    process.executableURL = executable
    process.arguments = ["-c", script]
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ScriptFailure(message: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }
    return try Data(contentsOf: files[1])
  }

  /// A script that did not end well.
  public struct ScriptFailure: Error {
    /// What the script said on standard error.
    public let message: String
  }
}

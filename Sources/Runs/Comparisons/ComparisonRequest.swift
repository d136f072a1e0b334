internal import DurableFiles
internal import Foundation
public import Remedies

/// What all runs of a comparison have in common, as the options of a command line.
public struct ComparisonRequest: Codable, Equatable, Sendable {
  private let version: Int
  /// The options, such as `--batch-size=128`, those with defaults included.
  public let options: [String]

  // 2: skills are measured by the loss of the training constant on the judged rows.
  private static let currentVersion = 2

  /// A request of these options.
  public init(options: [String]) {
    version = Self.currentVersion
    self.options = options
  }

  init(decoding data: Data, at path: String) throws(FileError) {
    guard let request = try? JSONDecoder().decode(Self.self, from: data),
      request.version == Self.currentVersion
    else {
      throw FileError(
        path: path, problem: "is not the request of a comparison by this version",
        remedy: Remedy("choose another \(.path)"))
    }
    self = request
  }

  func encoded() throws -> Data { try JSONEncoder.ofManyLines.encode(self) }

  /// Makes sure that another request asks for the same.
  func check(_ other: ComparisonRequest, at path: String) throws(Mismatch) {
    let begun = options.filter { !other.options.contains($0) }
    let asked = other.options.filter { !options.contains($0) }
    guard begun.isEmpty, asked.isEmpty else {
      throw Mismatch(path: path, begun: begun, asked: asked)
    }
  }

  /// A folder that holds a comparison under other options.
  public struct Mismatch: Error, Equatable, Sendable, Worded {
    /// The folder.
    public let path: String
    /// The options that are only the earlier one's.
    public let begun: [String]
    /// Those that are only this one's.
    public let asked: [String]

    /// What differs and what to do.
    public var description: String { description(naming: LibraryNaming()) }

    /// The same for readers who call parameters by other names.
    public func description(naming names: any ParameterNaming) -> String {
      func list(_ options: [String]) -> String {
        options.isEmpty ? "without them" : "with \(options.joined(separator: " "))"
      }
      let wording: Wording =
        "\(path): the comparison there was begun \(list(begun)), and is now asked for \(list(asked))"
        + "; give the same options to go on with it, or choose another \(.path)"
      return wording.text(naming: names)
    }
  }
}

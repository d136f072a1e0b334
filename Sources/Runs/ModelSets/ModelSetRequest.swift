internal import DurableFiles
internal import Foundation
public import Training

/// What a run of several models was asked for.
public struct ModelSetRequest: Codable, Equatable, Sendable {
  private let version: Int
  /// The arguments of the command that began it, from which it goes on.
  public let arguments: [String]
  /// What tells its data from other data.
  public let data: DataFingerprint

  private static let currentVersion = 2

  /// A request by these arguments.
  public init(arguments: [String], data: DataFingerprint) {
    version = Self.currentVersion
    self.arguments = arguments
    self.data = data
  }

  init(decoding data: Data, at path: String) throws(FileError) {
    guard let request = try? JSONDecoder().decode(ModelSetRequest.self, from: data),
      request.version == Self.currentVersion
    else {
      throw FileError(path: path, problem: "is not the request of a run by this version")
    }
    self = request
  }

  func encoded() throws -> Data { try JSONEncoder.ofManyLines.encode(self) }
}

import Foundation
import LinearAlgebra
import Reports
import Training

/// What a rank is about to do, so that all do the same.
struct RankStatement: Codable, Equatable {
  let host: String
  let version: String
  /// The instructions that products are computed with: others would round differently.
  let processor: String
  /// The words of the command, what follows from the table among them.
  let arguments: [String]
  let data: DataFingerprint

  init(arguments: [String], data: DataFingerprint) {
    host = ProcessInfo.processInfo.hostName
    version = MainCommand.version
    processor = Processor.instructions
    self.arguments = arguments
    self.data = data
  }

  /// Makes sure that all ranks are about to do the same.
  ///
  /// - Throws: `JobError.differs`, on all ranks, for the first that differs from rank 0.
  func check(on ranks: any Ranks) throws {
    guard ranks.count > 1 else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let statements = try ranks.gather([UInt8](encoder.encode(self))).map {
      try JSONDecoder().decode(Self.self, from: Data($0))
    }
    for (rank, statement) in statements.enumerated() {
      guard let difference = statements[0].difference(of: statement) else { continue }
      Job.endTogether()
      throw JobError.differs(rank: rank, host: statement.host, difference)
    }
  }

  /// What another rank would do otherwise, in words; nil if it would do the same.
  func difference(of other: RankStatement) -> String? {
    if other.version != version { return "its version is \(other.version), rank 0's \(version)" }
    if other.processor != processor {
      return "its processor computes with \(other.processor), rank 0's with \(processor), which "
        + "rounds differently"
    }
    if let difference = data.difference(of: other.data) {
      return "its data are not rank 0's, which \(difference)"
    }
    guard arguments != other.arguments else { return nil }
    let (own, others) = (Set(arguments), Set(other.arguments))
    let (more, less) = (
      other.arguments.filter { !own.contains($0) }, arguments.filter { !others.contains($0) }
    )
    return "it was started with \(Self.words(more)), rank 0 with \(Self.words(less))"
  }

  private static func words(_ arguments: [String]) -> String {
    arguments.isEmpty
      ? "other words" : arguments.map(\.asPlainShellWord).joined(separator: " ")
  }
}

public import Balancing
internal import NeuralNetwork
public import Training

/// The memory that the models of a pack take beside each other, in bytes.
public struct PackMemory: Sendable {
  private let memory: MemoryBesideOthers

  /// - Parameters:
  ///   - trainer: Who trains them.
  ///   - data: The table as the first model reads it.
  /// - Throws: `BalancingError` for a scheme that cannot be asked for so.
  public init(_ trainer: PackTrainer, data: PreparedData) throws(BalancingError) {
    // What takes most is known by the widths and the scheme; embeddings of numbers are small.
    let shared = trainer.settings.filter { $0.task == nil }
    var runs: [MemoryEstimate] = []
    for settings in shared.prefix(Self.most) {
      runs.append(try trainer.trainer(of: settings).memory(for: data, isSaved: true))
    }
    memory = MemoryBesideOthers(
      runs, tables: min(Set(trainer.settings.map(\.numericEmbedding)).count, trainer.lanes + 1))
  }

  /// Of more models nothing new is to be expected.
  private static let most = 64

  /// What so many models at one time take.
  public func total(lanes: Int) -> Double { memory.total(lanes: lanes) }

  /// The most models at one time that fit; nil where not even one does.
  public func lanes(within limit: Double) -> Int? { memory.lanes(within: limit) }
}

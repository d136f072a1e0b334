public import Balancing
internal import NeuralNetwork
public import Training

extension PackTrainer {
  /// The memory that the models take beside each other.
  ///
  /// - Parameter data: The table as the first model reads it.
  /// - Throws: `BalancingError` for a scheme that cannot be asked for so.
  public func memory(for data: PreparedData) throws(BalancingError) -> MemoryBesideOthers {
    // What takes most is known by the widths and the scheme; embeddings of numbers are small. Of
    // more models nothing new is to be expected.
    var runs: [MemoryEstimate] = []
    for settings in settings.filter({ $0.task == nil }).prefix(64) {
      runs.append(try trainer(of: settings).memory(for: data, isSaved: true))
    }
    return MemoryBesideOthers(
      runs, tables: min(Set(settings.map(\.numericEmbedding)).count, lanes + 1))
  }
}

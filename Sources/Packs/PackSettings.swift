public import Datasets
internal import NeuralNetwork
public import Training

/// How one model of a pack is trained: what was drawn, and what all models have in common.
public struct PackSettings: Codable, Equatable, Sendable {
  /// Its number among all, from 1 on.
  public let number: Int
  /// The name of the one task that it learns; nil where it learns all of them.
  public let task: String?
  /// How numbers are embedded.
  public var numericEmbedding: NumericEmbedding
  /// The balancing scheme, as `SchemeCatalogue.parse` takes it.
  public var scheme: String
  /// The network and its training.
  public var training: TrainingConfiguration
}

extension PackSettings: Hashable {
  /// Models of a pack are told apart by their numbers.
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

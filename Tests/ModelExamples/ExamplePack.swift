public import Training

/// Two example models of one table as a pack.
public enum ExamplePack {
  /// Each task with shares in one or both of them.
  public static func make(ownEpochs: Bool = false) throws -> ModelPack {
    let first = try ExampleModel.make(ownEpochs: ownEpochs, seed: 1)
    let second = try ExampleModel.make(hidden: [3], seed: 2)
    return ModelPack(
      tasks: first.tasks,
      members: [.init(number: 1, model: first), .init(number: 6, model: second)],
      shares: [[0.25, 0.75], [1, 0], [0.5, 0.5], [0, 1], [0.125, 0.875]])
  }
}

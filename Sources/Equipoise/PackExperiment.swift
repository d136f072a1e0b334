public import Datasets
internal import Foundation
public import Packs
public import Training

extension Experiment {
  /// Trains a pack of models on files, which are read as one table: what `equipoise train --pack`
  /// does. `adjust` changes what the first model is trained with, and what the others' settings are
  /// drawn around.
  ///
  /// - Parameters:
  ///   - count: How many models are trained, 1 or more.
  ///   - given: What all models have in common with the first, such as the scheme; all else is
  ///     drawn.
  ///   - observer: Who watches, keeps what is done and may interrupt.
  /// - Throws: `DatasetError`, `StatisticsError`, `TrainingError`, `BalancingError` or `PackError`.
  public func trainPack(
    of count: Int, contentsOf paths: String..., given: Set<PackDraw.Setting> = [],
    observer: PackObserver = PackObserver()
  ) throws -> PackOutcome {
    try trainPack(of: count, table(contentsOf: paths), given, observer)
  }

  /// The same on a table in memory, whose columns are of the types that their labels ask for.
  ///
  /// - Throws: As for files.
  public func trainPack(
    of count: Int, on dataset: Dataset, given: Set<PackDraw.Setting> = [],
    observer: PackObserver = PackObserver()
  ) throws -> PackOutcome {
    try trainPack(of: count, table(of: dataset), given, observer)
  }

  private func trainPack(
    of count: Int, _ table: LabelledTable, _ given: Set<PackDraw.Setting>,
    _ observer: PackObserver
  ) throws -> PackOutcome {
    let usual = encoding ?? usualEncoding(of: table)
    let first = try prepared(table, encoding: usual)
    let tasks = first.schema.tasks
    let rules = try thresholds.rules(for: first.schema.labels, split: first.split)
    // What the caller fixes is not drawn.
    let embedsNothing = encoding != nil || usual.numericEmbedding == .none
    let settings = PackDraw(
      configuration(for: first), numericEmbedding: usual.numericEmbedding, scheme: scheme.text,
      tasks: tasks.map(\.name), given: given.union(embedsNothing ? [.numericEmbedding] : [])
    ).settings(count: max(count, 1))
    let trainer = PackTrainer(
      settings, scheme: scheme, taskWeights: tasks.map { _ in 1 },
      modifiers: modifiers ?? recipe.modifiers,
      primary: try helped(among: tasks), threads: threads)
    let result = try trainer.fit(reading: table.reading, observer: observer) { embedding in
      var options = usual
      options.numericEmbedding = embedding
      return try prepared(table, encoding: options, crosses: first.schema.crosses)
    }.calibrated(
      on: table, rows: first.split.validation, deciding: rules, threads: threads)
    let judged = result.pack.judge(table, first.split, threads: threads)
    return PackOutcome(
      pack: result.pack, records: result.records,
      validation: evaluations(judged.validation, first.split),
      test: evaluations(judged.test, first.split),
      notices: table.notices + table.notices(of: first.split))
  }

  /// What a pack ends with.
  public struct PackOutcome: Sendable {
    /// The models with their shares.
    public let pack: ModelPack
    /// What became of each model.
    public let records: [PackRecord]
    /// For each task how well the pack predicts the validation rows, which chose its models, with
    /// intervals, …
    public let validation: [TaskEvaluation]
    /// … and the test rows.
    public let test: [TaskEvaluation]
    /// What was noticed in the table.
    public let notices: [Notice]
  }
}

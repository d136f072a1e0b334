import Datasets
import Export
import Training

/// A trained model together with a table read by its schema.
struct ModelInput {
  let model: MultiTaskModel
  let dataset: Dataset
  /// The columns of the table that are to be handed on.
  let kept: KeptColumns
  let notices: [Notice]

  /// - Parameters:
  ///   - run: A run's folder or a model file.
  ///   - reading: How the text differs from that of the table the model was trained on.
  ///   - kept: Which columns are to be handed on, as `TableReader.kept` says.
  ///   - labels: The tasks whose label columns are read, besides the features; they must be there.
  init(
    run: String, data: [String], reading: TableOptions, keeping kept: [String] = [],
    labels: ([PredictionTask]) -> [PredictionTask] = { _ in [] }, weightColumn: String? = nil,
    threads: Int, progress: @escaping (ReadingProgress) -> Void
  ) throws {
    model = try RunFolder.readModel(at: run)
    var options = try reading.readingOptions(over: model.description.reading)
    let dates = options.dateFeatures
    let derived = Set(dates.flatMap { date in date.parts.map(date.columnName) })
    options.columns = .only(
      model.description.schema.features.filter { !derived.contains($0.name) }.map(\.declaration)
        + dates.map { ColumnDeclaration($0.name, as: .inferred) }
        + labels(model.tasks).map(\.declaration)
        + (weightColumn.map { [ColumnDeclaration($0, as: .numeric, isRequired: true)] } ?? []))
    let (dataset, description) = try Dataset.read(
      data.map(TableSource.init(argument:)), options: options, threads: threads,
      keeping: kept, progress: progress)
    let expanded = try dataset.replacing(dates)
    self.dataset = expanded
    self.kept = description.kept
    notices =
      description.notices
      + model.description.schema.unknownCategories(in: expanded).map(\.notice)
  }
}

extension Feature {
  /// How the reader is to read the column: as the encoding needs it.
  fileprivate var declaration: ColumnDeclaration {
    switch encoding {
    case .numeric(let scaling): ColumnDeclaration(name, as: .numeric, origin: scaling.origin)
    case .oneHot, .embedding: ColumnDeclaration(name, as: .categorical)
    }
  }
}

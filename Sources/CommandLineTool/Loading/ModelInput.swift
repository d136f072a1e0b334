import Datasets
import Runs
import Training

/// A trained model together with a table read by its schema, with its labels.
struct ModelInput {
  let model: any Predictor
  let dataset: Dataset
  /// The columns of the table whose text was to be kept.
  let kept: KeptColumns
  /// Where the rows stand; nil unless that was to be kept.
  let places: RowPlaces?
  /// The texts that stand for a missing cell, besides the empty one.
  let missingMarkers: [String]
  let notices: [Notice]

  /// - Parameters:
  ///   - run: A run's folder or a model file.
  ///   - reading: How the text differs from that of the table the model was trained on.
  ///   - kept: Which columns' text is to be kept, as `TableReader.kept` says.
  ///   - keepsPlaces: Whether it is to be known where each row stands.
  ///   - level: That of the prediction intervals asked for; nil for none.
  init(
    run: String, data: [String], reading: TableOptions, keeping kept: [String],
    keepsPlaces: Bool, level: CoverageLevel?, weightColumn: String?, weighting: LabelWeighting,
    threads: Int,
    progress: @escaping (ReadingProgress) -> Void
  ) throws {
    model = try RunFolder.readPredictor(at: run)
    if level != nil { try model.requireCalibration() }
    let options = try reading.readingOptions(of: data, over: model.reading)
    let (dataset, description) = try model.read(
      data.map(TableSource.init(argument:)), options: options, keeping: kept,
      keepsPlaces: keepsPlaces, labels: model.labels, weightColumn: weightColumn,
      weighting: weighting, threads: threads, progress: progress)
    self.dataset = dataset
    self.kept = description.kept
    places = description.places
    missingMarkers = options.missingMarkers
    notices =
      description.notices
      + model.schema.unknownCategories(in: dataset).map(\.notice)
      + (level.map(model.calibrationNotices) ?? [])
  }
}

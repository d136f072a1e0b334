import ArgumentParser
import Datasets
import DurableFiles
import Exporting
import Reports
import Runs
import Training

/// `equipoise inspect`: what a model is and expects, and what was seen while it was trained.
struct InspectCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print what a model is, which columns it expects and how its tasks were balanced.",
    discussion: """
      A run's folder also tells each task's weight in the first, best and last epoch and, where the \
      scheme read gradients, which tasks conflict. With --importance it tells instead what each feature \
      is worth, where that was measured.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Flag(help: "Print the description in the model file and what was seen in training as JSON.")
  var json = false

  @Flag(help: "Print what each feature is worth for each label, where train measured that.")
  var importance = false

  func execute() throws {
    if importance { return try showImportance() }
    switch try RunFolder.read(at: run) {
    case .complete(.model(let model)):
      // Beside a model file by itself there is no history.
      try show(model, try RunFolder(path: run).readHistory(tasks: model.tasks.map(\.name)))
    case .complete(.pack(let pack)):
      try json
        ? Console.printJSON(
          InspectReport(
            model: PackDescription(pack), training: nil,
            calibration: CalibrationDescription(pack), thresholds: ThresholdDescription(pack)))
        : Console.print(PackSummary(pack: pack).text)
    case .unfinishedModels(let done): throw RunFolder.unfinishedModels(at: run, done: done)
    case .unfinished(let checkpoint):
      let history = checkpoint.training.state.history
      Console.tell(
        "note: the run is unfinished: it is in epoch \(checkpoint.training.epochNumber); go on with: "
          + "equipoise train --resume \(run)")
      try show(checkpoint.bestModel, history.epochs.isEmpty ? nil : history)
    }
  }

  /// Prints what the run's features are worth.
  private func showImportance() throws {
    _ = try RunFolder.read(at: run)
    guard let importance = try RunFolder(path: run).readImportance() else {
      throw FileError(
        path: run,
        problem:
          "has no \(RunFolder.importanceName): it was not measured what its features are worth",
        remedy: "measure it: equipoise evaluate \(run) DATA --importance")
    }
    let report = ImportanceReport(importance)
    try json
      ? Console.printJSON(report)
      : Console.print(
        report.text(ImportanceReport.manyFeatures, all: RunFolder.importanceName))
  }

  private func show(_ model: MultiTaskModel, _ history: History?) throws {
    let record = history.flatMap {
      TrainingRecord($0, balance: model.description.balance)
    }
    if json {
      try Console.printJSON(
        InspectReport(
          model: model.description, training: record,
          calibration: CalibrationDescription(model), thresholds: ThresholdDescription(model)))
    } else {
      try Console.print(ModelSummary(model: model).text)
      if let record { try Console.print("\n" + TrainingRecordTables(record).text) }
    }
  }
}

/// What `equipoise inspect --json` prints: the description of a model or a pack, of a run its
/// training, and what prediction intervals are made from, if there is something.
private struct InspectReport<Description: Encodable>: Encodable {
  let model: Description
  let training: TrainingRecord?
  let calibration: CalibrationDescription?
  let thresholds: ThresholdDescription?

  enum CodingKeys: CodingKey { case training, calibration, thresholds }

  func encode(to encoder: any Encoder) throws {
    try model.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(training, forKey: .training)
    try container.encodeIfPresent(calibration, forKey: .calibration)
    try container.encodeIfPresent(thresholds, forKey: .thresholds)
  }
}

import ArgumentParser
import Datasets
import DurableFiles
import Exporting
import Foundation
import ONNXExporting
import Reports
import Runs
import Training

/// `equipoise export`: a model as one file, for itself or for other programs.
struct ExportCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a model as one file.",
    discussion: """
      safetensors is Equipoise's own format: the file is all that predicting needs. What prediction \
      intervals are made from is in it where the model has it, which one of an unfinished run has not.

      onnx is for other programs, such as onnxruntime: one graph from the raw columns of a table to a \
      number or a class for each label, under its name, and of classes the probabilities under \
      NAME_probability. Each column is an input of shape [N, 1]: a number as float (as double where \
      that is not precise enough), NaN where it is missing; a category as string, "" where it is \
      missing; a date as double, seconds since 1970-01-01 00:00 UTC. Missing cells, unknown categories, \
      scaling and embeddings are in the graph. Prediction intervals are not.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Option(help: "The file's format: safetensors or onnx.")
  var format = Format.safetensors

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The file to write; it is replaced if it exists.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "With --format onnx: a table, such as that of the training, on 1,000 rows of which, and on odd "
        + "ones, the graph is computed and compared with the model. Above 1e-5 nothing is written.",
      valueName: "table"))
  var verify: String?

  @OptionGroup(title: "Computing") var computing: ThreadOptions

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case safetensors, onnx
  }

  func validate() throws {
    guard verify == nil || format == .onnx else {
      throw ValidationError("--verify is for --format onnx, which is not there")
    }
  }

  func execute() throws {
    // Decoding first makes sure that what is handed on is a whole model.
    let stored: StoredPredictor
    switch try RunFolder.read(at: run) {
    case .complete(let complete): stored = complete
    case .unfinishedModels(let done): throw RunFolder.unfinishedModels(at: run, done: done)
    case .unfinished(let checkpoint):
      stored = .model(checkpoint.bestModel)
      Console.tell(
        "note: the run is unfinished; this is the model of its best epoch so far, "
          + "\(checkpoint.training.state.history.bestEpoch)")
    }
    let bytes: Data
    switch format {
    case .safetensors: bytes = try ModelFile.encode(stored)
    case .onnx:
      let file = try ONNXFile(stored, version: MainCommand.version)
      if let verify { try check(file, of: stored, on: verify) }
      bytes = file.bytes
    }
    try Console.delivering { try AtomicFile(path: output).write(bytes) }
    Console.tell("wrote \(output)")
  }

  /// Compares a graph with its model on a table and on odd rows.
  private func check(_ file: ONNXFile, of stored: StoredPredictor, on path: String) throws {
    let (table, _) = try stored.predictor.readColumns(
      [TableSource(argument: path)], threads: computing.threads)
    let verification = try ONNXVerification(
      file, of: stored, on: table, threads: computing.threads)
    let words =
      "the largest difference on \(verification.rows.grouped) rows is \(verification.largest.short)"
      + (verification.output.map { ", of \($0)" } ?? "")
    guard verification.holds else {
      throw FileError(
        path: output,
        problem:
          "is not written: \(words), and \(verification.otherClasses) cells have another class; "
          + "at most \(ONNXVerification.tolerance) may be lost to the precision of numbers")
    }
    Console.tell("verified: \(words)")
  }
}

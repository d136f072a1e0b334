import ArgumentParser
import DurableFiles
import Exporting
import Foundation
import Runs
import Training

/// `equipoise export`: a model's weights as one file.
struct ExportCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a model's weights as one file.",
    discussion: """
      The file is all that predicting needs. What prediction intervals are made from is in it where the \
      model has it, which one of an unfinished run has not.
      """)

  @Argument(help: "A run's folder, or a model file.")
  var run: String

  @Option(help: "The file's format: safetensors.")
  var format = Format.safetensors

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The file to write; it is replaced if it exists.", valueName: "file"))
  var output: String

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case safetensors
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
    switch format {
    case .safetensors:
      let bytes = try ModelFile.encode(stored)
      try Console.delivering { try AtomicFile(path: output).write(bytes) }
    }
    Console.tell("wrote \(output)")
  }
}

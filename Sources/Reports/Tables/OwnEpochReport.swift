package import Datasets
package import Training

/// A task that is predicted from an epoch of its own, and why.
package struct OwnEpochReport: Encodable {
  package let task: String
  package let epoch: Int
  /// How much lower its mean validation loss is there than in the common epoch.
  package let gain: Double
  package let standardError: Double

  /// Those of a model.
  package static func all(_ own: OwnEpochs, tasks: [PredictionTask]) -> [OwnEpochReport] {
    zip(tasks, own.departures).compactMap { task, departure in
      departure.map {
        OwnEpochReport(
          task: task.name, epoch: own.epochs[$0.snapshot], gain: $0.gain,
          standardError: $0.standardError)
      }
    }
  }

  /// Why it left the common epoch, in words.
  package var sentence: String {
    "\(task.printable) is predicted from epoch \(epoch): its validation loss is lower there by "
      + "\(gain.short) ± \(standardError.short)."
  }
}

import Balancing
package import Datasets
import LinearAlgebra
import Reports
package import Training

extension StepCost {
  /// How many plain steps one may cost, on average, before a person is told.
  private static let bearable = 10.0

  /// What a person should know before a run whose steps cost much more than plain ones: how much,
  /// how long it takes, and what costs less. None for other runs.
  package func notices(for trainer: Trainer) -> [Notice] {
    guard average > Self.bearable * plain else { return [] }
    let scheme = trainer.scheme.text
    let ratio = (average / plain).rounded()
    let programme =
      programme > 0.05 * asked
      ? ", \(programme.asDuration) of them for the scheme's own programme" : ""
    let cost =
      "a step under \(scheme) takes about \(average.asDuration), \(Int(min(ratio, 1e15)).grouped) "
      + "times one under fixed weights\(programme): \(steps.grouped) \(steps == 1 ? "step takes" : "steps take") about "
      + "\((average * Double(steps)).asDuration)"
    return [Notice(cost + "; " + cheaper(trainer).joined(separator: ", "))]
  }

  /// What costs less, each with its option.
  private func cheaper(_ trainer: Trainer) -> [String] {
    var ways = ["--balance prior costs a plain step"]
    guard let evidence = try? trainer.evidence(),
      !evidence.holdsGradients
    else { return ways }
    let every = 10 * self.every
    ways.append(
      "--balance-every \(every) about \(average(every: every).asDuration) a step")
    // Where the programme is the most of it, cheaper gradients are no remedy.
    if evidence == .gramian(.shared) && gradients > 4 * programme {
      ways.append("--gramian sketch estimates the products of gradients in less time")
    }
    return ways
  }
}

import ArgumentParser
import Balancing
import LinearAlgebra
import Training

/// What a training step costs under balancing schemes, relative to one with equal weights.
@main
struct StepCost: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times training steps under balancing schemes, in turn, round by round.",
    discussion: """
      Prints for each scheme the median over rounds of the milliseconds a step takes, and the median \
      of its ratio to the equal-weights step of the same round. A scheme may end in @last, \
      @representation or @sketch.
      """)

  @Option(help: "S, M, L, T or T8.")
  var workload = "M"

  @Option(help: "Schemes, separated by commas; equal is always timed.")
  var schemes = "mgda,mgda@last"

  @Option(help: "Steps that are timed together.")
  var steps = 12

  @Option(help: "How often each scheme is timed.")
  var rounds = 5

  @Option(
    help: "Epochs of a run, the second of which is timed, or the first if it is the only one.")
  var epochs = 2

  @Flag(help: "Leave out what is timed for comparison.")
  var only = false

  @Option(help: "Threads.")
  var threads = 2

  func run() throws {
    guard let workload = Workload.all.first(where: { $0.name == workload }) else {
      throw ValidationError("--workload is S, M, L, T or T8")
    }
    let data = try workload.data(steps: steps)
    let trainers = try ((only ? [] : ["equal"]) + schemes.split(separator: ",").map(String.init))
      .map {
        ($0, try trainer($0, workload: workload))
      }
    var times = [[Double]](repeating: [], count: trainers.count)
    for _ in 0..<rounds {
      for (index, (_, trainer)) in trainers.enumerated() {
        // The first of several epochs warms caches and touches memory.
        let epochs = try trainer.fit(data).history.epochs
        times[index].append(epochs[min(1, epochs.count - 1)].seconds / Double(steps) * 1000)
      }
    }
    for (index, (name, _)) in trainers.enumerated() {
      let ratios = zip(times[index], times[0]).map { $0 / $1 }
      print(
        "\(workload.name) \(name): \(rounded(median(times[index]))) ms, "
          + "\(rounded(median(ratios))) x equal")
    }
  }

  private func trainer(_ name: String, workload: Workload) throws -> Trainer {
    let parts = name.split(separator: "@").map(String.init)
    var modifiers = BalanceModifiers()
    if parts.count > 1 {
      switch parts[1] {
      case "last": modifiers.scope = .lastShared
      case "representation": modifiers.scope = .representation
      case "sketch": modifiers.gramian = .sketch(columns: GramianForm.usualColumns)
      default: throw ValidationError("@\(parts[1]) is not last, representation or sketch")
      }
    }
    return Trainer(
      workload.configuration(epochs: epochs), scheme: try SchemeCatalogue.parse(parts[0]),
      taskWeights: Array(repeating: 1, count: workload.taskCount), modifiers: modifiers,
      threads: threads)
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.count % 2 == 1
      ? sorted[sorted.count / 2]
      : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
  }

  private func rounded(_ value: Double) -> Double {
    (value * 1000).rounded() / 1000
  }
}

// A balancing scheme of one's own: each task weighs as much as its share of the summed losses, in
// units of what they were in the first step.
import Equipoise

struct ShareOfLosses: LossWeighting {
  /// For each task its first loss. A checkpoint keeps it, so that a run can go on.
  var state: [Double?]

  func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    let shares = zip(losses.tasks, losses.values).map { task, loss in loss / (state[task] ?? loss) }
    let sum = shares.reduce(0, +)
    for (index, task) in losses.tasks.enumerated() {
      weights[index] = shares[index] / sum / (state[task] ?? losses.values[index])
    }
  }

  mutating func epochEnded(averages: [Double?]) {
    for task in state.indices where state[task] == nil { state[task] = averages[task] }
  }
}

let scheme = SchemeRequest(named: "share-of-losses", evidence: .losses) { context in
  .losses(ShareOfLosses(state: context.taskNames.map { _ in nil }))
}

let x = (0..<1000).map { Double($0 % 101) / 50 - 1 }
let table = try Dataset([
  .numbers("x", x), .numbers("near", x.map { $0 * $0 }), .numbers("far", x.map { 1000 * $0 }),
])
var experiment = try Experiment(labels: ["near", "far"], scheme: scheme)
experiment.adjust = { $0.epochs = 40 }
let outcome = try experiment.train(on: table)
for task in outcome.test { print(task.name, task.skill ?? 0) }

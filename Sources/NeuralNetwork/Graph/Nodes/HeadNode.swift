internal import Datasets
internal import Losses

/// A task's outputs, those of its labels side by side: a dense layer without an activation. Its
/// weights are 0 at first.
struct HeadNode: NetworkNode {
  let task: TaskConfiguration
  let inputs: Int
  let initialisation: HeadInitialisation

  var width: Int { task.outputCount }

  var parameters: [NodeParameter] {
    [
      NodeParameter(name: "weight", shape: [width, inputs], decays: true, initialiser: .zeros),
      NodeParameter(
        name: "bias", shape: [width], decays: false,
        initialiser: .values(task.labels.flatMap { $0.initialBiases(initialisation) })),
    ]
  }

  var words: String? { "\(inputs) → \(width), \(task.labels[0].link.rawValue) link" }
}

internal import Datasets
internal import Losses

/// A task's outputs: a dense layer without an activation. Its weights are 0 at first.
struct HeadNode: NetworkNode {
  let configuration: HeadConfiguration
  let inputs: Int
  let initialisation: HeadInitialisation

  var width: Int { configuration.task.outputCount }

  var parameters: [NodeParameter] {
    [
      NodeParameter(name: "weight", shape: [width, inputs], decays: true, initialiser: .zeros),
      NodeParameter(
        name: "bias", shape: [width], decays: false,
        initialiser: .values(configuration.initialBiases(initialisation))),
    ]
  }

  var words: String? { "\(inputs) → \(width), \(configuration.link.rawValue) link" }
}

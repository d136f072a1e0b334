internal import Datasets
internal import Losses

/// A task's outputs, those of its labels side by side: a dense layer without an activation. Its
/// weights are 0 at first. Each member has weights of its own: row o · members + m is member m's for
/// output o.
package struct HeadNode: NetworkNode {
  package let task: TaskConfiguration
  package let inputs: Int
  package let initialisation: HeadInitialisation
  package let members: Int

  package var width: Int { task.outputCount }

  var parameters: [NodeParameter] {
    let rows = members * width
    let biases = task.labels.flatMap { $0.initialBiases(initialisation) }
      .flatMap { Array(repeating: $0, count: members) }
    return [
      NodeParameter(name: "weight", shape: [rows, inputs], decays: true, initialiser: .zeros),
      NodeParameter(name: "bias", shape: [rows], decays: false, initialiser: .values(biases)),
    ]
  }

  var problem: String? {
    if members < 1 { return "a network has no member" }
    return members > Int16.max ? "a network has more than \(Int16.max) members" : nil
  }

  var words: String? {
    "\(inputs) → \(width), \(task.labels[0].link.rawValue) link"
      + (members > 1 ? ", \(members) members" : "")
  }
}

/// A task's linear path from all inputs to its outputs, beside the hidden layers: x Kᵀ is added to
/// what the head computes. K is 0 at first.
package struct PathNode: NetworkNode {
  package let inputs: Int
  /// The task's outputs.
  package let width: Int

  var parameters: [NodeParameter] {
    [NodeParameter(name: "weight", shape: [width, inputs], decays: true, initialiser: .zeros)]
  }

  var words: String? { "\(inputs) → \(width), added to the head's outputs" }
}

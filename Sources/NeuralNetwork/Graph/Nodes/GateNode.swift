/// A task's mixture of several experts: Σₑ gₑ fₑ, of the experts' last outputs f and the task's own
/// gate g = softmax(x Gᵀ), from the network's inputs x.
///
/// Multi-gate mixture of experts (Ma et al. 2018, eq. (6) to (8)). With an expert of each task's
/// own, the last one here, beside those that all tasks share it is customized gate control (Tang,
/// Liu, Zhao and Gong 2020), of one level. G is 0 at first: every task begins with the mean of its
/// experts.
package struct GateNode: NetworkNode {
  /// The columns of the network's inputs.
  package let inputs: Int
  /// How many the task mixes.
  package let experts: Int
  /// The units of an expert's last layer.
  package let width: Int

  var parameters: [NodeParameter] {
    [NodeParameter(name: "weight", shape: [experts, inputs], decays: true, initialiser: .zeros)]
  }

  var words: String? { "\(inputs) → \(experts) shares of experts" }
}

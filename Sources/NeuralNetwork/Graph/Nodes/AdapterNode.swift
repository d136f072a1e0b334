/// What a task has of its own of a hidden layer whose weights W all tasks share: factors r of what
/// the layer reads, factors s of its products, and a bias b. The task computes s ⊙ ((r ⊙ x) W) + b,
/// then the layer's normalisation, if asked, with a gain and a shift of its own, the activation and
/// dropout: W and an adapter of rank one for each task, the form that BatchEnsemble (Wen, Tran and
/// Ba 2020, eq. (1) and (2)) gives to members of an ensemble.
///
/// Factors and gains are 1 at first, biases and shifts 0: the tasks begin with the same layer.
package struct AdapterNode: NetworkNode {
  /// The columns of what the layer reads.
  package let inputs: Int
  /// The layer's units.
  package let outputs: Int
  package let layerNorm: Bool

  package var width: Int { inputs }

  var parameters: [NodeParameter] {
    func vector(_ name: String, _ count: Int, _ initialiser: Initialiser) -> NodeParameter {
      NodeParameter(name: name, shape: [count], decays: false, initialiser: initialiser)
    }
    return [
      vector("input", inputs, .ones), vector("output", outputs, .ones),
      vector("bias", outputs, .zeros),
    ]
      + (layerNorm
        ? [vector("norm.weight", outputs, .ones), vector("norm.bias", outputs, .zeros)] : [])
  }

  var words: String? {
    "\(inputs) and \(outputs) factors, \(outputs) biases\(layerNorm ? ", layer norm" : "")"
  }
}

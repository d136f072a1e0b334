/// A dense layer, if asked a normalisation of each row, then the activation and dropout.
///
/// Weights are normal with variance 2 / inputs at first (He et al. 2015, eq. (10)), gains 1, biases
/// 0. The normalisation is Ba, Kiros and Hinton's (2016).
struct DenseNode: NetworkNode {
  let inputs: Int
  let outputs: Int
  let layerNorm: Bool
  let activation: Activation
  /// The probability of silencing a unit in a training step. One mask serves all tasks: their
  /// gradients belong to the same network.
  let dropout: Double
  /// The inputs that say nothing until they have been learnt.
  let silentInputs: [Int]

  var width: Int { outputs }

  var parameters: [NodeParameter] {
    let weight = NodeParameter(
      name: "weight", shape: [outputs, inputs], decays: true,
      initialiser: .normal(
        deviation: (2 / Double(inputs)).squareRoot(), silentColumns: silentInputs))
    func vector(_ name: String, _ initialiser: Initialiser) -> NodeParameter {
      NodeParameter(name: name, shape: [outputs], decays: false, initialiser: initialiser)
    }
    return [weight, vector("bias", .zeros)]
      + (layerNorm ? [vector("norm.weight", .ones), vector("norm.bias", .zeros)] : [])
  }

  /// Outputs, and slopes of the activation; of a normalisation the normalised rows and their
  /// inverse deviations.
  var kept: [Int] { [outputs, outputs] + (layerNorm ? [outputs, 1] : []) }

  var problem: String? {
    if outputs < 1 { return "a hidden layer has no unit" }
    if outputs > Int32.max { return "a hidden layer has more units than a file can hold" }
    let isUsable = dropout >= 0 && Float(dropout) < 1
    return isUsable ? nil : "its dropout is \(dropout), not from 0 up to 1"
  }

  var words: String? {
    "\(inputs) → \(outputs)\(layerNorm ? ", layer norm" : ""), \(activation.rawValue), dropout \(dropout)"
  }
}

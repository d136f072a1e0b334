internal import Datasets
internal import RandomNumbers

extension MultiTaskNetwork {
  /// The parameters of an untrained network.
  ///
  /// Dense weights are normal with variance 2 / inputs (He et al. 2015, eq. (10)), gains 1, biases
  /// and all head weights 0, head biases as `HeadInitialisation` says. Embeddings are normal with
  /// variance 1 / dimension. What belongs to a category that training does not know is 0: until it
  /// has been learnt it says nothing.
  public func initialParameters(seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed, stream: .initialisation)
    var parameters = Array(repeating: Float(0), count: layout.count)
    func fill(_ segment: ParameterSegment, deviation: Double) {
      for index in segment.range { parameters[index] = Float(deviation * generator.normal()) }
    }
    for (shape, table) in zip(trunk.embedding.shapes, trunk.embedding.tables) {
      fill(table, deviation: 1 / Double(shape.dimension).squareRoot())
      for index in 0..<shape.dimension { parameters[table.offset + index] = 0 }
    }
    for layer in trunk.layers {
      fill(layer.dense.weight, deviation: (2 / Double(layer.dense.inputs)).squareRoot())
      if let norm = layer.norm {
        for index in norm.gain.range { parameters[index] = 1 }
      }
    }
    silenceUnknownCategories(&parameters)
    for head in heads.heads {
      let biases = head.configuration.initialBiases(configuration.headInitialisation)
      for (index, bias) in zip(head.bias.range, biases) { parameters[index] = Float(bias) }
    }
    return parameters
  }

  /// Zeroes the first layer's weights of the one-hot slots for unknown categories.
  private func silenceUnknownCategories(_ parameters: inout [Float]) {
    guard let first = trunk.layers.first?.dense else { return }
    for input in inputs.unknownColumns {
      for output in 0..<first.outputs {
        parameters[first.weight.offset + output * first.inputs + input] = 0
      }
    }
  }
}

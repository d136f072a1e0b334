import Datasets
import NeuralNetwork
import RandomNumbers
import Training

extension MultiTaskModel {
  /// A small model with random parameters.
  init(
    randomFor data: PreparedData, reading: ReadingOptions = ReadingOptions(), seed: UInt64
  ) {
    let description = data.description(
      NetworkConfiguration(hidden: [4]), balance: "equal", reading: reading)
    var generator = SeededGenerator(seed: seed, stream: .initialisation)
    self.init(
      description: description,
      parameters: (0..<data.parameterCount(of: description.configuration)).map { _ in
        Float(0.4 * generator.normal())
      })
  }
}

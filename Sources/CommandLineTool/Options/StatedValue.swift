import Balancing
import Datasets
import LinearAlgebra
import NeuralNetwork
import Optimizers

/// What an option holds.
protocol StatedValue {
  /// A word for each time that the option is to stand on a command line.
  var words: [String] { get }
}

extension StatedValue where Self: CustomStringConvertible {
  var words: [String] { [description] }
}

extension StatedValue where Self: RawRepresentable<String> {
  var words: [String] { [rawValue] }
}

extension String: StatedValue {}
extension Int: StatedValue {}
extension UInt64: StatedValue {}
extension Double: StatedValue {}
extension Activation: StatedValue {}
extension DecimalMark: StatedValue {}
extension HeadInitialisation: StatedValue {}
extension HeadWeights: StatedValue {}
extension NumericEmbedding: StatedValue {}
extension OptimizerConfiguration: StatedValue {}
extension Rescaling: StatedValue {}
extension Sharing: StatedValue {}

extension GradientScope: StatedValue {
  var words: [String] { [argument] }
}

extension Optional: StatedValue where Wrapped: StatedValue {
  var words: [String] { map(\.words) ?? [] }
}

extension Array: StatedValue where Element: StatedValue {
  var words: [String] { flatMap(\.words) }
}

/// What a node of a network says of itself. The kinds of nodes are a closed set,
/// `NetworkGraph.Node`; each stands in a file of its own.
protocol NetworkNode: Sendable {
  /// The number of columns of its output.
  var width: Int { get }
  /// What it learns, in the order of the vector of parameters.
  var parameters: [NodeParameter] { get }
  /// For each matrix that is kept of a batch until the way back, the number of its columns. What a
  /// batch puts in and gets out, inputs and outputs, is kept anyway.
  var kept: [Int] { get }
  /// What makes it senseless, as a model file may say anything; nil if nothing does.
  var problem: String? { get }
  /// What it is, for people; nil where there is nothing to tell.
  var words: String? { get }
}

extension NetworkNode {
  var parameters: [NodeParameter] { [] }
  var kept: [Int] { [] }
  var problem: String? { nil }
  var words: String? { nil }
}

/// A tensor that a node learns.
struct NodeParameter: Sendable {
  /// What follows the node's name in the tensor's.
  let name: String
  /// Its dimensions: [outputs, inputs] for weights.
  let shape: [Int]
  /// Whether weight decay applies.
  let decays: Bool
  /// What it is before training.
  let initialiser: Initialiser

  /// The number of parameters; a Double, since a file may name sizes whose product no `Int` holds.
  var count: Double { shape.reduce(1) { $0 * Double($1) } }
}

/// What a tensor is before training.
enum Initialiser: Sendable {
  case zeros
  case ones
  /// 1 or −1, each as likely.
  case signs
  /// These numbers.
  case values([Double])
  /// Uniform from −bound to bound.
  case uniform(bound: Double)
  /// Normal with this standard deviation; zeros in some rows and columns.
  case normal(deviation: Double, silentRows: [Int] = [], silentColumns: [Int] = [])
}

import Datasets
import Foundation
import Losses
import NeuralNetwork

/// The network written out in plain loops over Double: slow, and independent of every kernel.
struct ReferenceNetwork {
  let network: MultiTaskNetwork
  /// One row: its numbers, the columns set to one, the slots of its embeddings, its labels.
  struct Row {
    var numbers: [Double]
    var hot: [Int]
    var slots: [Int]
    /// Each spline's place among its knots.
    var positions: [Double]
    var targets: [Double]
    var weight = 1.0
  }
  /// Dropout factors by layer, row · members + member, and unit; nil for none.
  var masks: [[[Double]]]?
  /// What is added to a unit of the representation that one member has of one row.
  var nudge: (row: Int, member: Int, unit: Int, by: Double)?
  private let segments: [String: ParameterSegment]

  init(network: MultiTaskNetwork) {
    self.network = network
    segments = Dictionary(uniqueKeysWithValues: network.layout.segments.map { ($0.name, $0) })
  }

  private var hasLayers: Bool {
    !network.configuration.trunk.isEmpty || !network.configuration.ownLayers.isEmpty
  }

  /// How many members there are: a network without a layer has one.
  var members: Int { hasLayers ? network.configuration.members : 1 }

  /// Whether each task adapts the shared layers: there are several, and it was asked for.
  private var adapts: Bool { network.configuration.sharing == .adapters && network.tasks.count > 1 }

  /// How many experts compute the shared layers.
  var experts: Int {
    switch network.configuration.sharing {
    case .experts(let count), .cgc(let count): count
    default: 1
    }
  }

  /// How many experts each task has of its own.
  var ownExperts: Int {
    if case .cgc = network.configuration.sharing { 1 } else { 0 }
  }

  /// The layers that are tasks' own experts', and how many units they have, in the masks' order.
  var ownExpertWidths: [Int] {
    network.configuration.trunk.flatMap {
      Array(repeating: $0, count: ownExperts * network.tasks.count)
    }
  }

  /// How many rows a layer has for each of a batch's: one for each member, or adapting task.
  var copies: Int { adapts ? network.tasks.count : members }

  private func tensor(_ name: String, _ parameters: [Double]) -> (values: [Double], shape: [Int]) {
    guard let segment = segments[name] else { fatalError("no tensor is called \(name)") }
    return (Array(parameters[segment.range]), segment.shape)
  }

  private func input(_ row: Row, _ parameters: [Double]) -> [Double] {
    var x = Array(repeating: 0.0, count: network.inputs.width)
    for (index, value) in row.numbers.enumerated() { x[index] = value }
    for column in row.hot { x[column] = 1 }
    for (feature, shape) in network.inputs.embeddings.enumerated() {
      let table = tensor("embedding.\(shape.name).weight", parameters).values
      for unit in 0..<shape.dimension {
        x[shape.column + unit] = table[row.slots[feature] * shape.dimension + unit]
      }
    }
    var column = network.inputs.embeddings.last.map { $0.column + $0.dimension } ?? 0
    for (index, shape) in network.inputs.splines.enumerated() {
      let (bias, slope, steps) = (
        tensor("spline.\(shape.name).bias", parameters).values,
        tensor("spline.\(shape.name).slope", parameters).values,
        tensor("spline.\(shape.name).steps", parameters).values
      )
      for unit in 0..<8 {
        x[column] = bias[unit] + slope[unit] * row.numbers[shape.source]
        for bin in 0..<shape.bins {
          x[column] += min(max(row.positions[index] - Double(bin), 0), 1) * steps[bin * 8 + unit]
        }
        column += 1
      }
    }
    for shape in network.inputs.waves {
      let (frequency, phase, weight, bias) = (
        tensor("waves.\(shape.name).frequency", parameters).values,
        tensor("waves.\(shape.name).phase", parameters).values,
        tensor("waves.\(shape.name).weight", parameters).values,
        tensor("waves.\(shape.name).bias", parameters).values
      )
      for unit in 0..<4 {
        x[column] = (0..<16).reduce(bias[unit]) {
          $0 + weight[unit * 16 + $1]
            * cos(2 * .pi * frequency[$1] * row.numbers[shape.source] + phase[$1])
        }
        column += 1
      }
    }
    return x
  }

  /// What one of several members multiplies by, or adds.
  private func own(_ name: String, _ member: Int, _ parameters: [Double]) -> ArraySlice<Double> {
    let (values, shape) = tensor(name, parameters)
    return values[member * shape[1]..<(member + 1) * shape[1]]
  }

  private func dense(
    _ x: [Double], _ name: String, _ member: Int, _ parameters: [Double]
  ) -> [Double] {
    guard members > 1 else {
      let biases = tensor("\(name).bias", parameters).values
      return zip(products(x, "\(name).weight", parameters), biases).map(+)
    }
    let read = zip(x, own("\(name).adapter.input", member, parameters)).map(*)
    let factors = own("\(name).adapter.output", member, parameters)
    let biases = own("\(name).bias", member, parameters)
    return zip(zip(products(read, "\(name).weight", parameters), factors).map(*), biases).map(+)
  }

  private func products(_ x: [Double], _ name: String, _ parameters: [Double]) -> [Double] {
    let (weight, shape) = tensor(name, parameters)
    return (0..<shape[0]).map { output in
      var sum = 0.0
      for input in 0..<shape[1] { sum += weight[output * shape[1] + input] * x[input] }
      return sum
    }
  }

  /// A head has rows for all members of an output, then those of the next.
  private func head(
    _ x: [Double], _ name: String, _ member: Int, _ parameters: [Double]
  ) -> [Double] {
    let biases = tensor("\(name).bias", parameters).values
    let all = zip(products(x, "\(name).weight", parameters), biases).map(+)
    return stride(from: member, to: all.count, by: members).map { all[$0] }
  }

  /// A shared layer with one task's factors and biases.
  private func adapted(_ x: [Double], _ layer: Int, _ task: String, _ parameters: [Double])
    -> [Double]
  {
    func own(_ name: String) -> [Double] {
      tensor("adapter.\(task).\(layer).\(name)", parameters).values
    }
    let read = zip(x, own("input")).map(*)
    let products = zip(products(read, "trunk.\(layer).weight", parameters), own("output")).map(*)
    return zip(products, own("bias")).map(+)
  }

  /// One expert's units of a shared layer, of what that expert reads.
  private func expertLayer(_ x: [Double], _ name: String, _ expert: Int, _ parameters: [Double])
    -> [Double]
  {
    let biases = tensor("\(name).bias", parameters).values
    let width = biases.count / experts
    let weight = tensor("\(name).weight", parameters).values
    return (expert * width..<(expert + 1) * width).map { unit in
      x.indices.reduce(biases[unit]) { $0 + weight[unit * x.count + $1] * x[$1] }
    }
  }

  /// A task's shares of the experts.
  private func shares(_ task: String, _ inputs: [Double], _ parameters: [Double]) -> [Double] {
    let logits = products(inputs, "gate.\(task).weight", parameters)
    let total = logits.reduce(0) { $0 + exp($1) }
    return logits.map { exp($0) / total }
  }

  /// - Parameter part: Which of the parts of the gains, one as long as the row, they are.
  private func normalised(
    _ x: [Double], _ name: String, part: Int = 0, _ parameters: [Double]
  ) -> [Double] {
    let own = part * x.count..<(part + 1) * x.count
    let gain = Array(tensor("\(name).norm.weight", parameters).values[own])
    let shift = Array(tensor("\(name).norm.bias", parameters).values[own])
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.indices.map { (x[$0] - mean) / (variance + 1e-5).squareRoot() * gain[$0] + shift[$0] }
  }

  /// The outputs of every task for one row, of one member.
  func outputs(
    _ row: Row, at index: Int, member: Int = 0, _ parameters: [Double]
  ) -> [[Double]] {
    outputs(of: input(row, parameters), at: index, member: member, parameters)
  }

  private func outputs(
    of inputs: [Double], at index: Int, member: Int, _ parameters: [Double]
  ) -> [[Double]] {
    let (configuration, tasks) = (network.configuration, network.tasks)
    func activated(_ products: [Double], _ norm: String, mask: Int, copy: Int) -> [Double] {
      var x = products
      if configuration.layerNorm { x = normalised(x, norm, parameters) }
      switch configuration.activation {
      case .relu: x = x.map { max($0, 0) }
      case .gelu: x = x.map { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }
      }
      return masks.map { zip(x, $0[mask][index * copies + copy]).map(*) } ?? x
    }
    func hidden(_ x: [Double], _ name: String, mask: Int) -> [Double] {
      activated(dense(x, name, member, parameters), name, mask: mask, copy: member)
    }
    /// The last outputs of all experts, side by side.
    func ofExperts() -> [Double] {
      let activate: (Double) -> Double =
        switch configuration.activation {
        case .relu: { max($0, 0) }
        case .gelu: { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }
        }
      var all: [Double] = []
      for expert in 0..<experts {
        var x = inputs
        for layer in configuration.trunk.indices {
          x = expertLayer(x, "trunk.\(layer)", expert, parameters)
          if configuration.layerNorm {
            x = normalised(x, "trunk.\(layer)", part: expert, parameters)
          }
          x = x.map(activate)
          if let masks {
            let first = expert * x.count
            x = x.indices.map { x[$0] * masks[layer][index][first + $0] }
          }
        }
        all += x
      }
      if let nudge, nudge.row == index { all[nudge.unit] += nudge.by }
      return all
    }
    /// A task's own expert.
    func ofOwnExpert(_ task: Int) -> [Double] {
      configuration.trunk.indices.reduce(inputs) { x, layer in
        hidden(
          x, "expert.\(tasks[task].name).\(layer)",
          mask: configuration.trunk.count + layer * tasks.count + task)
      }
    }
    let isMixed = experts + ownExperts > 1
    let expertOutputs = isMixed ? ofExperts() : []
    func representation(_ task: Int) -> [Double] {
      if isMixed {
        let width = expertOutputs.count / experts
        let all = expertOutputs + (ownExperts > 0 ? ofOwnExpert(task) : [])
        let shares = shares(tasks[task].name, inputs, parameters)
        return (0..<width).map { unit in
          shares.indices.reduce(0) { $0 + shares[$1] * all[$1 * width + unit] }
        }
      }
      var x = inputs
      for layer in configuration.trunk.indices {
        if adapts {
          let name = tasks[task].name
          x = activated(
            adapted(x, layer, name, parameters), "adapter.\(name).\(layer)", mask: layer,
            copy: task)
        } else {
          x = hidden(x, "trunk.\(layer)", mask: layer)
        }
      }
      let copy = adapts ? task : member
      if let nudge, nudge.row == index, nudge.member == copy { x[nudge.unit] += nudge.by }
      return x
    }
    return tasks.enumerated().map { task, configured in
      var x = representation(task)
      for depth in configuration.ownLayers.indices {
        let mask =
          configuration.trunk.count + ownExpertWidths.count + depth * tasks.count + task
        x = hidden(x, "tower.\(configured.name).\(depth)", mask: mask)
      }
      let outputs = head(x, "head.\(configured.name)", member, parameters)
      guard configuration.linearPath && hasLayers else { return outputs }
      return zip(outputs, products(inputs, "path.\(configured.name).weight", parameters)).map(+)
    }
  }

  /// Each task's loss: over its labelled cells the mean, or the sum over its labels of each one's
  /// mean; NaN where it has none. Of several members the mean of theirs.
  func losses(_ rows: [Row], _ parameters: [Double]) -> [Double] {
    let inputs = rows.map { input($0, parameters) }
    let ofMembers = (0..<members).map { member in
      losses(
        rows,
        of: inputs.enumerated().map { outputs(of: $1, at: $0, member: member, parameters) })
    }
    return network.tasks.indices.map { task in
      ofMembers.reduce(0) { $0 + $1[task] } / Double(members)
    }
  }

  /// Each task's loss where these are the outputs: rows × tasks × outputs.
  func losses(_ rows: [Row], of outputs: [[[Double]]]) -> [Double] {
    var label = 0
    return network.tasks.enumerated().map { task, configured in
      var (sums, weights): ([Double], [Double]) = ([], [])
      var column = 0
      for head in configured.labels {
        var (sum, weight) = (0.0, 0.0)
        let columns = column..<column + head.label.outputCount
        for (index, row) in rows.enumerated() where !row.targets[label].isNaN {
          let z = Array(outputs[index][task][columns])
          sum += row.weight * Self.loss(z, row.targets[label], head)
          weight += row.weight
        }
        if weight > 0 {
          sums.append(sum)
          weights.append(weight)
        }
        label += 1
        column = columns.upperBound
      }
      guard !sums.isEmpty else { return .nan }
      return configured.reduction == .mean
        ? sums.reduce(0, +) / weights.reduce(0, +) : zip(sums, weights).map(/).reduce(0, +)
    }
  }

  static func loss(_ z: [Double], _ y: Double, _ head: HeadConfiguration) -> Double {
    let error = head.scale * (z[0] - y)
    let parameter = head.label.loss.parameter
    switch head.label.loss.entry.name {
    case "squared": return error * error
    case "absolute": return abs(error)
    case "huber":
      return abs(error) <= parameter
        ? error * error / 2 : parameter * (abs(error) - parameter / 2)
    case "quantile": return error < 0 ? parameter * -error : (1 - parameter) * error
    case "gamma":
      let mean = exp(z[0])
      return 2 * ((y - mean) / mean - log(y / mean))
    case "binary-cross-entropy", "binary-focal":
      let p = 1 / (1 + exp(y == 1 ? -z[0] : z[0]))
      return -pow(1 - p, parameter) * log(p)
    case "cross-entropy", "focal":
      let p = exp(z[Int(y)]) / z.reduce(0) { $0 + exp($1) }
      return -pow(1 - p, parameter) * log(p)
    case "logcosh": return log(cosh(error))
    case "poisson":
      let mean = exp(z[0])
      return 2 * ((y > 0 ? y * log(y / mean) : 0) - (y - mean))
    default: preconditionFailure("\(head.label.loss.name) has no formula here")
    }
  }

  /// The gradient of each task's loss by central differences.
  func gradients(_ rows: [Row], _ parameters: [Double]) -> [[Double]] {
    let step = 1e-6
    var gradients = network.tasks.map { _ in
      Array(repeating: 0.0, count: parameters.count)
    }
    for index in parameters.indices {
      var moved = parameters
      moved[index] += step
      let above = losses(rows, moved)
      moved[index] -= 2 * step
      let below = losses(rows, moved)
      for task in gradients.indices {
        gradients[task][index] = (above[task] - below[task]) / (2 * step)
      }
    }
    return gradients
  }

  /// The gradient of each task's loss over the representation of all rows, by central differences.
  func representationGradients(_ rows: [Row], _ parameters: [Double]) -> [[Double]] {
    let width = network.configuration.trunk.last.map { $0 * experts } ?? network.inputs.width
    let step = 1e-6
    var gradients = network.tasks.map { _ in [Double]() }
    for row in rows.indices {
      for (member, unit) in (0..<copies).flatMap({ member in (0..<width).map { (member, $0) } }) {
        var moved = self
        moved.nudge = (row, member, unit, step)
        let above = moved.losses(rows, parameters)
        moved.nudge = (row, member, unit, -step)
        let below = moved.losses(rows, parameters)
        for task in gradients.indices {
          gradients[task].append((above[task] - below[task]) / (2 * step))
        }
      }
    }
    return gradients
  }
}

internal import Datasets
internal import NeuralNetwork
internal import Training

/// A predictor as one graph, from the columns of a table to what it says of each label.
enum PredictorOperators {
  /// The graph of a model.
  static func graph(of model: MultiTaskModel) -> OperatorGraph {
    graph(of: model) { inputs, graph in
      predictions(model, of: inputs, prefix: "", in: &graph)
    }
  }

  /// The graph of a pack: for each label the mean of what its models say, by their shares.
  static func graph(of pack: ModelPack) -> OperatorGraph {
    graph(of: pack) { inputs, graph in
      let members = pack.members.map { member in
        predictions(
          member.model, of: inputs, prefix: "model.\(member.number).", in: &graph)
      }
      return pack.tasks.enumerated().flatMap { index, task in
        task.labels.indices.map { label in
          mean(of: pack, members, task: index, label: label, in: &graph)
        }
      }
    }
  }

  /// - Parameter body: For each label what is learnt of it, in its units or as probabilities.
  private static func graph(
    of predictor: some Predictor,
    _ body: (ColumnInputs, inout OperatorGraph) -> [GraphValue]
  ) -> OperatorGraph {
    var graph = OperatorGraph()
    for port in ColumnInputs.ports(predictor.schema, predictor.reading) { graph.add(input: port) }
    let outputs = zip(predictor.labels, predictor.thresholds).map {
      LabelOutputs($0, threshold: $1 ?? DecisionThreshold.usual, in: &graph)
    }
    let inputs = ColumnInputs(predictor.schema, predictor.reading, in: &graph)
    let learnt = body(inputs, &graph)
    for (index, label) in predictor.labels.enumerated() {
      var steps = Arithmetic(taking: &graph, type: .double, prefix: label.name)
      let predictions =
        predictor.smearing[index].map { $0.means(of: learnt[index], label, &steps) }
        ?? learnt[index]
      graph = steps.graph
      outputs[index].add(predictions, to: &graph)
    }
    return graph.pruned()
  }

  /// For each label what a model has learnt of it.
  private static func predictions(
    _ model: MultiTaskModel, of inputs: ColumnInputs, prefix: String,
    in graph: inout OperatorGraph
  ) -> [GraphValue] {
    var inputs = inputs
    let schema = model.schema
    for cross in schema.crosses {
      inputs.add(
        cross.operators(
          of: inputs,
          origin: { name in
            schema.features.first { $0.name == name }?.encoding.origin ?? 0
          }, in: &graph))
    }
    let columns = EncodedColumns(schema.features, of: inputs, in: &graph)
    let snapshots = model.snapshots.enumerated().map { index, parameters in
      NetworkOperators.outputs(
        of: model.network, parameters: parameters, reading: columns,
        prefix: model.snapshots.count > 1 ? "\(prefix)epoch.\(index)." : prefix, in: &graph)
    }
    let members = model.network.memberCount
    var predictions: [GraphValue] = []
    for (task, configuration) in model.network.tasks.enumerated() {
      let outputs = snapshots[model.snapshotOfTask[task]][task]
      for (head, columns) in zip(
        configuration.labels, configuration.labels.ranges(\.label.outputCount))
      {
        var steps = Arithmetic(taking: &graph, type: .double, prefix: prefix + head.label.name)
        predictions.append(
          head.predictions(of: outputs, columns: columns, members: members, &steps))
        graph = steps.graph
      }
    }
    return predictions
  }

  /// The mean of what a pack's models say of one label.
  private static func mean(
    of pack: ModelPack, _ members: [[GraphValue]], task: Int, label: Int,
    in graph: inout OperatorGraph
  ) -> GraphValue {
    var steps = Arithmetic(
      taking: &graph, type: .double, prefix: pack.tasks[task].labels[label].name)
    var sum: GraphValue?
    for (member, predictions) in zip(pack.members.indices, members)
    where pack.shares[task][member] > 0 {
      let schema = pack.members[member].model.schema
      guard let own = schema.tasks.firstIndex(where: { $0.name == pack.tasks[task].name }) else {
        continue
      }
      let share = steps.multiply(
        predictions[schema.labelRanges[own].lowerBound + label],
        steps.constant(pack.shares[task][member]))
      sum = sum.map { steps.add($0, share) } ?? share
    }
    graph = steps.graph
    guard let sum else { preconditionFailure("some model has a share in each task") }
    return sum
  }
}

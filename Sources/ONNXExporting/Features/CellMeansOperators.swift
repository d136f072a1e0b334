internal import Datasets

extension CellMeans {
  /// The columns that are made of a table: for each row and label the mean of the cells that agree
  /// with the row in most columns, each as often as it has training rows. Where a cell agrees in all
  /// that is the row's own.
  ///
  /// - Parameter origin: What is subtracted from the numbers of a column before they become Floats.
  /// - Returns: Doubles under the columns' names.
  func operators(
    of inputs: ColumnInputs, origin: (_ column: String) -> Double, in graph: inout OperatorGraph
  ) -> [String: GraphValue] {
    let prefix = "cells.\(columns.map(\.name).joined(separator: "_"))"
    let codes = cells.indices.map(codes(at:))
    var agreeing: GraphValue?
    for (index, column) in columns.enumerated() {
      let own = column.code(of: inputs, in: &graph)
      let ofCells = graph.constant(
        .integers(codes.map { Int64($0[index]) }), shape: [1, cells.count],
        name: "\(prefix).codes.\(index)")
      let isSame = graph.apply(.equal, own, ofCells, name: "\(prefix).is_same.\(index)")
      let same = graph.apply(.cast(.double), isSame, name: "\(prefix).same.\(index)")
      agreeing =
        agreeing.map {
          graph.apply(.add, $0, same, name: "\(prefix).agreeing.\(index)")
        } ?? same
    }
    guard let agreeing else { preconditionFailure("cells of some columns") }
    var steps = Arithmetic(taking: &graph, type: .double, prefix: prefix)
    let most = steps.greatest(agreeing)
    let isNearest = steps.cast(steps.equal(agreeing, most), to: .double)
    let rows = steps.constants(rows.map(Double.init), shape: [1, rows.count], name: "rows")
    let weights = steps.multiply(isNearest, rows)
    let agrees = steps.greater(most, steps.constant(0))
    let total = steps.sum(weights)
    var made: [String: GraphValue] = [:]
    for mean in means {
      let numbers = steps.constants(
        mean.ofCells, shape: [1, mean.ofCells.count], name: "means.\(mean.label)")
      let near = steps.divide(steps.sum(steps.multiply(weights, numbers)), total)
      made[mean.name] = steps.rounded(
        steps.choose(agrees, near, steps.constant(mean.overall)), from: origin(mean.name))
    }
    graph = steps.graph
    return made
  }
}

extension CellColumn {
  /// The code of each row, as an integer.
  fileprivate func code(of inputs: ColumnInputs, in graph: inout OperatorGraph) -> GraphValue {
    switch division {
    case .categories(let categories):
      return inputs.places(
        name, of: categories, first: 0, missing: count - 1, unknown: -1, in: &graph)
    case .bounds(let bounds):
      let number = inputs.number(name)
      var steps = Arithmetic(taking: &graph, type: .double, prefix: "\(name).cell")
      let isMissing = steps.isNaN(number)
      var code = steps.constant(0)
      if !bounds.isEmpty {
        let constants = steps.constants(bounds, shape: [1, bounds.count], name: "bounds")
        code = steps.sum(steps.cast(steps.greaterOrEqual(number, constants), to: .double))
      }
      let place = steps.choose(isMissing, steps.constant(Double(count - 1)), code)
      let integer = steps.cast(place, to: .int64)
      graph = steps.graph
      return integer
    }
  }
}

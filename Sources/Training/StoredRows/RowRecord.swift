package import Datasets
package import NeuralNetwork

/// How an encoded training row lies among numbers of 32 bits: its inputs, its targets and what it
/// counts for, one behind the other.
package struct RowRecord: Sendable {
  /// Where a row's inputs are.
  package let layout: InputLayout
  /// The labels, which have a target each.
  package let labels: [Label]
  /// Whether rows have weights.
  package let hasRowWeights: Bool
  /// The labels that have weights of their own.
  package let weighted: [Int]

  /// Rows of a layout of inputs and some labels.
  package init(layout: InputLayout, labels: [Label], hasRowWeights: Bool, weighted: [Int]) {
    self.layout = layout
    self.labels = labels
    self.hasRowWeights = hasRowWeights
    self.weighted = weighted
  }

  /// How many numbers a row is.
  package var width: Int {
    layout.numberCount + layout.oneHotCount + layout.embeddings.count + layout.splines.count
      + labels.count + (hasRowWeights ? 1 : 0) + weighted.count
  }

  /// Appends a row of a table.
  ///
  /// - Parameters:
  ///   - weights: The rows' weights, where there are any.
  ///   - labelWeights: For each label its weights, the rows' included, where it has its own.
  package func append(
    _ row: Int, of features: EncodedFeatures, targets: [[Float]], weights: [Float]?,
    labelWeights: [[Float]?], to words: inout [UInt32]
  ) {
    func cells(_ count: Int) -> Range<Int> { row * count..<(row + 1) * count }
    for index in cells(layout.numberCount) { words.append(features.numbers[index].bitPattern) }
    for index in cells(layout.oneHotCount) {
      words.append(UInt32(bitPattern: features.hot[index]))
    }
    for index in cells(layout.embeddings.count) {
      words.append(UInt32(bitPattern: features.embedded[index]))
    }
    for index in cells(layout.splines.count) {
      words.append(features.positions[index].bitPattern)
    }
    for label in targets.indices { words.append(targets[label][row].bitPattern) }
    if hasRowWeights { words.append((weights?[row] ?? 1).bitPattern) }
    for label in weighted { words.append((labelWeights[label]?[row] ?? 1).bitPattern) }
  }

  /// The rows among numbers as a table.
  package func table(_ words: [UInt32]) -> TrainingTable {
    let count = words.count / width
    var place = 0
    /// The numbers of some columns, row by row.
    func next<Value>(_ columns: Int, _ value: (UInt32) -> Value) -> [Value] {
      defer { place += columns }
      var values: [Value] = []
      values.reserveCapacity(columns * count)
      for row in 0..<count {
        let start = row * width + place
        for index in start..<start + columns { values.append(value(words[index])) }
      }
      return values
    }
    let features = EncodedFeatures(
      layout: layout, rowCount: count,
      numbers: next(layout.numberCount, Float.init(bitPattern:)),
      hot: next(layout.oneHotCount, Int32.init(bitPattern:)),
      embedded: next(layout.embeddings.count, Int32.init(bitPattern:)),
      positions: next(layout.splines.count, Float.init(bitPattern:)))
    let targets = labels.map { _ in next(1, Float.init(bitPattern:)) }
    let weights = hasRowWeights ? next(1, Float.init(bitPattern:)) : nil
    var labelWeights: [[Float]?] = labels.map { _ in nil }
    for label in weighted { labelWeights[label] = next(1, Float.init(bitPattern:)) }
    return TrainingTable(
      features: features, targets: targets,
      // What classes count for is found by the targets, which of classes are their indices.
      weights: CellWeights(
        rows: weights, ofLabels: weighted.isEmpty ? [] : labelWeights,
        values: targets.map { $0.map(Double.init) }, labels: labels))
  }
}

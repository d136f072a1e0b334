/// What a model reads and predicts: saved with it, and all that is needed to read a new table.
public struct Schema: Codable, Equatable, Sendable {
  /// The input columns, in the order of the training table's header.
  public let features: [Feature]
  /// The label columns, in the order of the training table's header.
  public let tasks: [PredictionTask]

  /// Creates a schema.
  public init(features: [Feature], tasks: [PredictionTask]) {
    self.features = features
    self.tasks = tasks
  }
}

/// Where the features' inputs lie in a row of a network's input: numbers first (each with its
/// missing-cell indicator behind it), then the one-hot slots, then the embeddings.
public struct InputLayout: Codable, Equatable, Sendable {
  /// Standardised numbers and their indicators.
  public let numberCount: Int
  /// One-hot features.
  public let oneHotCount: Int
  /// The first column behind the one-hot slots.
  public let oneHotEnd: Int
  /// Of each one-hot feature the column of its slot for unknown categories.
  public let unknownColumns: [Int]
  /// The embedded features.
  public let embeddings: [EmbeddingShape]

  /// The size of one embedded feature.
  public struct EmbeddingShape: Codable, Equatable, Sendable {
    /// The feature's name.
    public let name: String
    /// The number of slots.
    public let slots: Int
    /// The number of inputs each slot gives.
    public let dimension: Int
    /// The column of the first of them.
    public let column: Int
  }

  /// The layout of the given features.
  public init(features: [Feature]) {
    var numbers = 0
    var hot: [Int] = []
    var embedded: [(String, Int, Int)] = []
    for feature in features {
      switch feature.encoding {
      case .numeric(let scaling): numbers += scaling.indicatesMissing ? 2 : 1
      case .oneHot(let slots): hot.append(slots.count)
      case .embedding(let slots, let dimension):
        embedded.append((feature.name, slots.count, dimension))
      }
    }
    numberCount = numbers
    oneHotCount = hot.count
    oneHotEnd = numbers + hot.reduce(0, +)
    var slot = numbers
    unknownColumns = hot.map { count in
      defer { slot += count }
      return slot + Int(CategorySlots.unknown)
    }
    var column = oneHotEnd
    embeddings = embedded.map { name, slots, dimension in
      defer { column += dimension }
      return EmbeddingShape(name: name, slots: slots, dimension: dimension, column: column)
    }
  }

  /// The number of inputs of a row.
  public var width: Int {
    embeddings.last.map { $0.column + $0.dimension } ?? oneHotEnd
  }
}

extension Schema {
  /// Makes sure that a table has every feature's column, of the feature's type.
  ///
  /// - Throws: `DatasetError` with the first that it has not.
  public func check(_ dataset: Dataset) throws(DatasetError) {
    for feature in features {
      guard let column = dataset[feature.name] else {
        throw DatasetError(
          .data, column: feature.name, problem: "is a feature of the model, and is not there",
          remedy: "give it, with missing values if need be")
      }
      switch (feature.encoding, column.values) {
      case (.numeric, .numeric), (.oneHot, .categorical), (.embedding, .categorical): break
      case (.numeric, .categorical):
        throw DatasetError(
          .data, column: feature.name, problem: "has texts, where the model learnt from numbers",
          remedy: "give numbers")
      case (.oneHot, .numeric), (.embedding, .numeric):
        throw DatasetError(
          .data, column: feature.name, problem: "has numbers, where the model learnt from texts",
          remedy: "give texts")
      }
    }
  }
}

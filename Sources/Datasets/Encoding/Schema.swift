/// What a model reads and predicts: saved with it, and all that is needed to read a new table.
public struct Schema: Equatable, Sendable {
  /// The input columns, in the order of the training table's header.
  public let features: [Feature]
  /// What is balanced, in the order of the model's outputs: that of the header, tasks of several
  /// labels standing where their first one does.
  public let tasks: [PredictionTask]
  /// The label columns, task by task.
  public let labels: [Label]
  /// What is made of several columns each: features that are not read, behind those that are.
  public let crosses: [CellMeans]

  /// Creates a schema.
  public init(features: [Feature], tasks: [PredictionTask], crosses: [CellMeans] = []) {
    self.crosses = crosses
    self.features = features
    self.tasks = tasks
    labels = tasks.flatMap(\.labels)
  }

  /// A schema of labels each of which is a task of its own.
  public init(features: [Feature], labels: [Label]) {
    self.init(features: features, tasks: labels.map(PredictionTask.init))
  }

  /// The features that are read; others are made of these.
  public var readFeatures: [Feature] {
    let made = Set(crosses.flatMap { $0.means.map(\.name) })
    return made.isEmpty ? features : features.filter { !made.contains($0.name) }
  }

  /// For each task the positions of its labels.
  public var labelRanges: [Range<Int>] { tasks.ranges(\.labels.count) }
}

/// Coded as its features and tasks.
extension Schema: Codable {
  private enum CodingKeys: CodingKey { case features, tasks, crosses }

  /// Writes the features and tasks, and crosses if there are any.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(features, forKey: .features)
    try container.encode(tasks, forKey: .tasks)
    if !crosses.isEmpty { try container.encode(crosses, forKey: .crosses) }
  }

  /// Reads the features and tasks, and crosses if there are any.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      features: try container.decode([Feature].self, forKey: .features),
      tasks: try container.decode([PredictionTask].self, forKey: .tasks),
      crosses: try container.decodeIfPresent([CellMeans].self, forKey: .crosses) ?? [])
  }
}

extension Sequence {
  /// The places of consecutive parts, from how many places each element takes.
  package func ranges(_ count: (Element) -> Int) -> [Range<Int>] {
    var end = 0
    return map { element in
      let start = end
      end += count(element)
      return start..<end
    }
  }
}

/// Where the features' inputs lie in a row of a network's input: numbers first (each with its
/// missing-cell indicator behind it), then the one-hot slots, then what is learnt: the embeddings
/// of categories, splines and waves.
public struct InputLayout: Codable, Equatable, Sendable {
  /// Scaled numbers and their indicators.
  public let numberCount: Int
  /// One-hot features.
  public let oneHotCount: Int
  /// The first column behind the one-hot slots.
  public let oneHotEnd: Int
  /// Of each one-hot feature the column of its slot for unknown categories.
  public let unknownColumns: [Int]
  /// The embedded categories.
  public let embeddings: [EmbeddingShape]
  /// The numbers that are embedded by a spline.
  public let splines: [NumberShape]
  /// The numbers that are embedded by waves.
  public let waves: [NumberShape]

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

  /// One embedded number.
  public struct NumberShape: Codable, Equatable, Sendable {
    /// The feature's name.
    public let name: String
    /// The column of x̃.
    public let source: Int
    /// The number of bins of a spline; 0 for waves.
    public let bins: Int
  }

  /// The layout of the given features.
  public init(features: [Feature]) {
    var numbers = 0
    var hot: [Int] = []
    var embedded: [(String, Int, Int)] = []
    var (splines, waves): ([NumberShape], [NumberShape]) = ([], [])
    for feature in features {
      switch feature.encoding {
      case .numeric: break
      case .embeddedNumber(let number):
        if number.embedding.hasSpline {
          splines.append(NumberShape(name: feature.name, source: numbers, bins: number.bins))
        }
        if number.embedding.hasWaves {
          waves.append(NumberShape(name: feature.name, source: numbers, bins: 0))
        }
      case .oneHot(let slots): hot.append(slots.count)
      case .embedding(let slots, let dimension):
        embedded.append((feature.name, slots.count, dimension))
      }
      numbers += feature.encoding.numberCount
    }
    numberCount = numbers
    oneHotCount = hot.count
    (self.splines, self.waves) = (splines, waves)
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
    (embeddings.last.map { $0.column + $0.dimension } ?? oneHotEnd)
      + splines.count * NumericEmbedding.splineWidth + waves.count * NumericEmbedding.waveWidth
  }
}

extension Schema {
  /// Makes sure that a table has every feature's column, of the feature's type.
  ///
  /// - Throws: `DatasetError` with the first that it has not.
  public func check(_ dataset: Dataset) throws(DatasetError) {
    for feature in readFeatures {
      guard let column = dataset[feature.name] else {
        throw DatasetError(
          .data, column: feature.name, problem: "is a feature of the model, and is not there",
          remedy: "give it, with missing values if need be")
      }
      switch (feature.encoding.isNumeric, column.values) {
      case (true, .numeric), (false, .categorical): break
      case (true, .categorical):
        throw DatasetError(
          .data, column: feature.name, problem: "has texts, where the model learnt from numbers",
          remedy: "give numbers")
      case (false, .numeric):
        throw DatasetError(
          .data, column: feature.name, problem: "has numbers, where the model learnt from texts",
          remedy: "give texts")
      }
    }
  }
}

internal import Datasets
internal import Losses
package import NeuralNetwork
internal import Statistics
package import Training

extension MultiTaskModel.Description {
  /// Checks all that the rest of the program takes for granted: a file may say anything.
  ///
  /// Whether the file holds as many parameters as the sizes it names ask for is not checked here.
  ///
  /// - Throws: `inconsistent` with the first contradiction.
  package func checkConsistency() throws(ModelFileError) {
    try require(!schema.features.isEmpty, "it has no feature")
    try require(!schema.labels.isEmpty, "it has no task")
    let names = schema.features.map(\.name) + schema.labels.map(\.name)
    try require(Set(names).count == names.count, "a column appears twice")
    for feature in schema.features { try feature.checkConsistency() }
    for cross in schema.crosses { try cross.checkConsistency(among: schema) }
    for label in schema.labels { try label.checkConsistency() }
    try require(
      Set(schema.tasks.map(\.name)).count == schema.tasks.count, "two tasks have one name")
    for task in schema.tasks { try task.checkConsistency() }
    try require(heads.map(\.label) == schema.labels, "its heads are not those of its labels")
    try require(
      statistics.map(\.label) == schema.labels, "its statistics are not those of its labels")
    for head in heads { try head.checkConsistency() }
    for label in statistics { try label.checkConsistency() }
    if let problem = graph.problem { throw .inconsistent(problem) }
    try require(
      ownEpochs?.isConsistent(taskCount: schema.tasks.count) ?? true,
      "its tasks' own epochs are not those of its tasks")
    try checkReading()
  }

  /// Checks how tables to predict are read: what becomes of dates are features of their kind.
  private func checkReading() throws(ModelFileError) {
    try require(
      reading.notation.groupMark.map { $0.count == 1 } ?? true, "its group mark is no character")
    let dates = reading.dateFeatures
    let read = Set(schema.features.map(\.name) + schema.labels.map(\.name))
    try require(Set(dates.map(\.name)).count == dates.count, "a column of dates appears twice")
    var derived: Set<String> = []
    for date in dates {
      try require(
        !read.contains(date.name), "column \"\(date.name)\" is of dates and read as it is as well")
      for part in date.parts {
        let name = date.columnName(of: part)
        try require(derived.insert(name).inserted, "column \"\(name)\" is made twice")
        guard let feature = schema.features.first(where: { $0.name == name }) else {
          throw .inconsistent("column \"\(name)\" is made of dates but is no feature")
        }
        try require(
          feature.encoding.isNumeric == (part != .weekday),
          "feature \"\(name)\" is encoded as another type than it is")
      }
    }
    try require(
      derived.isDisjoint(with: dates.map(\.name)), "a column of dates is made of other dates")
  }

  /// The network that a consistent description describes.
  package var graph: NetworkGraph {
    NetworkGraph(
      configuration, inputs: InputLayout(features: schema.features),
      tasks: schema.taskConfigurations(heads))
  }
}

/// Throws the reason unless the condition holds.
func require(
  _ holds: Bool, _ reason: @autoclosure () -> String
) throws(ModelFileError) {
  guard holds else { throw .inconsistent(reason()) }
}

/// Whether no two texts have the same bytes, which is how categories are told apart.
private func areDistinct(_ texts: [String]) -> Bool {
  Set(texts.map { Array($0.utf8) }).count == texts.count
}

extension Feature {
  fileprivate func checkConsistency() throws(ModelFileError) {
    switch encoding {
    case .numeric(let scaling):
      try require(
        scaling.mean.isFinite && scaling.deviation.isFinite && scaling.deviation > 0
          && scaling.origin.isFinite,
        "feature \"\(name)\" has no usable mean and deviation")
    case .embeddedNumber(let number):
      try require(
        number.isConsistent, "feature \"\(name)\" has no usable centre, scale and knots")
    case .oneHot(let slots):
      try check(slots)
    case .embedding(let slots, let dimension):
      try check(slots)
      try require(
        (1...Int(Int32.max)).contains(dimension),
        "feature \"\(name)\" is embedded in \(dimension) dimensions")
    }
  }

  private func check(_ slots: CategorySlots) throws(ModelFileError) {
    try require(areDistinct(slots.categories), "feature \"\(name)\" has a category twice")
  }
}

extension CellMeans {
  /// Checks that it divides the rows by columns that are read, and makes features of numbers.
  fileprivate func checkConsistency(among schema: Schema) throws(ModelFileError) {
    let names = columns.map(\.name)
    let what = "the cross of \(names.joined(separator: " × "))"
    try require(!columns.isEmpty && !means.isEmpty, "\(what) is of no column, or makes none")
    try require(Set(names).count == names.count, "\(what) has a column twice")
    var possible = 1.0
    for column in columns {
      let feature = schema.readFeatures.first { $0.name == column.name }
      try require(
        feature?.encoding.isNumeric == column.isNumeric,
        "\(what) has the column \"\(column.name)\", which is not read so")
      try require(
        column.isAscending, "\(what) divides the column \"\(column.name)\" in no usable way")
      possible *= Double(column.count)
    }
    try require(
      possible < Double(Self.mostCells) && cells.allSatisfy { 0 <= $0 && Double($0) < possible }
        && zip(cells, cells.dropFirst()).allSatisfy(<) && rows.count == cells.count
        && rows.allSatisfy { (1...1 << 53).contains($0) }, "the cells of \(what) are none")
    for mean in means {
      let feature = schema.features.first { $0.name == mean.name }
      try require(
        feature?.encoding.isNumeric == true && feature?.encoding.origin == 0,
        "\(what) makes the column \"\(mean.name)\", which is no feature of numbers")
      try require(
        mean.overall.isFinite && mean.ofCells.allSatisfy(\.isFinite)
          && mean.ofCells.count == cells.count, "\(what) has no usable means")
    }
    let made = schema.crosses.flatMap { $0.means.map(\.name) }
    try require(Set(made).count == made.count, "a column is made by two crosses")
  }
}

extension CellColumn {
  /// Whether it divides numbers.
  fileprivate var isNumeric: Bool {
    if case .bounds = division { true } else { false }
  }

  /// Whether its bounds ascend, or its categories are distinct.
  fileprivate var isAscending: Bool {
    switch division {
    case .categories(let categories): areDistinct(categories)
    case .bounds(let bounds):
      bounds.allSatisfy(\.isFinite) && zip(bounds, bounds.dropFirst()).allSatisfy(<)
    }
  }
}

extension EmbeddedNumber {
  fileprivate var isConsistent: Bool {
    centre.isFinite && scale.isFinite && scale > 0 && origin.isFinite && embedding != .none
      && (embedding.hasSpline ? 1...Self.binCount : 0...0).contains(bins)
      && knots.count == bins + (embedding.hasSpline ? 1 : 0) && knots.allSatisfy(\.isFinite)
      && zip(knots, knots.dropFirst()).allSatisfy(<)
  }
}

extension OwnEpochs {
  /// Whether each epoch but the common one is that of a task.
  fileprivate func isConsistent(taskCount: Int) -> Bool {
    let departures = departures.compactMap(\.self)
    return (2...Self.most).contains(epochs.count) && Set(epochs).count == epochs.count
      && epochs.allSatisfy { $0 > 0 } && self.departures.count == taskCount
      && Set(departures.map(\.snapshot)) == Set(1..<epochs.count)
      && departures.allSatisfy {
        $0.gain.isFinite && $0.standardError.isFinite && 0 <= $0.standardError
          && $0.standardError < $0.gain
      }
  }
}

extension PredictionTask {
  fileprivate func checkConsistency() throws(ModelFileError) {
    try require(
      labels.allSatisfy {
        $0.kind == kind && $0.loss.entry.name == loss.entry.name
          && $0.transform?.transform == labels[0].transform?.transform
      },
      "task \"\(name)\" has labels of several kinds or losses")
  }
}

extension Label {
  fileprivate func checkConsistency() throws(ModelFileError) {
    let parameter = loss.entry.parameter
    try require(
      loss.entry.kind == kind && parameter?.allows(loss.parameter) ?? true,
      "task \"\(name)\" is a \(kind.rawValue) with another kind's loss, or a parameter it cannot have"
    )
    let hasClasses =
      switch kind {
      case .regression, .count: classes.isEmpty
      case .binary: classes.count == 2
      case .multiclass: classes.count >= 2
      }
    try require(
      hasClasses, "task \"\(name)\" is a \(kind.rawValue) with \(classes.count) classes")
    try require(areDistinct(classes), "task \"\(name)\" has a class twice")
    try require(
      classWeights.map { weights in
        kind.isClass && weights.count == classes.count
          && weights.allSatisfy { $0 > 0 && $0.isFinite }
      } ?? true, "task \"\(name)\" has weights of classes that it has not")
    try require(
      transform == nil || loss.entry.allowsTransform,
      "task \"\(name)\" has a transform of what is no number")
  }

  /// Whether these are as many numbers as a best constant has, in the range of the kind.
  fileprivate func canHave(prior: [Double]) -> Bool {
    prior.count == outputCount
      && prior.allSatisfy { number in
        switch loss.entry.link {
        case .identity: number.isFinite
        case .log: number.isFinite && number >= 0
        case .logit, .softmax: (0...1).contains(number)
        }
      }
  }
}

extension HeadConfiguration {
  fileprivate func checkConsistency() throws(ModelFileError) {
    try require(
      location.isFinite && scale.isFinite && scale > 0,
      "task \"\(label.name)\" has no usable location and scale")
    try require(
      label.loss.entry.link == .identity || (location == 0 && scale == 1),
      "task \"\(label.name)\" has a \(label.loss.name) loss and cannot be scaled")
    try require(
      label.canHave(prior: prior), "task \"\(label.name)\" has a prior that is none of its kind")
  }
}

extension LabelStatistics {
  fileprivate func checkConsistency() throws(ModelFileError) {
    try require(
      labelled >= 1 && labelled <= rows && missing == rows - labelled,
      "the rows of task \"\(label.name)\" do not add up")
    try require(
      weight.isFinite && weight > 0,
      "the labelled rows of task \"\(label.name)\" have no weight")
    try require(
      initialLoss.isFinite && priorLoss.isFinite && priorLoss > 0
        && label.canHave(prior: priorOutput),
      "task \"\(label.name)\" has no usable prior loss")
    try require(
      classes.map(\.name) == label.classes
        && classes.allSatisfy { $0.rows >= 0 && (0...1).contains($0.frequency) },
      "the statistics of task \"\(label.name)\" are not those of its classes")
    let isNumeric = !label.kind.isClass
    try require(
      (numbers != nil) == isNumeric && numbers?.isConsistent ?? true
        && (entropy != nil) != isNumeric && entropy?.isFinite ?? true,
      "the statistics of task \"\(label.name)\" are not those of its kind")
    try require(
      (transformed != nil) == (label.transform != nil)
        && transformed.map { $0.standardDeviation.isFinite && $0.standardDeviation > 0 } ?? true
        && transformed.map { $0.priorLossInLabelUnits.isFinite } ?? true,
      "the statistics of task \"\(label.name)\" are not those of its transform")
  }
}

extension LabelStatistics.NumberSummary {
  fileprivate var isConsistent: Bool {
    mean.isFinite && variance.isFinite && variance > 0 && minimum.isFinite && maximum.isFinite
      && minimum < maximum && quantiles.count == Self.levels.count
      && quantiles.allSatisfy(\.isFinite) && zeros >= 0
  }
}

public import Losses

/// What is balanced as one: it has one loss, one weight and one row of the Gramian. Mostly that is
/// a single label; several labels of one kind make a vector regression or a multi-label class.
public struct PredictionTask: Equatable, Sendable {
  /// The task's name: that of its label, or one given to several.
  public let name: String
  /// Its labels, all of one kind and with one loss, whose parameter may follow from each label.
  public let labels: [Label]
  /// How their losses become the task's.
  public let reduction: LabelReduction

  /// A task of several labels.
  ///
  /// - Parameter labels: At least one.
  public init(name: String, labels: [Label], reduction: LabelReduction) {
    precondition(!labels.isEmpty, "a task without a label")
    self.name = name
    self.labels = labels
    self.reduction = reduction
  }

  /// The task of a single label.
  public init(_ label: Label) {
    self.init(name: label.name, labels: [label], reduction: .mean)
  }

  /// What its labels are.
  public var kind: LabelKind { labels[0].kind }
  /// What an error costs, the first label's.
  public var loss: TaskLoss { labels[0].loss }
  /// Whether it is called what its only label is.
  public var isSingle: Bool { labels.count == 1 && labels[0].name == name }

  /// What an error costs, for people: the loss, and how the labels' become one.
  public var lossName: String {
    guard !isSingle else { return labels[0].lossName }
    let isShared = labels.allSatisfy { $0.loss == loss }
    let transform = labels[0].transform.map { ":\($0.transform.name)" } ?? ""
    return "\(reduction.rawValue) of \(isShared ? loss.name : loss.entry.name)\(transform)"
  }

  /// The tasks that labels make, one for each that shares none.
  ///
  /// - Parameters:
  ///   - labels: The labels, those of a task next to each other.
  ///   - shared: For each label the task it shares.
  public static func tasks(of labels: [Label], shared: [SharedTask?]) -> [PredictionTask] {
    shared.taskRanges.map { range in
      guard let task = shared[range.lowerBound] else {
        return PredictionTask(labels[range.lowerBound])
      }
      return PredictionTask(
        name: task.name, labels: Array(labels[range]), reduction: task.reduction)
    }
  }
}

/// A task of several labels, as it is asked for.
public struct SharedTask: Hashable, Sendable {
  /// The task's name.
  public let name: String
  /// How its labels' losses become one.
  public let reduction: LabelReduction

  /// Names a task.
  public init(name: String, reduction: LabelReduction = .mean) {
    self.name = name
    self.reduction = reduction
  }

  /// Makes sure that the labels of each task are of one kind and have one loss, which may have been
  /// left to be inferred.
  package static func check(_ labels: [LabelRequest]) throws(DatasetError) {
    var first: [SharedTask: LabelRequest] = [:]
    for label in labels {
      guard let task = label.task else { continue }
      guard let other = first[task] else {
        first[task] = label
        continue
      }
      guard
        other.kind != label.kind || other.loss != label.loss || other.transform != label.transform
      else { continue }
      throw DatasetError(
        .data, column: label.name,
        problem: "is a \(label.kind.rawValue) label, but task \(quoted(task.name)) has the "
          + "\(other.kind.rawValue) label \(quoted(other.name))",
        remedy: "say what they are: \(task.name)=COLUMNS:KIND")
    }
  }
}

extension [SharedTask?] {
  /// The places of the labels of each task, those of one task next to each other; a label that
  /// shares none is a task.
  package var taskRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (place, task) in enumerated() {
      if task != nil, let last = ranges.last, self[last.lowerBound] == task {
        ranges[ranges.count - 1] = last.lowerBound..<place + 1
      } else {
        ranges.append(place..<place + 1)
      }
    }
    return ranges
  }
}

/// A single label's task is coded as the label, any other with its name and all of its labels.
extension PredictionTask: Codable {
  private enum CodingKeys: CodingKey { case name, labels, reduction }

  /// Writes the task.
  public func encode(to encoder: any Encoder) throws {
    guard !isSingle else { return try labels[0].encode(to: encoder) }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(labels, forKey: .labels)
    try container.encode(reduction, forKey: .reduction)
  }

  /// Reads a task of at least one label.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard container.contains(.labels) else {
      self.init(try Label(from: decoder))
      return
    }
    let labels = try container.decode([Label].self, forKey: .labels)
    guard !labels.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .labels, in: container, debugDescription: "a task has no label")
    }
    self.init(
      name: try container.decode(String.self, forKey: .name), labels: labels,
      reduction: try container.decode(LabelReduction.self, forKey: .reduction))
  }
}

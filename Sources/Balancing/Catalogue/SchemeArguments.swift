internal import Suggestions

/// The values of a scheme's parameters, given or by default.
public struct SchemeArguments: Sendable, Equatable {
  /// A parameter's value.
  enum Value: Sendable, Equatable {
    case number(Double)
    case integer(Int)
    case choice(String)
    case weights([NamedWeight])
  }

  /// A weight and whose it is; nil for one given by position.
  struct NamedWeight: Sendable, Equatable {
    let task: String?
    let weight: Double
  }

  private let values: [String: Value]

  init(values: [String: Value]) {
    self.values = values
  }

  /// The number given for a parameter of kind `number`.
  func number(_ name: String) -> Double {
    guard case .number(let value) = values[name] else {
      preconditionFailure("the entry declares no number \(name)")
    }
    return value
  }

  /// The number given for a parameter of kind `integer`.
  func integer(_ name: String) -> Int {
    guard case .integer(let value) = values[name] else {
      preconditionFailure("the entry declares no whole number \(name)")
    }
    return value
  }

  /// The word given for a parameter of kind `choice`.
  func choice(_ name: String) -> String {
    guard case .choice(let value) = values[name] else {
      preconditionFailure("the entry declares no choice \(name)")
    }
    return value
  }

  /// One weight for each task, from a list by position or by name.
  func weights(_ name: String, tasks: [String]) throws(BalancingError) -> [Double] {
    guard case .weights(let list) = values[name] else {
      preconditionFailure("the entry declares no weights \(name)")
    }
    if list.allSatisfy({ $0.task == nil }) {
      guard list.count == tasks.count else {
        throw .weightsDoNotCoverTasks(given: list.count, missing: [])
      }
      return list.map(\.weight)
    }
    var weights: [String: Double] = [:]
    for item in list {
      guard let task = item.task, weights[task] == nil else {
        throw .weightsDoNotCoverTasks(given: list.count, missing: [])
      }
      guard tasks.contains(task) else {
        throw .unknownTask(
          name: task, suggestion: NearMiss.nearest(to: task, among: tasks), known: tasks)
      }
      weights[task] = item.weight
    }
    let missing = tasks.filter { weights[$0] == nil }
    guard missing.isEmpty else {
      throw .weightsDoNotCoverTasks(given: list.count, missing: missing)
    }
    return tasks.map { weights[$0] ?? 0 }
  }
}

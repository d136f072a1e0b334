public import Foundation

extension Balancer {
  /// The scheme's state and the counts of bad steps, for a checkpoint. Equal states give equal
  /// bytes.
  ///
  /// - Throws: `BalancingError.unusableState` if it cannot be encoded.
  public func encodedState() throws(BalancingError) -> Data {
    try encode(scheme.weighting)
  }

  /// Continues from a state that `encodedState` gave.
  ///
  /// - Throws: `BalancingError.unusableState` if it is of another scheme or other tasks.
  public mutating func restore(state data: Data) throws(BalancingError) {
    var counts: SavedCounts?
    let (name, taskNames) = (schemeName, taskNames)
    var scheme = scheme
    try scheme.restore { weighting throws(BalancingError) in
      counts = try Self.restore(&weighting, named: name, from: data, tasks: taskNames)
    }
    guard let counts, counts.fit(taskCount: taskNames.count),
      (counts.damping == nil) == (damping == nil)
    else {
      throw .unusableState(reason: "it is damaged")
    }
    self.scheme = scheme
    badSteps = counts.badSteps
    smoothed = counts.smoothed
    damping = counts.damping
    asked = (counts.asked.present, counts.asked.weights, counts.asked.headWeights, counts.asked.age)
  }

  private func encode<W: Weighting>(_ scheme: W) throws(BalancingError) -> Data {
    let saved = SavedState(
      scheme: schemeName, tasks: taskNames,
      counts: SavedCounts(
        badSteps: badSteps, smoothed: smoothed, damping: damping, asked: SavedWeights(asked)),
      state: scheme.state)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try encoder.encode(saved)
    } catch {
      throw .unusableState(reason: "it cannot be encoded: \(error)")
    }
  }

  private static func restore<W: Weighting>(
    _ scheme: inout W, named name: String, from data: Data, tasks: [String]
  ) throws(BalancingError) -> SavedCounts {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let header = try? decoder.decode(SavedHeader.self, from: data) else {
      throw .unusableState(reason: "it is damaged")
    }
    guard header.scheme == name else {
      throw .unusableState(reason: "it is of \(header.scheme), not \(name)")
    }
    guard header.tasks == tasks else {
      throw .unusableState(reason: "it is of the tasks \(header.tasks.joined(separator: ", "))")
    }
    guard let saved = try? decoder.decode(SavedState<W.State>.self, from: data),
      saved.state.fits(scheme.state)
    else {
      throw .unusableState(reason: "it is damaged")
    }
    scheme.state = saved.state
    return saved.counts
  }
}

/// What of a saved state does not depend on the scheme's kind of state.
private struct SavedHeader: Codable {
  let scheme: String
  let tasks: [String]
}

/// A checkpoint's part of the balancer.
private struct SavedState<State: Codable>: Codable {
  let scheme: String
  let tasks: [String]
  let counts: SavedCounts
  let state: State
}

/// What the balancer itself remembers, in a checkpoint.
private struct SavedCounts: Codable {
  let badSteps: [Int]
  let smoothed: [Double?]
  let damping: TaskDamping?
  let asked: SavedWeights

  func fit(taskCount: Int) -> Bool {
    badSteps.count == taskCount && smoothed.count == taskCount
      && badSteps.allSatisfy { $0.fits(0) } && damping?.fits(taskCount: taskCount) ?? true
      && asked.fit(taskCount: taskCount)
  }
}

/// The weights a scheme gave last, in a checkpoint.
private struct SavedWeights: Codable {
  let present: [Bool]
  let weights: [Double]
  let headWeights: [Double]
  let age: Int

  init(_ asked: (present: [Bool], weights: [Double], headWeights: [Double], age: Int)) {
    (present, weights, headWeights, age) = asked
  }

  /// Before the scheme is asked for the first time no task is known to be present.
  func fit(taskCount: Int) -> Bool {
    (present.isEmpty || present.count == taskCount) && weights.count == taskCount
      && headWeights.count == taskCount && age.fits(0)
  }
}

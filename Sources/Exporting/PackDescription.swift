package import Datasets
internal import NeuralNetwork
internal import Statistics
package import Training

/// What a file says of a pack besides parameters.
package struct PackDescription: Codable, Equatable {
  package var tasks: [PredictionTask]
  package var members: [Member]
  package var shares: [[Double]]

  /// A model under its number.
  package struct Member: Codable, Equatable {
    package var number: Int
    package var model: MultiTaskModel.Description
  }

  package init(_ pack: ModelPack) {
    tasks = pack.tasks
    members = pack.members.map { Member(number: $0.number, model: $0.model.description) }
    shares = pack.shares
  }

  /// Checks all that the rest of the program takes for granted: a file may say anything.
  ///
  /// - Throws: `inconsistent` with the first contradiction.
  package func checkConsistency() throws(ModelFileError) {
    try require(!tasks.isEmpty, "it has no task")
    try require(!members.isEmpty, "it has no model")
    try require(
      members.allSatisfy { $0.number > 0 } && Set(members.map(\.number)).count == members.count,
      "two of its models have one number")
    for member in members { try member.model.checkConsistency() }
    try require(
      Set(tasks.map(\.name)).count == tasks.count, "two tasks have one name")
    try require(
      members.allSatisfy { $0.model.reads(as: members[0].model) },
      "its models read different columns")
    try checkShares()
  }

  private func checkShares() throws(ModelFileError) {
    try require(
      shares.count == tasks.count && shares.allSatisfy { $0.count == members.count },
      "its shares are not those of its tasks and models")
    for (task, shares) in zip(tasks, shares) {
      try require(
        shares.allSatisfy { $0 >= 0 } && abs(shares.reduce(0, +) - 1) < 1e-6,
        "the shares of task \"\(task.name)\" are none")
      // What each model knows of the task is the same.
      var known: (heads: [HeadConfiguration], statistics: [LabelStatistics])?
      for (member, share) in zip(members, shares) where share > 0 {
        guard let own = member.model.part(of: task) else {
          throw .inconsistent(
            "model \(member.number) has a share in task \"\(task.name)\", which it does not predict"
          )
        }
        try require(
          known.map { $0 == own } ?? true,
          "its models know different things of task \"\(task.name)\"")
        known = own
      }
    }
    try require(
      members.indices.allSatisfy { member in shares.contains { $0[member] > 0 } },
      "it has a model that no task has a share in")
  }
}

extension MultiTaskModel.Description {
  /// Whether it reads the columns that another one does, as that one does.
  fileprivate func reads(as other: Self) -> Bool {
    func columns(_ features: [Feature]) -> [String] {
      features.map { "\($0.encoding.origin.map { "\($0)" } ?? "text") \($0.name)" }
    }
    return reading == other.reading && schema.crosses == other.schema.crosses
      && columns(schema.features) == columns(other.schema.features)
  }

  /// What it knows of a task's labels; nil where it does not predict the task.
  fileprivate func part(
    of task: PredictionTask
  ) -> (heads: [HeadConfiguration], statistics: [LabelStatistics])? {
    schema.tasks.firstIndex(of: task).map {
      (Array(heads[schema.labelRanges[$0]]), Array(statistics[schema.labelRanges[$0]]))
    }
  }
}

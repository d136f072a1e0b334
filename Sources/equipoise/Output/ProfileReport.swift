import Training

/// Where the time of a command went, in seconds.
struct ProfileReport: Encodable {
  private(set) var phases: [Phase]
  /// Of the whole command, what belongs to no phase included.
  let total: Double

  struct Phase: Encodable {
    let name: String
    let seconds: Double
  }

  /// - Parameters:
  ///   - read: The seconds until the table was ready for training.
  ///   - measured: Those in which the fitted model was measured.
  ///   - total: Those of all.
  init(_ profile: TrainingProfile, read: Double, measured: Double, total: Double) {
    phases =
      [Phase(name: "read", seconds: read)]
      + TrainingProfile.Phase.allCases.map {
        Phase(name: $0.name, seconds: profile[$0] + ($0 == .evaluate ? measured : 0))
      }
    let other = total - phases.reduce(0) { $0 + $1.seconds }
    phases.append(Phase(name: "other", seconds: max(other, 0)))
    self.total = total
  }

  var text: String {
    var table = TextTable(["time", "seconds", "share"])
    for phase in phases {
      table.add([phase.name, phase.seconds.short, (phase.seconds / total).percentage])
    }
    table.add(["total", total.short, ""])
    return table.text
  }
}

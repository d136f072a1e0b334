/// Why processes cannot do a command together.
enum JobError: Error, CustomStringConvertible {
  /// The program has no MPI.
  case notBuilt(ranks: Int)
  /// The command is of one process.
  case oneProcess(command: String, ranks: Int)
  /// MPI's library could not be initialised.
  case cannotJoin(String)
  /// Standard input goes to one of them.
  case standardInput
  /// There are fewer shards than ranks.
  case tooFewShards(Int, ranks: Int)
  /// A rank failed where this one did not.
  case otherFailed(rank: Int, Job.Failure)
  /// A rank does another thing than the first one.
  case differs(rank: Int, host: String, String)

  var description: String {
    switch self {
    case .notBuilt(let ranks):
      "mpirun started \(ranks) processes, but this program was built without MPI, so each would do the "
        + "same; build it with: swift build -c release --traits MPI"
    case .oneProcess(let command, let ranks):
      "mpirun started \(ranks) processes, but `equipoise \(command)` is done by one; leave mpirun out"
    case .cannotJoin(let version):
      "the processes that mpirun started cannot speak with each other: \(version) could not be "
        + "initialised with threads; see what it printed above"
    case .standardInput:
      "mpirun hands standard input to the first process alone; name a file that all can read"
    case .tooFewShards(let shards, let ranks):
      "--shards is \(shards), but mpirun started \(ranks) processes, each of which computes one at least; "
        + "start fewer, or begin a run with --shards \(ranks) or more"
    case .otherFailed(let rank, let failure): "rank \(rank), on \(failure.host): \(failure.text)"
    case .differs(let rank, let host, let difference):
      "rank \(rank), on \(host), cannot train with the others: \(difference)"
    }
  }

  /// Whether the request was wrong.
  var isRequest: Bool {
    switch self {
    case .notBuilt, .oneProcess, .standardInput, .tooFewShards: true
    case .cannotJoin, .otherFailed, .differs: false
    }
  }
}

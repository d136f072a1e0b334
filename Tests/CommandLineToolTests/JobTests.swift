import CommandLineTool
import Foundation
import Testing

/// What the program does of what `mpirun` tells it. Jobs of several processes are started by
/// Benchmarks/ranks.py.
struct JobTests {
  private static let variables = [
    "OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "8", "OMPI_COMM_WORLD_LOCAL_SIZE": "4",
  ]

  @Test("a process is told its rank, how many there are, and how many of them are here")
  func launched() throws {
    let launch = try #require(Launch(Self.variables))
    #expect((launch.rank, launch.count, launch.localCount) == (3, 8, 4))
  }

  @Test(
    "what is no rank of a job is a process alone",
    arguments: [
      [:], ["OMPI_COMM_WORLD_RANK": "1"],
      ["OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "2"],
      ["OMPI_COMM_WORLD_RANK": "-1", "OMPI_COMM_WORLD_SIZE": "2"],
      ["OMPI_COMM_WORLD_RANK": "a", "OMPI_COMM_WORLD_SIZE": "b"],
    ])
  func alone(variables: [String: String]) {
    #expect(Launch(variables) == nil)
  }

  @Test("a number of processes here that cannot be is put right")
  func localCount() {
    for (told, taken) in [("0", 1), ("9", 8), ("x", 1)] {
      let variables = Self.variables.merging(["OMPI_COMM_WORLD_LOCAL_SIZE": told]) { $1 }
      #expect(Launch(variables)?.localCount == taken)
    }
  }

  #if !MPI
    private func train(rank: Int, of count: Int) throws -> TemporaryFolder.Outcome {
      let folder = try TemporaryFolder()
      try folder.write("a,y\n" + (0..<40).map { "\($0),\($0 % 7)\n" }.joined(), as: "t.csv")
      return try folder.bash(
        "OMPI_COMM_WORLD_RANK=\(rank) OMPI_COMM_WORLD_SIZE=\(count) "
          + "'\(try #require(TemporaryFolder.program).path)' train t.csv --label y --epochs 1 -o run"
      )
    }

    @Test("without MPI several processes are refused by the first one, with how to build it")
    func notBuilt() throws {
      let first = try train(rank: 0, of: 4)
      #expect(first.status == 64 && first.output.isEmpty)
      #expect(
        first.errors.contains("mpirun started 4 processes")
          && first.errors.contains("swift build -c release --traits MPI"))
      // Had it failed as well, mpirun might have ended the first before it has said why.
      let other = try train(rank: 3, of: 4)
      #expect(other.status == 0 && other.output.isEmpty && other.errors.isEmpty)
    }

    @Test("one process under mpirun trains as if it were alone")
    func onlyOne() throws {
      #expect(try train(rank: 0, of: 1).status == 0)
    }
  #endif
}

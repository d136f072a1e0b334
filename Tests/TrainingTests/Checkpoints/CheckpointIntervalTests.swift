import Testing
import Training

struct CheckpointIntervalTests {
  @Test(
    "intervals are read as they are written",
    arguments: [
      ("epoch", .epochs(1)), ("1epoch", .epochs(1)), ("5epochs", .epochs(5)),
      ("5 epochs", .epochs(5)), ("200000rows", .rows(200_000)), ("90s", .seconds(90)),
      ("10min", .seconds(600)), ("1.5h", .seconds(5400)), ("never", .never), ("auto", .automatic),
    ] as [(String, CheckpointInterval)])
  func reading(text: String, interval: CheckpointInterval) {
    #expect(CheckpointInterval(text) == interval)
    #expect(CheckpointInterval(interval.description) == interval)
  }

  @Test(
    "what is none is refused",
    arguments: [
      "", "5", "0epochs", "-1rows", "1.5epochs", "min0", "0s", "3never", "2auto", "10 parsecs",
    ])
  func refusing(text: String) {
    #expect(CheckpointInterval(text) == nil)
  }
}

import CommandLineTool
import Testing
import Training

struct TimeNoticeTests {
  private func bound(epochs: Int, steps: Int = 78, seconds: Double = 0.5, patience: Int?)
    -> TimeBound
  {
    TimeBound(
      epochs: epochs, stepsPerEpoch: steps, secondsPerEpoch: seconds, patience: patience)
  }

  @Test("how long a run takes at the most and at the least, and what either follows from")
  func run() {
    #expect(
      bound(epochs: 60, patience: 10).inWords(after: 0)
        == "time: at most about 30 s for 60 epochs of 78 steps; at least 5.5 s, if 10 epochs in a row "
        + "bring no better validation score")
    #expect(
      bound(epochs: 4000, steps: 1, seconds: 2, patience: 1).inWords(after: 0)
        == "time: at most about 2.2 hours for 4,000 epochs of 1 step; at least 4.0 s, if 1 epoch brings "
        + "no better validation score")
  }

  @Test("what the first steps took is a part of it")
  func elapsed() {
    let words = bound(epochs: 60, patience: 10).inWords(after: 2)
    #expect(words.hasPrefix("time: at most about 32 s for 60 epochs of 78 steps; at least 7.5 s, "))
  }

  @Test("what nothing ends early has one time")
  func certain() {
    let words = "time: at most about 10 s for 20 epochs of 78 steps"
    #expect(bound(epochs: 20, patience: nil).inWords(after: 0) == words)
    #expect(bound(epochs: 20, patience: 20).inWords(after: 0) == words)
    #expect(
      bound(epochs: 1, seconds: 0.01, patience: 10).inWords(after: 0)
        == "time: at most about 10 ms for 1 epoch of 78 steps")
  }

  @Test("of a comparison the models are told as well")
  func comparison() {
    #expect(
      bound(epochs: 60, patience: 10).inWords(models: 51, lanes: 2, seconds: 750)
        == "time: at most about 13 minutes for 51 models of 60 epochs of 78 steps, 2 at a time; less if "
        + "10 epochs in a row bring no better validation score")
    #expect(
      bound(epochs: 9, patience: 10).inWords(models: 1, lanes: 4, seconds: 90)
        == "time: at most about 1.5 minutes for 1 model of 9 epochs of 78 steps, 1 at a time")
  }
}

import Datasets
import Losses
import Reports
import Testing
import Training

struct OwnEpochReportTests {
  @Test("a task that leaves the common epoch is told of, with its epoch and why; others are not")
  func sentences() {
    let tasks = ["a", "b\n"].map { name in
      PredictionTask(Label(name: name, kind: .regression, loss: .squaredError))
    }
    let own = OwnEpochs(
      epochs: [3, 9], departures: [nil, .init(snapshot: 1, gain: 0.25, standardError: 0.125)])
    #expect(
      OwnEpochReport.all(own, tasks: tasks).map(\.sentence) == [
        #"b\n is predicted from epoch 9: its validation loss is lower there by 0.25 ± 0.125."#
      ])
  }
}

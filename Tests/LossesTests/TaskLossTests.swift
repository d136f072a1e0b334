import Foundation
import Losses
import Testing

@Suite("A loss is coded as its name")
struct TaskLossTests {
  static let losses: [(TaskLoss, String)] = [
    (.squaredError, "squared"), (.absoluteError, "absolute"), (.huber(delta: 0.1), "huber=0.1"),
    (.huber(delta: 1e-30), "huber=1e-30"), (.crossEntropy, "cross-entropy"),
    (.binaryCrossEntropy, "binary-cross-entropy"), (.poissonDeviance, "poisson"),
    (.quantile(level: 0.9), "quantile=0.9"), (.gammaDeviance, "gamma"),
    (.focal(focus: 0), "focal=0.0"),
    (.binaryFocal(focus: 2), "binary-focal=2.0"),
  ]

  @Test("each loss comes back from JSON", arguments: losses)
  func roundTrip(loss: TaskLoss, name: String) throws {
    let data = try JSONEncoder().encode([loss])
    #expect(String(decoding: data, as: UTF8.self) == "[\"\(name)\"]")
    #expect(try JSONDecoder().decode([TaskLoss].self, from: data) == [loss])
  }

  @Test(
    "what is no loss is refused",
    arguments: [
      "", "huber", "huber=0", "huber=nan", "square", "squared=1", "quantile", "quantile=0",
      "quantile=1", "focal", "focal=-1", "gamma=2", "=", "poisson=",
    ])
  func unknown(name: String) {
    #expect(TaskLoss(name: name) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([TaskLoss].self, from: Data("[\"\(name)\"]".utf8))
    }
  }
}

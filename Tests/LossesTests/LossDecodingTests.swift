import Foundation
import Losses
import Testing

struct LossDecodingTests {
  @Test("a decoder that is given a loss knows its name, and one that is not says what is missing")
  func names() throws {
    let losses = try LossCatalogue.standard.adding(OwnLossTests.sound)
    let loss = try #require(TaskLoss(name: "logcosh", among: losses))
    let data = try JSONEncoder().encode([loss, .huber(delta: 2)])
    #expect(String(decoding: data, as: UTF8.self) == "[\"logcosh\",\"huber=2.0\"]")
    let decoded = try JSONDecoder(among: losses).decode([TaskLoss].self, from: data)
    #expect(decoded == [loss, .huber(delta: 2)] && decoded[0].entry.unit == "logcosh")

    let error = try #require(throws: DecodingError.self) {
      try JSONDecoder().decode([TaskLoss].self, from: data)
    }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(context.underlyingError as? LossError == .unknown("logcosh"))
  }

  @Test("a parameter that a known loss cannot have is no missing loss", arguments: ["huber=-1"])
  func damaged(name: String) throws {
    let error = try #require(throws: DecodingError.self) {
      try JSONDecoder().decode([TaskLoss].self, from: Data("[\"\(name)\"]".utf8))
    }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(context.underlyingError == nil)
  }
}

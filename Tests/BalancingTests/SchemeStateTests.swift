import Balancing
import Foundation
import Testing

struct SchemeStateTests {
  private static let schemes = SchemePropertyTests.schemes.map {
    $0 == "fixed" ? "fixed:1,2,3" : $0
  }

  private func balancer(_ scheme: String) throws -> Balancer {
    let request = try SchemeCatalogue.parse(scheme)
    let names = ["a", "b", "c"]
    return try Balancer(
      named: scheme,
      scheme: try request.makeScheme(
        SchemeContext(
          taskNames: names, initialLosses: [1, 2, 3], priorLosses: [1, 2, 3],
          measuredInitialLosses: [1, 2, 3], primary: 0, seed: 1)),
      taskNames: names, priorLosses: [1, 2, 3])
  }

  /// All states that differ from one by an array that is one longer or shorter, or by a number that
  /// is out of range.
  private func damaged(_ value: Any) -> [Any] {
    switch value {
    case let object as [String: Any]:
      return object.flatMap { key, part in
        damaged(part).map { part in
          var object = object
          object[key] = part
          return object
        }
      }
    case let list as [Any]:
      let longer = list + (list.first.map { [$0] } ?? [0, 0, 0, 0])
      let parts: [Any] = list.indices.flatMap { index in
        damaged(list[index]).map { part in
          var list = list
          list[index] = part
          return list
        }
      }
      return (list.isEmpty ? [] : [Array(list.dropLast())]) + [longer] + parts
    default: return []
    }
  }

  @Test(
    "a state with another number of anything is refused, whole ones are taken", arguments: schemes)
  func sizes(scheme: String) throws {
    let sound = try balancer(scheme).encodedState()
    var restored = try balancer(scheme)
    try restored.restore(state: sound)
    #expect(try restored.encodedState() == sound)

    let object = try JSONSerialization.jsonObject(with: sound)
    let states = damaged(object)
    #expect(!states.isEmpty)
    for state in states {
      let data = try JSONSerialization.data(withJSONObject: state)
      #expect(throws: BalancingError.self, "\(String(decoding: data, as: UTF8.self))") {
        try restored.restore(state: data)
      }
    }
    // A state that was refused has left no trace.
    #expect(try restored.encodedState() == sound)
  }

  @Test("counts from which nothing can be counted on are refused")
  func counts() throws {
    for (scheme, part) in [("nash", "age"), ("uncertainty", "steps")] {
      let text = String(decoding: try balancer(scheme).encodedState(), as: UTF8.self)
      for value in ["-1", "\(Int.max)"] {
        let changed =
          part == "age"
          ? text.replacing("\"age\":0", with: "\"age\":\(value)")
          : text.replacing("\"steps\":[0,", with: "\"steps\":[\(value),")
        #expect(changed != text)
        #expect(throws: BalancingError.self) {
          var balancer = try balancer(scheme)
          try balancer.restore(state: Data(changed.utf8))
        }
      }
    }
  }

  @Test("numbers that are not finite come back as they were")
  func nonFinite() throws {
    var balancer = try balancer("famo")
    let text = String(decoding: try balancer.encodedState(), as: UTF8.self)
    let changed = text.replacing("\"logits\":[0,0,0]", with: #""logits":["inf","nan",-0.0]"#)
    #expect(changed != text)
    try balancer.restore(state: Data(changed.utf8))
    let again = String(decoding: try balancer.encodedState(), as: UTF8.self)
    #expect(again.contains(#""logits":["inf","nan",-0]"#), "\(again)")
  }
}

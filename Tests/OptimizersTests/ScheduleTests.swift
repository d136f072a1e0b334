import Foundation
import Optimizers
import Testing

@Suite struct ScheduleTests {
  private static let schedules: [Schedule] = [
    Schedule(), Schedule(.linear(floor: 0)), Schedule(.cosine(floor: 0)),
    Schedule(.linear(floor: 0.25)), Schedule(.cosine(floor: 0.25)),
    Schedule(.constant, warmup: .steps(10)), Schedule(.linear(floor: 0.5), warmup: .fraction(0.1)),
    Schedule(.cosine(floor: 0), warmup: .steps(7)), Schedule(.cosine(floor: 1), warmup: .steps(1)),
  ]

  @Test("a constant rate is 1 at every step")
  func constant() {
    for step in [0, 1, 50, 99, 100, 1000] {
      #expect(Schedule(.constant).rate(step: step, of: 100) == 1)
    }
  }

  @Test("a linear decay goes from 1 through the middle to its floor")
  func linear() {
    let toZero = Schedule(.linear(floor: 0))
    #expect([0, 25, 50, 100].map { toZero.rate(step: $0, of: 100) } == [1, 0.75, 0.5, 0])
    let toHalf = Schedule(.linear(floor: 0.5))
    #expect([0, 50, 100].map { toHalf.rate(step: $0, of: 100) } == [1, 0.75, 0.5])
  }

  @Test("a cosine decay is 1 at the start, (1 + cos 60°)/2 at a third, half at the middle")
  func cosine() {
    let toZero = Schedule(.cosine(floor: 0))
    let rates = [0, 30, 45, 60, 90].map { toZero.rate(step: $0, of: 90) }
    for (rate, expected) in zip(rates, [1, 0.75, 0.5, 0.25, 0]) {
      #expect(abs(rate - expected) < 1e-15)
    }
    let toTenth = Schedule(.cosine(floor: 0.1))
    #expect(abs(toTenth.rate(step: 45, of: 90) - 0.55) < 1e-15)
    #expect(abs(toTenth.rate(step: 90, of: 90) - 0.1) < 1e-15)
  }

  @Test("a warm-up of k steps takes 1/k, 2/k, … 1, and the decay follows from 1")
  func warmup() {
    let schedule = Schedule(.linear(floor: 0), warmup: .steps(4))
    let rates = (0..<8).map { schedule.rate(step: $0, of: 8) }
    #expect(rates == [0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25])
  }

  @Test("a warm-up as a fraction is the same as that many steps")
  func fraction() {
    let fraction = Schedule(.cosine(floor: 0), warmup: .fraction(0.05))
    let steps = Schedule(.cosine(floor: 0), warmup: .steps(50))
    for step in 0...1000 {
      #expect(fraction.rate(step: step, of: 1000) == steps.rate(step: step, of: 1000))
    }
  }

  @Test("a warm-up longer than the training reaches the full rate at its last step")
  func longWarmup() {
    for warmup in [Schedule.Warmup.steps(100), .fraction(1)] {
      let schedule = Schedule(.cosine(floor: 0), warmup: warmup)
      #expect((0..<4).map { schedule.rate(step: $0, of: 4) } == [0.25, 0.5, 0.75, 1])
    }
  }

  @Test("rates lie in (0, 1], rise through the warm-up and never rise again", arguments: schedules)
  func monotone(_ schedule: Schedule) {
    let total = 100
    let rates = (0..<total).map { schedule.rate(step: $0, of: total) }
    #expect(rates.allSatisfy { $0 > 0 && $0 <= 1 })
    let peak = rates.firstIndex(of: 1) ?? 0
    #expect(zip(rates, rates.dropFirst()).prefix(peak).allSatisfy { $0 < $1 })
    #expect(zip(rates, rates.dropFirst()).dropFirst(peak).allSatisfy { $0 >= $1 })
  }

  @Test("no step changes the rate by more than the steepest part of its formula")
  func continuity() {
    // The warm-up climbs by 1/k a step, a cosine over n steps falls by at most π/2n.
    let (climb, total) = (200, 1000)
    let schedule = Schedule(.cosine(floor: 0), warmup: .steps(climb))
    let steepest = max(1 / Double(climb), .pi / 2 / Double(total - climb))
    for step in 1...total {
      let change = schedule.rate(step: step, of: total) - schedule.rate(step: step - 1, of: total)
      #expect(abs(change) <= steepest * (1 + 1e-12))
    }
    #expect(schedule.rate(step: climb - 1, of: total) == 1)
    #expect(schedule.rate(step: climb, of: total) == 1)
  }

  @Test("after the last step the rate stays where the decay ends", arguments: schedules)
  func afterTheEnd(_ schedule: Schedule) {
    #expect(schedule.rate(step: 500, of: 100) == schedule.rate(step: 100, of: 100))
    #expect(schedule.rate(step: 0, of: 0) == schedule.rate(step: 100, of: 100))
  }

  @Test(
    "a decay is read as it is written",
    arguments: [
      ("constant", Schedule.Decay.constant), ("linear", .linear(floor: 0)),
      ("cosine", .cosine(floor: 0)), ("cosine:0.1", .cosine(floor: 0.1)),
      ("linear:1.0", .linear(floor: 1)), ("cosine:1e-05", .cosine(floor: 0.00001)),
    ])
  func parsing(_ text: String, _ decay: Schedule.Decay) throws {
    #expect(try Schedule.Decay(parsing: text) == decay)
    #expect(decay.description == text)
  }

  @Test(
    "a warm-up is read as it is written",
    arguments: [
      ("0", Schedule.Warmup.steps(0)), ("500", .steps(500)), ("1", .steps(1)),
      ("0.05", .fraction(0.05)), ("1.0", .fraction(1)), ("1e-05", .fraction(0.00001)),
    ])
  func parsingWarmup(_ text: String, _ warmup: Schedule.Warmup) throws {
    #expect(try Schedule.Warmup(parsing: text) == warmup)
    #expect(warmup.description == text)
  }

  @Test(
    "what is no decay is refused for its own reason",
    arguments: [
      ("cosin", ScheduleError.unknownDecay(found: "cosin")), ("", .unknownDecay(found: "")),
      ("step:2", .unknownDecay(found: "step")), ("cosine:2", .badFloor(found: "2")),
      ("cosine:", .badFloor(found: "")), ("linear:-0.1", .badFloor(found: "-0.1")),
      ("linear:nan", .badFloor(found: "nan")), ("cosine:0.1:2", .badFloor(found: "0.1:2")),
      ("constant:0.5", .constantWithFloor(found: "constant:0.5")),
    ])
  func badDecays(_ text: String, _ error: ScheduleError) {
    #expect(throws: error) { try Schedule.Decay(parsing: text) }
  }

  @Test(
    "what is no warm-up is refused",
    arguments: ["", "-1", "1.5", "-0.1", "5%", "nan", "ten", "99999999999999999999"])
  func badWarmups(_ text: String) {
    #expect(throws: ScheduleError.badWarmup(found: text)) {
      try Schedule.Warmup(parsing: text)
    }
  }

  @Test(
    "a misspelt name is answered with the nearest, a strange one with all",
    arguments: [
      ("cosin", "did you mean cosine? "), ("Constnat", "did you mean constant? "),
      ("LINEAR", "did you mean linear? "), ("staircase", ""),
    ])
  func suggestions(_ found: String, _ suggestion: String) {
    #expect(
      ScheduleError.unknownDecay(found: found).description
        == "unknown schedule \"\(found)\"; \(suggestion)known are constant, cosine, linear")
  }

  @Test("a schedule survives being written as JSON", arguments: schedules)
  func roundTrip(_ schedule: Schedule) throws {
    let data = try JSONEncoder().encode(schedule)
    #expect(try JSONDecoder().decode(Schedule.self, from: data) == schedule)
  }

  @Test("JSON holds what could have been typed, and a value out of range is refused")
  func json() throws {
    let good = #"{"decay":"cosine:0.1","warmup":"0.05"}"#
    #expect(
      try JSONDecoder().decode(Schedule.self, from: Data(good.utf8))
        == Schedule(.cosine(floor: 0.1), warmup: .fraction(0.05)))
    let bad = #"{"decay":"cosine:7","warmup":"0.05"}"#
    #expect(throws: ScheduleError.badFloor(found: "7")) {
      try JSONDecoder().decode(Schedule.self, from: Data(bad.utf8))
    }
  }
}

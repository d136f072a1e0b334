import EventFiles
import Foundation
import PythonReference
import Testing

private let python = PythonInterpreter(importing: "tensorboard")

/// Event files through TensorBoard itself.
@Suite(.enabled(if: python != nil, "needs a Python with tensorboard"))
struct EventFileTests {
  private typealias Point = EventContents.Point

  /// Numbers that a format could lose: zeros, all digits of 32 bits, steps of more bits than that.
  private static let steps = [
    ScalarStep(
      number: 0, wallTime: 1_700_000_000.25,
      scalars: [.init("zero", 0), .init("val/é, \"b\"", 1.0 / 3)]),
    ScalarStep(number: 1, wallTime: 1_700_000_001, scalars: []),
    ScalarStep(
      number: 1 << 40, wallTime: 1_700_000_001.5,
      scalars: [.init("zero", -0.5), .init("large", 3e38)]),
  ]

  @Test("TensorBoard finds each tag with its steps, times and values")
  func reads() throws {
    let python = try #require(python)
    let file = try EventFile.encode(Self.steps, begun: 1_700_000_000)
    let contents = try python.readEvents(file)
    #expect(contents.version == 2)
    #expect(
      contents.scalars == [
        "zero": [
          Point(step: 0, wallTime: 1_700_000_000.25, value: 0),
          Point(step: 1 << 40, wallTime: 1_700_000_001.5, value: -0.5),
        ],
        "val/é, \"b\"": [Point(step: 0, wallTime: 1_700_000_000.25, value: 1 / 3)],
        "large": [Point(step: 1 << 40, wallTime: 1_700_000_001.5, value: 3e38)],
      ])
    // The reader would tell: with one bit changed it finds less.
    var damaged = file
    damaged[damaged.count - 20] ^= 1
    #expect(try python.readEvents(damaged).scalars["large"] == nil)
  }

  @Test("a file of no step names its version, and further steps can follow")
  func pieces() throws {
    let python = try #require(python)
    let beginning = try EventFile.encode([], begun: 1)
    #expect(beginning.range(of: Data("brain.Event:2".utf8)) != nil)
    let contents = try python.readEvents(beginning)
    #expect(contents.version == 2 && contents.scalars.isEmpty)
    let pieces = try Self.steps.map { try EventFile.encode([$0]) }
    #expect(try beginning + pieces.joined() == EventFile.encode(Self.steps, begun: 1))
  }
}

package import Foundation
internal import SwiftProtobuf

/// An event file of TensorBoard: a record that says of which version it is, then one for each step.
package enum EventFile {
  /// The version whose records these are.
  private static let version = "brain.Event:2"

  /// A file of so many steps.
  ///
  /// - Parameter begun: When it was begun, in seconds since 1970.
  /// - Throws: The error of the encoder, for a step of more bytes than a message can have.
  package static func encode(_ steps: some Sequence<ScalarStep>, begun: Double) throws -> Data {
    var event = Event()
    event.wallTime = begun
    event.fileVersion = version
    return try frame(event) + encode(steps)
  }

  /// What follows in a file for further steps.
  ///
  /// - Throws: As `encode(_:begun:)`.
  package static func encode(_ steps: some Sequence<ScalarStep>) throws -> Data {
    try steps.reduce(into: Data()) { try $0.append(frame(Event($1))) }
  }

  private static func frame(_ event: Event) throws -> Data {
    RecordFraming.frame(try event.serializedBytes() as [UInt8])
  }
}

extension Event {
  fileprivate init(_ step: ScalarStep) {
    self.init()
    wallTime = step.wallTime
    self.step = Int64(step.number)
    summary.value = step.scalars.map { scalar in
      var value = Summary.Value()
      value.tag = scalar.tag
      value.simpleValue = Float(scalar.value)
      return value
    }
  }
}

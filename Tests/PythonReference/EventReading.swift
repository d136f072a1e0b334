public import Foundation

/// What TensorBoard's own reader finds in an event file.
public struct EventContents: Decodable {
  /// The version that the file names; nil where it names none.
  public let version: Double?
  /// The points of each curve, in the order of the file.
  public let scalars: [String: [Point]]

  /// A number of a step.
  public struct Point: Decodable, Equatable {
    /// The step.
    public let step: Int
    /// Seconds since 1970.
    public let wallTime: Double
    /// The number, of 32 bits.
    public let value: Float

    /// What is expected of a point.
    public init(step: Int, wallTime: Double, value: Float) {
      self.step = step
      self.wallTime = wallTime
      self.value = value
    }
  }
}

extension PythonInterpreter {
  /// Reads an event file by TensorBoard, which skips nothing: a damaged record ends the file.
  public func readEvents(_ file: Data) throws -> EventContents {
    let script = """
      import json, sys, tempfile
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      with tempfile.NamedTemporaryFile(prefix="events.out.tfevents.") as file:
        file.write(sys.stdin.buffer.read())
        file.flush()
        events = EventAccumulator(file.name, size_guidance={"scalars": 0})
        events.Reload()
        json.dump({
          "version": events.file_version,
          "scalars": {
            tag: [
              {"step": point.step, "wallTime": point.wall_time, "value": point.value}
              for point in events.Scalars(tag)
            ]
            for tag in events.Tags()["scalars"]
          }}, sys.stdout)
      """
    return try JSONDecoder().decode(EventContents.self, from: try run(script, input: file))
  }
}

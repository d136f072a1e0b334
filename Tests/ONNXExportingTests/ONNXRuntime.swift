import Foundation
import ONNXExporting
import PythonReference
import Testing

/// A runtime that others wrote, from a Python package.
let onnxRuntime = PythonInterpreter(importing: "onnx", "onnxruntime", "numpy")

/// What the runtime makes of a file and a table, and what the file's checker says of it.
struct ONNXRuntimeAnswer: Decodable {
  /// For each output its rows, computed all at once, …
  let together: [String: [[Cell]]]
  /// … and one by one.
  let apart: [String: [[Cell]]]
  /// The types of the inputs.
  let inputs: [String: String]
  /// The file's metadata.
  let metadata: [String: String]

  /// A number or a text.
  enum Cell: Decodable, Equatable {
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  private struct Question: Encodable {
    let model: Data
    let table: String
  }

  private static let script = """
    import base64, csv, datetime, io, json, sys
    import numpy as np, onnx, onnxruntime

    question = json.load(sys.stdin)
    model = base64.b64decode(question["model"])
    parsed = onnx.load_from_string(model)
    onnx.checker.check_model(parsed, full_check=True)
    session = onnxruntime.InferenceSession(model)
    header, *rows = csv.reader(io.StringIO(question["table"]))

    def number(text):
      if text == "":
        return np.nan
      try:
        return float(text)
      except ValueError:
        moment = datetime.datetime.fromisoformat(text)
        return moment.replace(tzinfo=datetime.timezone.utc).timestamp()

    feeds = {}
    for port in session.get_inputs():
      cells = [[row[header.index(port.name)]] for row in rows]
      if port.type == "tensor(string)":
        feeds[port.name] = np.array(cells, dtype=object)
      else:
        precision = np.float32 if port.type == "tensor(float)" else np.float64
        feeds[port.name] = np.array([[number(c[0])] for c in cells], dtype=precision)

    def run(size):
      names = [port.name for port in session.get_outputs()]
      found = {name: [] for name in names}
      for first in range(0, len(rows), size):
        part = {name: cells[first:first + size] for name, cells in feeds.items()}
        for name, values in zip(names, session.run(names, part)):
          found[name] += values.tolist()
      return found

    json.dump({
      "together": run(len(rows)), "apart": run(1),
      "inputs": {port.name: port.type for port in session.get_inputs()},
      "metadata": {entry.key: entry.value for entry in parsed.metadata_props},
    }, sys.stdout)
    """

  /// Runs a file on a table, a CSV without missing columns.
  static func of(_ file: ONNXFile, on table: String) throws -> ONNXRuntimeAnswer {
    let question = try JSONEncoder().encode(Question(model: file.bytes, table: table))
    return try JSONDecoder().decode(
      ONNXRuntimeAnswer.self, from: try #require(onnxRuntime).run(script, input: question))
  }
}

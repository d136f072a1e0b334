import Foundation
import PythonReference
import RandomNumbers
import Safetensors
import Testing

private let python = PythonInterpreter(importing: "safetensors", "numpy")

/// The same contents through the official library for Python.
@Suite(.enabled(if: python != nil, "needs a Python with safetensors and numpy"))
struct OfficialLibraryTests {
  /// A tensor of each type that NumPy has, in no particular order; texts that need escapes.
  private func contents() throws -> SafetensorsFile {
    let types: [DataType] = [
      .bool, .f32, .u8, .i64, .f16, .i8, .u64, .f64, .i16, .u32, .i32, .u16,
    ]
    let tensors = try types.flatMap { type in
      try [("é\"/\\\u{1}", 3), ("a", 2)].map { name, rows in
        try Tensor(
          name: "\(type.rawValue).\(name)", shape: [rows, 2], dtype: type,
          bytes: Data((0..<2 * rows * type.width).map { UInt8($0 % 2) }))
      }
    }
    return try SafetensorsFile(tensors: tensors, metadata: ["schema": "{\"a\":[1,\n\"ü\u{7F}\"]}"])
  }

  @Test("the library opens what is written here and writes the same bytes again")
  func reads() throws {
    let python = try #require(python)
    let data = try contents().encoded()
    let script = """
      import sys, tempfile
      from safetensors import safe_open
      from safetensors.numpy import save
      with tempfile.NamedTemporaryFile() as file:
        file.write(sys.stdin.buffer.read())
        file.flush()
        with safe_open(file.name, "np") as opened:
          tensors = {name: opened.get_tensor(name) for name in opened.keys()}
          sys.stdout.buffer.write(save(tensors, opened.metadata()))
      """
    #expect(try python.run(script, input: data) == data)
  }

  @Test("what the library writes is read here, value for value")
  func writes() throws {
    let python = try #require(python)
    let script = """
      import sys
      import numpy as np
      from safetensors.numpy import save
      sys.stdout.buffer.write(save({
        "weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 4,
        "scalar": np.array(-1.5, dtype=np.float32),
        "empty": np.zeros((0, 4), dtype=np.float64),
        "flags": np.array([True, False, True]),
      }, {"format": "np", "text": "line\\n\\u00e9"}))
      """
    let file = try SafetensorsFile(decoding: try python.run(script))
    #expect(file.metadata == ["format": "np", "text": "line\né"])
    #expect(try file["weight"]?.floats() == [0, 0.25, 0.5, 0.75, 1, 1.25])
    #expect(file["weight"]?.shape == [2, 3])
    #expect(try file["scalar"]?.floats() == [-1.5])
    #expect(file["empty"]?.shape == [0, 4])
    #expect(file["flags"].map { Array($0.bytes) } == [1, 0, 1])
  }

  @Test("of damaged files, the library reads every one that is read here, to the same end")
  func agreesOnDamage() throws {
    let python = try #require(python)
    let data = try contents().encoded()
    let headerLength = Int(data[0]) + Int(data[1]) << 8
    var generator = SeededGenerator(seed: 9, stream: .split)
    var (accepted, expected, count) = (Data(), "", 0)
    for _ in 0..<20_000 {
      var damaged = data
      damaged[Int.random(in: 8..<8 + headerLength, using: &generator)] =
        UInt8.random(in: 0x20..<0x7F, using: &generator)
      guard let file = try? SafetensorsFile(decoding: damaged) else { continue }
      accepted += damaged
      for tensor in file.tensors {
        expected += "\(tensor.dtype.rawValue) \(tensor.shape) \(Data(tensor.name.utf8).hex)\n"
      }
      count += 1
    }
    try #require(count > 1000)
    let script = """
      import sys
      from safetensors import deserialize
      data, size = sys.stdin.buffer.read(), \(data.count)
      order = "\(DataType.allCases.map(\.rawValue).joined(separator: " "))".split()
      for start in range(0, len(data), size):
        tensors = [(order.index(t["dtype"]), name.encode(), t["dtype"], t["shape"])
          for name, t in deserialize(data[start:start + size])]
        for _, name, dtype, shape in sorted(tensors):
          print(dtype, shape, name.hex())
      """
    let output = String(decoding: try python.run(script, input: accepted), as: UTF8.self)
    #expect(output == expected)
  }

  @Test("brain floats, which NumPy lacks, are seen by the library as they are")
  func brainFloats() throws {
    let python = try #require(python)
    let tensor = try Tensor(
      name: "b", shape: [2], dtype: .bf16, bytes: Data([0x80, 0x3F, 0, 0xC0]))
    let script = """
      import sys
      from safetensors import deserialize
      (name, tensor), = deserialize(sys.stdin.buffer.read())
      print(name, tensor["dtype"], tensor["shape"], bytes(tensor["data"]).hex())
      """
    let output = try python.run(script, input: try SafetensorsFile(tensors: [tensor]).encoded())
    #expect(String(decoding: output, as: UTF8.self) == "b BF16 [2] 803f00c0\n")
  }
}

extension Data {
  fileprivate var hex: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

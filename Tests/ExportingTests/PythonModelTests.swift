import Datasets
import Exporting
import Foundation
import ModelExamples
import NeuralNetwork
import PythonReference
import Testing
import Training

private let python = PythonInterpreter(importing: "safetensors", "numpy")

/// Model files through the official library for Python, and a network written in NumPy that knows
/// nothing but the file.
@Suite(.enabled(if: python != nil, "needs a Python with safetensors and numpy"))
struct PythonModelTests {
  /// Opens the model given in base 64 under `model`; `tensors` and `model` are what the file says.
  private static let opening = """
    import base64, csv, io, json, math, sys, tempfile
    import numpy as np
    from safetensors import safe_open
    given = json.load(sys.stdin)
    with tempfile.NamedTemporaryFile() as file:
      file.write(base64.b64decode(given["model"]))
      file.flush()
      with safe_open(file.name, "np") as opened:
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}
        model = json.loads(opened.metadata()["equipoise"])["model"]

    """

  private struct Input: Encodable {
    let model: Data
    var table = ""
  }

  private struct Contents: Decodable {
    struct Named: Decodable {
      let shape: [Int]
      let values: [Float]
    }
    let tensors: [String: Named]
    let features: [String]
    let tasks: [String]
    let hidden: [Int]
  }

  @Test("the official library sees the names, shapes and numbers, and the description as JSON")
  func contents() throws {
    let python = try #require(python)
    let model = try ExampleModel.make(layerNorm: true)
    let script =
      Self.opening + """
        print(json.dumps({
          "tensors": {name: {"shape": list(tensor.shape), "values": tensor.ravel().tolist()}
            for name, tensor in tensors.items()},
          "features": [feature["name"] for feature in model["schema"]["features"]],
          "tasks": [task["name"] for task in model["schema"]["tasks"]],
          "hidden": model["configuration"]["hidden"],
        }))
        """
    let input = try JSONEncoder().encode(Input(model: try ModelFile.encode(model)))
    let seen = try JSONDecoder().decode(Contents.self, from: python.run(script, input: input))
    let segments = model.network.layout.segments
    #expect(Set(seen.tensors.keys) == Set(segments.map(\.name)))
    for segment in segments {
      #expect(seen.tensors[segment.name]?.shape == segment.shape)
      #expect(seen.tensors[segment.name]?.values == Array(model.parameters[segment.range]))
    }
    #expect(seen.features == ExampleModel.features.map(\.name))
    #expect(seen.tasks == ExampleModel.labels.map(\.0.name))
    #expect(seen.hidden == [5, 4])
  }

  /// Reads a table, encodes it and computes the network in double precision.
  private static let forward = """
    rows = list(csv.DictReader(io.StringIO(given["table"])))

    def slot(slots, cell):
      if cell == "":
        return len(slots["categories"]) + 1 if slots["hasMissingSlot"] else 0
      return slots["categories"].index(cell) + 1 if cell in slots["categories"] else 0

    def blocks(feature):
      (kind, how), = feature["encoding"].items()
      cells = [row[feature["name"]] for row in rows]
      if kind == "numeric":
        scaling = how["_0"]
        yield 0, [[(float(c) - scaling["mean"]) / scaling["deviation"] if c else 0] for c in cells]
        if scaling["indicatesMissing"]:
          yield 0, [[0 if c else 1] for c in cells]
        return
      if kind == "embeddedNumber":
        how = how["_0"]
        name, knots = feature["name"], how["knots"]
        z = np.array([(float(c) - how["centre"]) / how["scale"] if c else 0 for c in cells])
        scaled = (z / np.sqrt(1 + (z / 3) ** 2))[:, None]
        yield 0, scaled
        if how["indicatesMissing"]:
          yield 0, [[0 if c else 1] for c in cells]
        def tensor(part):
          return tensors[part].astype(float)
        if how["embedding"] in ("spline", "both"):
          # The share of each bin that lies below the number.
          shares = [[min(max((float(c) - a) / (b - a), 0), 1) if c else 0
            for a, b in zip(knots, knots[1:])] for c in cells]
          part = "spline." + name
          yield 3, (tensor(part + ".bias") + scaled * tensor(part + ".slope")
            + np.array(shares) @ tensor(part + ".steps"))
        if how["embedding"] in ("waves", "both"):
          part = "waves." + name
          waves = np.cos(2 * np.pi * scaled * tensor(part + ".frequency") + tensor(part + ".phase"))
          yield 4, waves @ tensor(part + ".weight").T + tensor(part + ".bias")
        return
      slots = how["_0"]
      count = len(slots["categories"]) + (2 if slots["hasMissingSlot"] else 1)
      chosen = [slot(slots, c) for c in cells]
      if kind == "oneHot":
        yield 1, np.eye(count)[chosen]
      else:
        yield 2, tensors[f"embedding.{feature['name']}.weight"].astype(float)[chosen]

    # Numbers first, then slots, then the embeddings of categories, splines and waves.
    encoded = [block for feature in model["schema"]["features"] for block in blocks(feature)]
    x = np.hstack([np.array(b, float) for k, b in sorted(encoded, key=lambda block: block[0])])

    shape = model["configuration"]
    separate = shape["sharing"] == "none"
    trunk = [] if separate else shape["hidden"]
    own = shape["hidden"] if separate else shape["towers"]
    layers = trunk + own
    members = shape["members"] if layers else 1
    adapts = shape["sharing"] == "adapters" and len(model["heads"]) > 1
    experts = int(shape["sharing"].split(":")[1]) if ":" in shape["sharing"] else 0

    def adapted(x, layer, task):
      own = f"adapter.{task}.{layer}"
      read, factors, bias = (
        tensors[f"{own}.{part}"].astype(float) for part in ("input", "output", "bias"))
      weight = tensors[f"trunk.{layer}.weight"].astype(float)
      return activated(((x * read) @ weight.T) * factors + bias, own)

    def mixed(x, task):
      def part(name, expert):
        return np.split(tensors[name].astype(float), experts)[expert]
      def outputs(expert):
        y = x
        for layer in range(len(trunk)):
          name = f"trunk.{layer}"
          y = y @ part(name + ".weight", expert).T + part(name + ".bias", expert)
          parts = [name + ".norm.weight", name + ".norm.bias"] if shape["layerNorm"] else []
          y = shaped(y, [part(p, expert) for p in parts])
        return y
      mixed = [outputs(e) for e in range(experts)]
      if shape["sharing"].startswith("cgc"):
        own = x
        for layer in range(len(trunk)):
          own = hidden(own, f"expert.{task}.{layer}", 0)
        mixed.append(own)
      logits = x @ tensors[f"gate.{task}.weight"].astype(float).T
      shares = np.exp(logits - logits.max(1, keepdims=True))
      shares /= shares.sum(1, keepdims=True)
      return sum(shares[:, [e]] * y for e, y in enumerate(mixed))

    def hidden(x, name, member):
      weight, bias = (tensors[name + part].astype(float) for part in (".weight", ".bias"))
      if members > 1:
        read, factors = (
          tensors[name + ".adapter." + part][member].astype(float) for part in ("input", "output"))
        x = ((x * read) @ weight.T) * factors + bias[member]
      else:
        x = x @ weight.T + bias
      return activated(x, name)

    def activated(x, name):
      parts = [name + ".norm.weight", name + ".norm.bias"] if shape["layerNorm"] else []
      norm = [tensors[part].astype(float) for part in parts]
      return shaped(x, norm)

    def shaped(x, norm):
      if norm:
        x = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5)
        x = x * norm[0] + norm[1]
      if shape["activation"] == "gelu":
        return x * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
      return np.maximum(x, 0)

    def predicted(head, member):
      y, name, kind = x, head["task"]["name"], head["task"]["kind"]
      if experts:
        y = mixed(x, name)
      for layer in range(0 if experts else len(trunk)):
        y = adapted(y, layer, name) if adapts else hidden(y, f"trunk.{layer}", member)
      for depth in range(len(own)):
        y = hidden(y, f"tower.{name}.{depth}", member)
      # Row o * members + m is member m's for output o.
      weight, bias = (
        tensors[f"head.{name}.{part}"][member::members].astype(float) for part in ("weight", "bias"))
      z = y @ weight.T + bias
      if shape["linearPath"] and layers:
        z = z + x @ tensors[f"path.{name}.weight"].astype(float).T
      if kind == "regression":
        return head["location"] + head["scale"] * z
      if kind == "binary":
        return 1 / (1 + np.exp(-z))
      if kind == "multiclass":
        e = np.exp(z - z.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)
      return np.exp(z)

    print(json.dumps([
      np.mean([predicted(head, member) for member in range(members)], 0).ravel().tolist()
      for head in model["heads"]]))
    """

  @Test(
    "a network in NumPy that knows the file alone predicts the same",
    arguments: [
      NetworkConfiguration(hidden: [5, 4], activation: .relu),
      NetworkConfiguration(hidden: [5, 4]),
      NetworkConfiguration(hidden: [6], layerNorm: true),
      NetworkConfiguration(hidden: [7, 3, 4], activation: .relu, layerNorm: true),
      NetworkConfiguration(hidden: [], activation: .relu),
      NetworkConfiguration(hidden: [5, 4], linearPath: true),
      NetworkConfiguration(hidden: [], linearPath: true),
      NetworkConfiguration(hidden: [6], towers: [3, 2], layerNorm: true, linearPath: true),
      NetworkConfiguration(hidden: [5, 4], linearPath: true, members: 3),
      NetworkConfiguration(hidden: [6], towers: [3, 2], layerNorm: true, members: 2),
      NetworkConfiguration(hidden: [], towers: [3], activation: .relu, members: 8),
      NetworkConfiguration(hidden: [6, 4], sharing: .towers),
      NetworkConfiguration(hidden: [6, 4], linearPath: true, sharing: .separate),
      NetworkConfiguration(hidden: [6, 4], layerNorm: true, linearPath: true, sharing: .adapters),
      NetworkConfiguration(hidden: [6, 4], sharing: .experts(count: 3)),
      NetworkConfiguration(
        hidden: [6, 4], towers: [3], layerNorm: true, linearPath: true,
        sharing: .experts(count: 2)),
      NetworkConfiguration(hidden: [6], sharing: .cgc(count: 1)),
      NetworkConfiguration(
        hidden: [6, 4], towers: [3], layerNorm: true, linearPath: true, sharing: .cgc(count: 2)),
    ])
  func predictions(network: NetworkConfiguration) throws {
    let python = try #require(python)
    let model = try ExampleModel.make(network, seed: 7)
    // Without the row that is far away: exp of its outputs has few digits.
    let lines = ExampleModel.table.split(separator: "\n").filter { !$0.hasPrefix("1e3") }
    let table = lines.joined(separator: "\n") + "\n"
    let input = Input(model: try ModelFile.encode(model), table: table)
    let output = try python.run(
      Self.opening + Self.forward, input: try JSONEncoder().encode(input))
    let expected = try JSONDecoder().decode([[Double]].self, from: output)
    let (rowCount, found) = try model.predictions(csv: table)
    #expect(rowCount == 4)
    try #require(found.map(\.count) == expected.map(\.count))
    for (found, expected) in zip(found.joined(), expected.joined()) {
      #expect(abs(Double(found) - expected) <= 1e-5 * max(1, abs(expected)))
    }
  }
}

// A loss of one's own: the log-cosh loss, squared near zero and absolute far from it.
import Equipoise
import Foundation

let logCosh = LossEntry(
  named: "logcosh", of: .regression,
  // log cosh e, written so that nothing overflows.
  value: { output, label in
    let size = abs(output - label)
    return size + log1p(exp(-2 * size)) - log(2)
  },
  slope: { output, label in tanh(output - label) })

let x = (0..<1000).map { Double($0 % 101) / 50 - 1 }
let table = try Dataset([
  .numbers("x", x),
  // Every tenth row is far off.
  .numbers("price", x.indices.map { 3 * x[$0] + ($0 % 10 == 0 ? 40 : 0) }),
  .numbers("size", x.map { $0 * $0 }),
])
var experiment = try Experiment(
  labels: ["price:regression:logcosh", "size"], losses: [logCosh])
experiment.adjust = { $0.epochs = 40 }
let outcome = try experiment.train(on: table)
for task in outcome.test { print(task.name, task.skill ?? 0) }

let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors").path
try outcome.model.save(to: path)
defer { try? FileManager.default.removeItem(atPath: path) }
let model = try MultiTaskModel(contentsOf: path, losses: [logCosh])
let predictions = try model.predict(on: Dataset([.numbers("x", [0.5])]))
print("price at 0.5:", predictions.numbers(of: "price") ?? [])

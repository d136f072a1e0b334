// Trains on numbers and texts in memory, and predicts rows that were never seen.
import Equipoise

// y = 3 x − 2, and whether x is above 1; the town says nothing of either.
let x = (0..<2000).map { Double($0 % 401) / 100 - 2 }
let towns = x.indices.map { ["Lyon", "Bari", nil][$0 % 3] }
let table = try Dataset([
  .numbers("x", x),
  .texts("town", towns),
  .numbers("y", x.map { 3 * $0 - 2 }),
  .texts("isHigh", x.map { $0 > 1 ? "yes" : "no" }),
])

let experiment = try Experiment(labels: ["y", "isHigh:binary"])
let outcome = try experiment.train(on: table)
print("skill", outcome.test.compactMap(\.skill))

let new = try Dataset([.numbers("x", [-1.5, 0, 1.5]), .texts("town", ["Bari", nil, "Rome"])])
let predictions = try outcome.model.predict(on: new)
print("y", predictions.numbers(of: "y") ?? [])
print("isHigh", predictions.classes(of: "isHigh") ?? [])

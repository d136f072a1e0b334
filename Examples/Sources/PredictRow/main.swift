// Predicts one row at a time with a model that was kept, as a service does:
//   swift run --package-path Examples PredictRow weather.safetensors temp=60 pressure=1013 origin=JFK
import Equipoise

guard CommandLine.arguments.count > 1 else {
  fatalError("usage: PredictRow MODEL [COLUMN=CELL]...")
}

// What does not depend on a row is computed here, once.
let predictor = RowPredictor(try MultiTaskModel(contentsOf: CommandLine.arguments[1]))
var cells: [String: Cell] = [:]
for argument in CommandLine.arguments.dropFirst(2) {
  let parts = argument.split(separator: "=", maxSplits: 1)
  guard parts.count == 2 else { fatalError("\(argument) should be COLUMN=CELL") }
  cells[String(parts[0])] = Double(parts[1]).map { .number($0) } ?? .text(String(parts[1]))
}
let prediction = predictor.predict(try predictor.row(cells))
for label in predictor.labels {
  if let name = prediction.predictedClass(of: label.name) {
    print(label.name, name, prediction.probabilities(of: label.name) ?? [])
  } else if let number = prediction.number(of: label.name) {
    print(label.name, number)
  }
}

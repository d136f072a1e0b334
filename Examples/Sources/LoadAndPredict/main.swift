// Predicts the rows of a table with a model that was kept:
//   swift run --package-path Examples LoadAndPredict weather.safetensors data/nyc_weather.csv.gz
import Equipoise

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 2, let file = arguments.first, let table = arguments.last else {
  fatalError("usage: LoadAndPredict MODEL TABLE")
}

let model = try MultiTaskModel(contentsOf: file)
let predictions = try model.predict(contentsOf: table)
for task in model.labels {
  if let classes = predictions.classes(of: task.name) {
    print(task.name, classes.prefix(5).joined(separator: " "))
  } else if let numbers = predictions.numbers(of: task.name) {
    print(task.name, numbers.prefix(5).map { "\(Float($0))" }.joined(separator: " "))
  }
}

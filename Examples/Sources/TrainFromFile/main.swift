// Trains one network on nine labels of a table and keeps it:
//   swift run --package-path Examples TrainFromFile data/nyc_weather.csv.gz weather.safetensors
import Equipoise

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 2, let table = arguments.first, let file = arguments.last else {
  fatalError("usage: TrainFromFile TABLE MODEL")
}

var experiment = try Experiment(labels: ["y_*"], balance: "power:0.5")
experiment.adjust = { $0.epochs = 5 }
var observer = TrainingObserver()
observer.follow = { history in print("after \(history.epochs.count) epochs") }
let outcome = try experiment.train(contentsOf: table, observer: observer)

for task in outcome.test { print(task.name, "skill", task.skill ?? 0) }
try outcome.model.save(to: file)

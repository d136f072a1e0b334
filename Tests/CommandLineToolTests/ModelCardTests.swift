import Foundation
import Testing

struct ModelCardTests {
  @Test("a card tells what metrics.json tells, and its command trains the same model again")
  func card() throws {
    struct Metrics: Decodable {
      let test: Part

      struct Part: Decodable {
        let rows: Int
        let tasks: [Task]
      }

      struct Task: Decodable {
        let name: String
        let labelled: Int
        let loss: Double
      }
    }
    let place = try TemporaryFolder()
    // Names that Markdown and a shell would read otherwise.
    let header = Fruit.header.map { $0 == "y_mass" ? "y_ma|ss" : $0 == "colour" ? "co`l'our" : $0 }
    try place.write(table([header] + Fruit.records.dropFirst()), as: "the fruit.csv")
    let outcome = try place.run(
      "train", "the fruit.csv", "--label", "y_*", "--ignore", "n_*", "--epochs", "3", "--hidden",
      "5", "--seed", "7", "--task-weight", "y_ma|ss=0.5", "--layer-norm", "-o", "run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
    #expect(card.hasPrefix("# Model card\n\nPredicts `y_ma\\|ss` (regression), `y_ripe` (binary)"))
    #expect(card.contains("`co'l'our`"))

    let metrics = try JSONDecoder().decode(Metrics.self, from: try place.bytes("run/metrics.json"))
    #expect(card.contains("On the \(metrics.test.rows) test rows."))
    for task in metrics.test.tasks {
      let name = task.name.replacing("|", with: "\\|")
      let loss = String(format: "%.5g", task.loss)
      #expect(card.contains("| `\(name)` | \(task.labelled) | \(loss) | "), "\(task.name)")
    }

    let command = try #require(card.firstMatch(of: /```sh\nequipoise (.*) -o RUN\n```/)).1
    let again = try place.shell(String(command) + " --quiet -o again")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try place.bytes("again/model.safetensors") == place.bytes("run/model.safetensors"))
  }

  @Test(
    "a run under experts of any kind tells of them, predicts, and ends with the same bytes again",
    arguments: [
      ("experts:3", "3 experts of layers", 0), ("cgc", "2 shared experts and one of each task", 2),
    ])
  func experts(sharing: String, words: String, owns: Int) throws {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    let train = [
      "train", "fruit.csv", "--label", "y_mass", "--label", "y_ripe", "--ignore", "n_*", "--hidden",
      "5", "--sharing", sharing, "--balance", "mgda", "--seed", "7",
    ]
    #expect(try place.run(train + ["--epochs", "2", "-o", "run"]).status == 0)
    let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
    #expect(card.contains(words) && card.contains(", mixed by each task's gate"))
    let inspected = try place.run("inspect", "run")
    #expect(inspected.status == 0)
    let lines = inspected.output.split(separator: "\n")
    #expect(lines.count { $0.contains("expert.y_") && $0.contains(".0.weight") } == owns)
    let predicted = try place.run("predict", "run", "fruit.csv", "-o", "p.csv")
    #expect(predicted.status == 0, "\(predicted.errors)")

    let command = try #require(card.firstMatch(of: /```sh\nequipoise (.*) -o RUN\n```/)).1
    #expect(try place.shell(String(command) + " --quiet --threads 1 -o again").status == 0)
    #expect(try place.bytes("again/model.safetensors") == place.bytes("run/model.safetensors"))
  }

  @Test("without test rows the validation rows judge, and the card says that they flatter")
  func noTest() throws {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    for (split, words) in [
      ("0.7,0.3,0", "The best epoch was chosen by the same rows, so this flatters."),
      ("1,0,0", "Not measured: there were neither test nor validation rows."),
    ] {
      let outcome = try place.run(
        "train", "fruit.csv", "--label", "y_mass", "--ignore", "n_*", "--epochs", "1", "--split",
        split, "-o", "run", "--overwrite")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
      #expect(card.contains(words))
    }
  }

  @Test("what follows from the number of rows is in config.json, and not in the card's command")
  func fewRows() throws {
    struct Configuration: Decodable {
      let recipe: String
      let training: Training

      struct Training: Decodable, Equatable {
        var epochs, batch_size: Int
        var patience: Int?
        var learning_rate, weight_decay: Double
      }
    }
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "fruit.csv")
    func train(
      _ more: String..., recipe: String = "standard"
    ) throws -> (training: Configuration.Training, command: String) {
      let outcome = try place.run(
        [
          "train", "fruit.csv", "--label", "y_mass", "--features", "colour", "--hidden", "2",
          "--split", "0.7,0.3,0", "--overwrite", "-o", "run",
        ] + more)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let card = String(decoding: try place.bytes("run/MODEL_CARD.md"), as: UTF8.self)
      let configuration = try JSONDecoder().decode(
        Configuration.self, from: try place.bytes("run/config.json"))
      #expect(configuration.recipe == recipe)
      return (
        configuration.training,
        String(try #require(card.firstMatch(of: /```sh\n(.*) -o RUN\n```/)).1)
      )
    }
    let rows = Int((0.7 * Double(Fruit.records.count - 1)).rounded())
    let batch = min(rows, 16)
    let steps = (rows + batch - 1) / batch
    let usual = try train()
    #expect(
      usual.training
        == .init(
          epochs: max(60, (4000 + steps - 1) / steps), batch_size: batch,
          patience: max(10, (1500 + steps - 1) / steps), learning_rate: 5e-4,
          weight_decay: 1.5))
    #expect(!usual.command.contains(/epochs|batch|patience|rate|decay/))

    let given = try train(
      "--epochs", "7", "--batch-size", "3", "--patience", "0", "--learning-rate", "0.01",
      "--weight-decay", "0.5")
    #expect(
      given.training
        == .init(
          epochs: 7, batch_size: 3, patience: nil, learning_rate: 0.01, weight_decay: 0.5))
    #expect(
      given.command.hasSuffix(
        " --epochs=7 --batch-size=3 --learning-rate=0.01 --weight-decay=0.5 --patience=0"))

    // A recipe is named, and what is given besides it.
    let quick = try train("--quick", recipe: "quick")
    #expect(
      quick.training
        == .init(
          epochs: max(6, (1600 + steps - 1) / steps), batch_size: batch,
          patience: max(3, (400 + steps - 1) / steps), learning_rate: 5e-4, weight_decay: 1.5))
    #expect(quick.command.contains("fruit.csv --quick "))
    #expect(!quick.command.contains(/epochs|batch|patience|rate|decay/))
    let changed = try train("--quick", "--epochs", "7", "--learning-rate", "0.01", recipe: "quick")
    #expect((changed.training.epochs, changed.training.learning_rate) == (7, 0.01))
    #expect(changed.training.patience == quick.training.patience)
    #expect(changed.command.hasSuffix(" --epochs=7 --learning-rate=0.01"))
    #expect(try train("--plain", recipe: "plain").command.contains("fruit.csv --plain "))
  }
}

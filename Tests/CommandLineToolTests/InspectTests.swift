import Foundation
import Testing

/// What `inspect` tells of a run's training, from tables put there by hand.
struct InspectTests {
  /// A run of four tasks under a scheme, whose tables can be replaced.
  private func train(_ balance: String, labels: [String] = Self.labels) throws -> TemporaryFolder {
    let place = try TemporaryFolder()
    try place.write(Fruit.text, as: "t.csv")
    let outcome = try place.run(
      [
        "train", "t.csv", "--balance", balance, "--epochs", "1", "--batch-size", "64", "--hidden",
        "4", "-o", "run",
      ]
        + labels.flatMap { ["--label", $0] } + ["--ignore", "n_*", "--quiet"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    return place
  }

  private static let labels = ["y_mass", "y_ripe", "y_sort"]

  /// Three epochs, the second the best. Weight × loss of the best: 1, 2 and −1.
  private static let history = """
    epoch,learning_rate,seconds,val_score,best,y_mass_train_loss,y_mass_val_loss,y_mass_weight,\
    y_mass_gradient_norm,y_ripe_train_loss,y_ripe_val_loss,y_ripe_weight,y_ripe_gradient_norm,\
    y_sort_train_loss,y_sort_val_loss,y_sort_weight,y_sort_gradient_norm
    1,0.1,1,0.9,0,4,4,0.5,11,1,1,1,12,1,1,1,13
    2,0.1,1,0.8,1,2,4,0.5,21,1,1,2,22,2,1,-0.5,23
    3,0.1,1,0.9,0,1,4,0.25,31,,1,3,32,1,1,0.75,33

    """

  private static let pairs = """
    epoch,task,other_task,mean_cosine,conflict_share,steps
    1,y_mass,y_ripe,0.9,0.9,7
    2,y_mass,y_ripe,-0.001,0.004,8
    2,y_mass,y_sort,-0.25,0.625,8
    2,y_ripe,y_sort,0.5,0,6
    3,y_mass,y_ripe,0.9,0.9,9

    """

  /// A run with the tables above.
  private func handMade() throws -> TemporaryFolder {
    let place = try train("mgda")
    try place.write(Self.history, as: "run/history.csv")
    try place.write(Self.pairs, as: "run/gramian.csv")
    return place
  }

  /// The lines from the one that begins so up to the next empty one.
  private func block(_ text: String, from start: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return Array(lines.drop { !$0.hasPrefix(start) }.prefix { !$0.isEmpty })
  }

  @Test("a run's weights, shares and gradients are told for the first, best and last epoch")
  func epochs() throws {
    let output = try handMade().run("inspect", "run").output
    let words = output.replacing("\n", with: " ")
    #expect(words.contains("3 epochs, epoch 2 the best"))
    #expect(words.contains("as a weight is negative"))
    #expect(
      block(output, from: "task    weight") == [
        "task    weight: first  best  last  share: first     best    last",
        "y_mass            0.5   0.5  0.25        50.0 %   25.0 %  25.0 %",
        "y_ripe              1     2     3        25.0 %   50.0 %       –",
        "y_sort              1  -0.5  0.75        25.0 %  -25.0 %  75.0 %",
      ])
    #expect(
      block(output, from: "task    mean gradient") == [
        "task    mean gradient length: first  best  last",
        "y_mass                           11    21    31",
        "y_ripe                           12    22    32",
        "y_sort                           13    23    33",
      ])
  }

  @Test("pairs are told of the best epoch, those that conflict named")
  func pairs() throws {
    let output = try handMade().run("inspect", "run").output
    #expect(output.contains("The gradients in the best epoch, 2."))
    #expect(
      block(output, from: "task         1") == [
        "task         1     2      3",
        "1 y_mass     ·  0.00  -0.25",
        "2 y_ripe  <1 %     ·   0.50",
        "3 y_sort  62 %   0 %      ·",
      ])
    #expect(
      block(output, from: "most conflicting") == [
        "most conflicting  with      conflicts  of steps  mean cosine",
        "1 y_mass          3 y_sort       62 %         8        -0.25",
        "1 y_mass          2 y_ripe       <1 %         8         0.00",
      ])
  }

  private struct Report: Decodable {
    let balance: String
    let training: Training?

    struct Training: Decodable {
      let epochs, best_epoch: Int
      let pairs_epoch: Int?
      let tasks: [Task]
      let pairs: [Pair]
    }

    struct Task: Decodable {
      let name: String
      let first, best, last: Means
    }

    struct Means: Decodable, Equatable {
      let epoch: Int
      let weight: Double
      let weighted_loss_share, gradient_norm: Double?
    }

    struct Pair: Decodable, Equatable {
      let task, other_task: String
      let mean_cosine, conflict_share: Double
      let steps: Int
    }
  }

  @Test("machines get the same beside the model's description")
  func json() throws {
    let place = try handMade()
    let report: Report = try place.run("inspect", "run", "--json").json()
    #expect(report.balance == "mgda")
    let training = try #require(report.training)
    #expect(training.epochs == 3 && training.best_epoch == 2 && training.pairs_epoch == 2)
    #expect(training.tasks.map(\.name) == Self.labels)
    let ripe = training.tasks[1]
    #expect(
      ripe.first == .init(epoch: 1, weight: 1, weighted_loss_share: 0.25, gradient_norm: 12))
    #expect(ripe.best == .init(epoch: 2, weight: 2, weighted_loss_share: 0.5, gradient_norm: 22))
    #expect(ripe.last == .init(epoch: 3, weight: 3, weighted_loss_share: nil, gradient_norm: 32))
    #expect(
      training.pairs == [
        .init(
          task: "y_mass", other_task: "y_ripe", mean_cosine: -0.001, conflict_share: 0.004,
          steps: 8),
        .init(
          task: "y_mass", other_task: "y_sort", mean_cosine: -0.25, conflict_share: 0.625,
          steps: 8),
        .init(
          task: "y_ripe", other_task: "y_sort", mean_cosine: 0.5, conflict_share: 0, steps: 6),
      ])
    // A model by itself is described alike, without a training.
    let model: Report = try place.run("inspect", "run/model.safetensors", "--json").json()
    #expect(model.balance == "mgda" && model.training == nil)
  }

  @Test("a run without gramian.csv, or without any table, is inspected for what is left")
  func missingTables() throws {
    let place = try handMade()
    let whole = try place.run("inspect", "run").output
    let model = try place.run("inspect", "run/model.safetensors").output
    #expect(whole.hasPrefix(model) && !model.contains("epoch"))
    try FileManager.default.removeItem(at: place.folder.appending(path: "run/gramian.csv"))
    let lengths = try place.run("inspect", "run")
    #expect(lengths.status == 0)
    #expect(lengths.output.contains("There is no gramian.csv in the folder"))
    #expect(block(lengths.output, from: "task    mean gradient").count == 4)
    #expect(!lengths.output.contains("most conflicting"))
    try FileManager.default.removeItem(at: place.folder.appending(path: "run/history.csv"))
    #expect(try place.run("inspect", "run").output == model)
  }

  @Test("a scheme that reads no gradients is told of, with those that do")
  func withoutGradients() throws {
    let output = try train("prior").run("inspect", "run").output
    #expect(output.contains("The scheme reads no gradients"))
    #expect(output.contains("unit-gradient, gradnorm") && output.contains("mgda"))
    #expect(!output.contains("gradient length") && !output.contains("most conflicting"))
    let tables = output.split(separator: "\n").filter { $0.hasPrefix("task ") }
    #expect(tables.last?.hasSuffix(" share") == true)
  }

  @Test("one task has nothing to conflict with")
  func oneTask() throws {
    let place = try train("mgda", labels: ["y_mass"])
    // A single step, from heads of zero: nothing has reached the shared layers yet.
    let unseen = try place.run("inspect", "run").output
    #expect(unseen.contains("No task had a gradient in the shared layers."))
    let table = [
      "epoch,learning_rate,seconds,val_score,best,y_mass_train_loss,y_mass_val_loss,"
        + "y_mass_weight,y_mass_gradient_norm", "1,0.1,1,,1,4,4,0.5,11",
    ]
    try place.write(table.joined(separator: "\n") + "\n", as: "run/history.csv")
    let output = try place.run("inspect", "run").output
    #expect(block(output, from: "task    mean gradient").last == "y_mass                    11")
    #expect(!output.contains("diagonal") && !output.contains("gramian.csv"))
  }

  @Test("long names are shortened, control characters shown as escapes, lines fit a terminal")
  func names() throws {
    let place = try TemporaryFolder()
    let long = "y_a_very_long_name_of_a_mass_measured_at_two_metres_in_per_cent"
    let odd = "y_\u{1B}[31m\u{7}"
    let header = Fruit.header.map { ["y_mass": long, "y_ripe": odd][$0] ?? $0 }
    try place.write(table([header] + Fruit.records.dropFirst()), as: "t.csv")
    let training = try place.run(
      "train", "t.csv", "--label", "y_*", "--ignore", "n_*", "--balance", "pcgrad", "--epochs", "3",
      "--hidden", "4", "-o", "run", "--quiet")
    try #require(training.status == 0, "\(training.errors)")
    let output = try place.run("inspect", "run").output
    #expect(output.contains(#"y_\u{1b}[31m\u{7}"#))
    #expect(output.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
    // The model's own tables name it in full, those of the training do not.
    let seen = try #require(output.range(of: "Seen in training"))
    let tables = output[seen.lowerBound...]
    #expect(output.contains(long) && !tables.contains(long))
    #expect(tables.contains("y_a_very_lon…in_per_cent"))
    #expect(tables.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("a table that somebody changed is an error that names it")
  func damaged() throws {
    let place = try handMade()
    try place.write(Self.history.replacing("0.9,0,4", with: "0.9,0,four"), as: "run/history.csv")
    let outcome = try place.run("inspect", "run")
    #expect(outcome.status == 1 && outcome.output == "")
    #expect(
      outcome.errors.contains(
        #"run/history.csv:2: column "y_mass_train_loss": "four" is not a number"#))
  }
}

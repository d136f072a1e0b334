/// What one network for all tasks takes beside one network for each of them.
public struct SharingCost: Codable, Equatable, Sendable {
  /// The seconds of training the shared network, all epochs together, mean over rounds; …
  public let seconds: Double
  /// … and those of training every single-task network in the same rounds, added up.
  public let singleTaskSeconds: Double
  /// Of how many epochs the shared model's parameters are kept, mean over rounds: 1, or more where
  /// tasks are predicted from epochs of their own. A single-task model's are of one.
  public let keptEpochs: Double

  /// - Parameter rounds: What the rounds tell in which all of these networks were fitted.
  /// - Returns: Nil without one.
  init?(_ rounds: [(seconds: Double, singleTaskSeconds: Double, keptEpochs: Int)]) {
    guard let seconds = rounds.map(\.seconds).mean,
      let singleTaskSeconds = rounds.map(\.singleTaskSeconds).mean,
      let keptEpochs = rounds.map({ Double($0.keptEpochs) }).mean
    else { return nil }
    self.seconds = seconds
    self.singleTaskSeconds = singleTaskSeconds
    self.keptEpochs = keptEpochs
  }
}

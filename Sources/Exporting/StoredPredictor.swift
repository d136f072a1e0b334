public import Training

/// What a model file holds.
public enum StoredPredictor: Sendable {
  /// One model.
  case model(MultiTaskModel)
  /// Several, whose predictions are averaged.
  case pack(ModelPack)

  /// What predicts, whichever it is.
  public var predictor: any Predictor {
    switch self {
    case .model(let model): model
    case .pack(let pack): pack
    }
  }
}

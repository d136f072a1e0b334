package import EventFiles
package import Training

extension History {
  /// The epochs as steps of an event file. What there was none of in an epoch, such as the loss of
  /// a task without a label, has no number there.
  ///
  /// - Parameters:
  ///   - count: How many epochs are left out at the start.
  ///   - beginning: When the first epoch began, in seconds since 1970. The others follow without a
  ///     break, however long a run lay between two of them.
  package func scalarSteps(after count: Int = 0, from beginning: Double) -> [ScalarStep] {
    var time = epochs.prefix(count).reduce(beginning) { $0 + $1.seconds }
    return epochs.dropFirst(count).map { epoch in
      time += epoch.seconds
      return ScalarStep(
        number: epoch.number, wallTime: time,
        scalars: validation(of: epoch) + training(of: epoch) + gradients(of: epoch))
    }
  }

  /// The score, and each task's loss and metrics.
  private func validation(of epoch: Epoch) -> [ScalarStep.Scalar] {
    var numbers = [("score", epoch.validationScore)]
    for (index, task) in tasks.enumerated() {
      numbers.append(("\(task)_loss", epoch.validationLosses[index]))
      for metric in epoch.validationMetrics?[index].entries ?? [] {
        numbers.append(("\(task)_\(metric.name)", metric.value))
      }
    }
    return numbers.compactMap { name, value in value.map { ScalarStep.Scalar("val/\(name)", $0) } }
  }

  /// The rate, and each task's loss, weight, and what held it back.
  private func training(of epoch: Epoch) -> [ScalarStep.Scalar] {
    [ScalarStep.Scalar("learning_rate", epoch.rate)]
      + zip(tasks, epoch.trainingLosses).compactMap { task, loss in
        loss.map { ScalarStep.Scalar("train/\(task)_loss", $0) }
      }
      + zip(tasks, epoch.weights).map { ScalarStep.Scalar("weight/\($0)", $1) }
      + zip(tasks, epoch.damping ?? []).map { ScalarStep.Scalar("damping/\($0)", $1) }
  }

  /// The length of each task's gradient and the cosine of each pair, under a scheme that reads
  /// them.
  private func gradients(of epoch: Epoch) -> [ScalarStep.Scalar] {
    guard let gradients = epoch.gradients else { return [] }
    return zip(tasks, gradients.norms).map { ScalarStep.Scalar("gradient_norm/\($0)", $1) }
      + gradients.pairs.map { pair in
        ScalarStep.Scalar("cosine/\(tasks[pair.first])-\(tasks[pair.second])", pair.cosine)
      }
  }
}

// One import gives the parts of the library that its signatures name.
@_exported public import Balancing
@_exported public import CrossValidating
@_exported public import Datasets
@_exported public import Exporting
@_exported public import LinearAlgebra
@_exported public import Losses
@_exported public import NeuralNetwork
@_exported public import Optimizers
@_exported public import Packs
@_exported public import RandomNumbers
@_exported public import Remedies
@_exported public import Splitting
@_exported public import Statistics
@_exported public import Training

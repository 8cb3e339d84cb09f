"""The course's experiments: each takes parameters and a seed, and returns numbers. None of them plots."""

from .calibration import (
    HeldOut,
    Reliability,
    calibration_error,
    fit_temperature,
    held_out_logits,
    log_loss,
    reliability,
)
from .classifiers import digit_parts, fit_classifier
from .dead_units import Trained, apparent_dead, dead_at_start, train_digits, unit_activity
from .distillation import Distilled, never_saw
from .distributions import Sharpness, attention_sharpness, entropy, maximum_entropy, soft_target_gradient
from .expressiveness import XOR_X, XOR_Y, XorRuns, fit_error, sup_error, three_waves, train_xor
from .feed_forward import BlockCost, block_cost, feed_forward_parameters, matched_width
from .gates import (
    CoinGate,
    Difference,
    cauchy_unit,
    coin_gate,
    laplace_unit,
    largest_difference,
    quick_gelu,
)
from .gradients import (
    ChainGradient,
    GradientFlow,
    chain_gradient,
    gradient_flow,
    gradient_flow_ratios,
    rnn_jacobian_norm,
    steepest_slope,
)
from .linear_networks import LinearTraining, collapse_gaps, parameter_count, train_linear
from .pieces import along_line, breakpoints, count_pieces, random_pieces
from .relu import (
    CornerGradient,
    SignalMoments,
    batch_norm_ratio,
    corner_gradient,
    signal_moments,
    torch_slope,
)
from .sampling import kept, sample_counts
from .saturation import SaturationPoints, crossing, first_zero, mean_over_normal, saturation_point
from .small_data import TwoWays, breast_cancer, iris, iris_errors, sigmoid_and_softmax
from .smoothness import LineSteps, loss_along_line
from .training import Digits, OneSign, deep_accuracy, digits, one_sign_fraction
from .zigzag import ZigzagPath, largest_rate, zigzag_inputs, zigzag_path

__all__ = [
    "XOR_X",
    "XOR_Y",
    "BlockCost",
    "ChainGradient",
    "CoinGate",
    "CornerGradient",
    "Difference",
    "Digits",
    "Distilled",
    "GradientFlow",
    "HeldOut",
    "LineSteps",
    "LinearTraining",
    "OneSign",
    "Reliability",
    "SaturationPoints",
    "Sharpness",
    "SignalMoments",
    "Trained",
    "TwoWays",
    "XorRuns",
    "ZigzagPath",
    "along_line",
    "apparent_dead",
    "attention_sharpness",
    "batch_norm_ratio",
    "block_cost",
    "breakpoints",
    "breast_cancer",
    "calibration_error",
    "cauchy_unit",
    "chain_gradient",
    "coin_gate",
    "collapse_gaps",
    "corner_gradient",
    "count_pieces",
    "crossing",
    "dead_at_start",
    "deep_accuracy",
    "digit_parts",
    "digits",
    "entropy",
    "feed_forward_parameters",
    "first_zero",
    "fit_classifier",
    "fit_error",
    "fit_temperature",
    "gradient_flow",
    "gradient_flow_ratios",
    "held_out_logits",
    "iris",
    "iris_errors",
    "kept",
    "laplace_unit",
    "largest_difference",
    "largest_rate",
    "log_loss",
    "loss_along_line",
    "matched_width",
    "maximum_entropy",
    "mean_over_normal",
    "never_saw",
    "one_sign_fraction",
    "parameter_count",
    "quick_gelu",
    "random_pieces",
    "reliability",
    "rnn_jacobian_norm",
    "sample_counts",
    "saturation_point",
    "sigmoid_and_softmax",
    "signal_moments",
    "soft_target_gradient",
    "steepest_slope",
    "sup_error",
    "three_waves",
    "torch_slope",
    "train_digits",
    "train_linear",
    "train_xor",
    "unit_activity",
    "zigzag_inputs",
    "zigzag_path",
]

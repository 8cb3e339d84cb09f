"""The course's experiments: each takes parameters and a seed, and returns numbers. None of them plots."""

from .gradients import (
    ChainGradient,
    GradientFlow,
    chain_gradient,
    gradient_flow,
    gradient_flow_ratios,
    rnn_jacobian_norm,
    steepest_slope,
)
from .saturation import SaturationPoints, crossing, first_zero, mean_over_normal, saturation_point
from .training import Digits, OneSign, deep_accuracy, digits, one_sign_fraction
from .zigzag import ZigzagPath, largest_rate, zigzag_inputs, zigzag_path

__all__ = [
    "ChainGradient",
    "Digits",
    "GradientFlow",
    "OneSign",
    "SaturationPoints",
    "ZigzagPath",
    "chain_gradient",
    "crossing",
    "deep_accuracy",
    "digits",
    "first_zero",
    "gradient_flow",
    "gradient_flow_ratios",
    "largest_rate",
    "mean_over_normal",
    "one_sign_fraction",
    "rnn_jacobian_norm",
    "saturation_point",
    "steepest_slope",
    "zigzag_inputs",
    "zigzag_path",
]

"""The course's experiments: each takes parameters and a seed, and returns numbers. None of them plots."""

from .gradients import GradientFlow, gradient_flow, gradient_flow_ratios, steepest_slope

__all__ = [
    "GradientFlow",
    "gradient_flow",
    "gradient_flow_ratios",
    "steepest_slope",
]

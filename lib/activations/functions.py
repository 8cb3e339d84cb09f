"""The elementwise activation functions, each with its derivative directly under it.

Every formula is written so that no intermediate result overflows into a wrong answer: exponentials are taken
of −|x| only, and the other half of the line follows by symmetry. Derivatives at a kink follow PyTorch.
NaN in gives NaN out; ±inf gives the limit.
"""

from __future__ import annotations

import math

import numpy as np

from .normal import gauss, scaled_tail
from .registry import activation

INF = math.inf


def _step(x):
    """1 where x > 0, 0 elsewhere, NaN where x is NaN."""
    return np.sign(np.maximum(x, 0))  # np.heaviside branches: it takes 5 times as long on random signs


def _inside(x, low, high):
    """1 where low < x < high, 0 elsewhere, NaN where x is NaN."""
    return _step(np.minimum(x - low, high - x))


def _times(a: float, x):
    """a·x, with 0·(±inf) = 0: a parameter set to zero switches its term off."""
    return a * x if a else a * np.clip(x, -1, 1)


def _reflected(x, small_side):
    """A function with f(x) + f(−x) = 1, from its values at −|x|: no digits are lost to 1 − (nearly 1)."""
    h = _step(x)
    return h + (1 - 2 * h) * small_side


def _decay(x):
    """exp(−|x|), which cannot overflow."""
    e = -np.abs(x)
    return np.exp(e, out=e)


def _over_one_plus(e, top):
    """top/(1 + e), written over both arrays.

    At 10⁵ elements sigmoid and SiLU take a tenth less time so, and two thirds less where memory is fresh.
    """
    e += 1
    top /= e
    return top


def _sigmoid(x):
    """With e = e^−|x|: 1/(1 + e) where x ≥ 0 and e/(1 + e) where x < 0."""
    e = _decay(x)
    return _over_one_plus(e, np.maximum(x >= 0, e))


def _leaky(x, slope):
    """x above 0 and slope·x below, as the larger of the two (for a slope above 1 the smaller)."""
    larger = np.maximum if slope <= 1 else np.minimum
    return larger(x, _times(slope, x))


# --- The sigmoid and its kin -------------------------------------------------------------------------


@activation(
    latex=r"\sigma(x)=\frac{1}{1+e^{-x}}",
    range=(0, 1), zero_centred=False, monotonic=True, smooth=True, saturates="both",
    torch="nn.functional.sigmoid",
    cite="Verhulst 1838 (logistic curve); Rumelhart, Hinton and Williams 1986, Nature 323:533",
)
def sigmoid(x):
    """The logistic sigmoid 1/(1 + e^−x), from any real number to (0, 1)."""
    return _sigmoid(x)


@sigmoid.slope(latex=r"\sigma'(x)=\sigma(x)\,(1-\sigma(x))")
def _(x):
    # The same as σ(1 − σ), without the subtraction that loses every digit once σ rounds to 1.
    e = _decay(x)
    return e / (1 + e) ** 2


@activation(
    latex=r"\log\sigma(x)=-\log(1+e^{-x})",
    range=(-INF, 0), zero_centred=False, monotonic=True, smooth=True, saturates="right",
    torch="nn.functional.logsigmoid",
    cite="PyTorch documentation, torch.nn.LogSigmoid",
)
def logsigmoid(x):
    """The logarithm of the sigmoid, finite where log(σ(x)) would be log(0)."""
    return np.minimum(x, 0) - np.log1p(_decay(x))


@logsigmoid.slope(latex=r"1-\sigma(x)=\sigma(-x)")
def _(x):
    return _sigmoid(-x)


@activation(
    latex=r"\tanh(x)=\frac{e^{x}-e^{-x}}{e^{x}+e^{-x}}",
    range=(-1, 1), zero_centred=True, monotonic=True, smooth=True, saturates="both",
    torch="nn.functional.tanh",
    cite="LeCun, Bottou, Orr and Müller 1998, Efficient BackProp",
)
def tanh(x):
    """The hyperbolic tangent 2σ(2x) − 1, from any real number to (−1, 1)."""
    return np.tanh(x)


@tanh.slope(latex=r"\tanh'(x)=1-\tanh^2(x)")
def _(x):
    # 1 − tanh² is 0 in float64 from |x| ≈ 19 on; 4σ′(2x), which equals it, keeps its digits to the end.
    e = _decay(2 * x)
    return 4 * e / (1 + e) ** 2


@activation(
    latex=r"\frac{x}{1+|x|}",
    range=(-1, 1), zero_centred=True, monotonic=True, smooth=False, saturates="both",
    torch="nn.functional.softsign",
    cite="Bergstra, Desjardins, Lamblin and Bengio 2009, Quadratic polynomials learn better image features",
)
def softsign(x):
    """x/(1 + |x|): shaped like tanh, with tails that fall off as 1/x² instead of exponentially."""
    finite = np.clip(x, np.finfo(x.dtype).min, np.finfo(x.dtype).max)  # inf/inf would be NaN
    return finite / (1 + np.abs(finite))


@softsign.slope(latex=r"\frac{1}{(1+|x|)^2}")
def _(x):
    return (1 / (1 + np.abs(x))) ** 2


@activation(
    latex=r"\log(1+e^{x})",
    range=(0, INF), zero_centred=False, monotonic=True, smooth=True, saturates="left",
    torch="nn.functional.softplus",
    cite="Dugas, Bengio, Bélisle, Nadeau and Garcia 2000, NeurIPS",
)
def softplus(x):
    """log(1 + e^x): a smooth ReLU whose derivative is the sigmoid."""
    return np.maximum(x, 0) + np.log1p(_decay(x))


@softplus.slope(latex=r"\sigma(x)")
def _(x):
    return _sigmoid(x)


# --- The ReLU family ---------------------------------------------------------------------------------


@activation(
    latex=r"\max(0,x)",
    range=(0, INF), zero_centred=False, monotonic=True, smooth=False, saturates="left",
    kinks=(0.0,), kink_slope="0 (PyTorch)",
    torch="nn.functional.relu",
    cite="Fukushima 1969, IEEE TSSC 5:322; Nair and Hinton 2010, ICML",
)
def relu(x):
    """The rectified linear unit max(0, x)."""
    return np.maximum(x, 0)


@relu.slope(latex=r"[x>0]")
def _(x):
    return _step(x)


@activation(
    latex=r"\min(\max(0,x),6)",
    range=(0, 6), zero_centred=False, monotonic=True, smooth=False, saturates="both",
    kinks=(0.0, 6.0), kink_slope="0 at both (PyTorch)",
    torch="nn.functional.relu6",
    cite="Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10",
)
def relu6(x):
    """ReLU cut off at 6, for low-precision hardware."""
    return np.clip(x, 0, 6)


@relu6.slope(latex=r"[0<x<6]")
def _(x):
    return _inside(x, 0, 6)


@activation(
    params={"negative_slope": (0.01, 0, 1)},
    latex=r"\max(0,x)+a\min(0,x)",
    range=(-INF, INF), zero_centred=False, monotonic=True, smooth=False, saturates="none",
    kinks=(0.0,), kink_slope="negative_slope (PyTorch)",
    torch="nn.functional.leaky_relu",
    cite="Maas, Hannun and Ng 2013, ICML workshop",
)
def leaky_relu(x, negative_slope=0.01):
    """ReLU with a small slope for negative inputs, 0.01 by default."""
    return _leaky(x, negative_slope)


@leaky_relu.slope(latex=r"1\ \text{if}\ x>0,\ \text{else}\ a")
def _(x, negative_slope=0.01):
    h = _step(x)
    return h + negative_slope * (1 - h)


@activation(
    params={"weight": (0.25, 0, 1)},
    latex=r"\max(0,x)+a\min(0,x),\ a\ \text{learned}",
    range=(-INF, INF), zero_centred=False, monotonic=True, smooth=False, saturates="none",
    kinks=(0.0,), kink_slope="weight (PyTorch)",
    torch="nn.functional.prelu",
    cite="He, Zhang, Ren and Sun 2015, arXiv:1502.01852",
)
def prelu(x, weight=0.25):
    """Leaky ReLU whose negative slope is a learned parameter, starting at 0.25."""
    return _leaky(x, weight)


@prelu.slope(latex=r"1\ \text{if}\ x>0,\ \text{else}\ a")
def _(x, weight=0.25):
    h = _step(x)
    return h + weight * (1 - h)


@activation(
    params={"alpha": (1.0, 0.1, 3)},
    latex=r"x\ \text{if}\ x>0,\ \text{else}\ \alpha(e^{x}-1)",
    range=(-1, INF), zero_centred=False, monotonic=True, smooth=False, saturates="left",
    kink_slope="alpha at 0 (PyTorch); there is no kink at the default alpha = 1",
    torch="nn.functional.elu",
    cite="Clevert, Unterthiner and Hochreiter 2016, arXiv:1511.07289",
)
def elu(x, alpha=1.0):
    """The exponential linear unit: identity above 0, α(e^x − 1) below."""
    return np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0))


@elu.slope(latex=r"1\ \text{if}\ x>0,\ \text{else}\ \alpha e^{x}")
def _(x, alpha=1.0):
    h = _step(x)
    return h + (1 - h) * alpha * np.exp(np.minimum(x, 0))


@activation(
    params={"alpha": (1.0, 0.1, 3)},
    latex=r"\max(0,x)+\min(0,\alpha(e^{x/\alpha}-1))",
    range=(-1, INF), zero_centred=False, monotonic=True, smooth=False, saturates="left",
    torch="nn.functional.celu",
    cite="Barron 2017, arXiv:1704.07483",
)
def celu(x, alpha=1.0):
    """ELU with its exponential stretched by α, so that the slope at 0 is 1 for every α > 0."""
    return np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0) / _positive(alpha, "celu: alpha"))


@celu.slope(latex=r"1\ \text{if}\ x>0,\ \text{else}\ e^{x/\alpha}")
def _(x, alpha=1.0):
    return np.exp(np.minimum(x, 0) / _positive(alpha, "celu: alpha"))


def _positive(value: float, what: str) -> float:
    if value <= 0:
        raise ValueError(f"{what} must be greater than 0; got {value:g}")
    return value


# Klambauer, Unterthiner, Mayr and Hochreiter 2017: the pair for which mean 0, variance 1 is a fixed point.
SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946


@activation(
    latex=r"\lambda\,(x\ \text{if}\ x>0,\ \text{else}\ \alpha(e^{x}-1))",
    range=(-SELU_SCALE * SELU_ALPHA, INF), zero_centred=True, monotonic=True, smooth=False, saturates="left",
    kinks=(0.0,), kink_slope="λα, the slope from the left (PyTorch)",
    torch="nn.functional.selu",
    cite="Klambauer, Unterthiner, Mayr and Hochreiter 2017, arXiv:1706.02515",
)
def selu(x):
    """The scaled ELU whose constants make mean 0 and variance 1 reproduce themselves from layer to layer."""
    return SELU_SCALE * np.maximum(x, 0) + SELU_SCALE * SELU_ALPHA * np.expm1(np.minimum(x, 0))


@selu.slope(latex=r"\lambda\ \text{if}\ x>0,\ \text{else}\ \lambda\alpha e^{x}")
def _(x):
    h = _step(x)
    return SELU_SCALE * h + (1 - h) * (SELU_SCALE * SELU_ALPHA) * np.exp(np.minimum(x, 0))


# --- Gated units: x times a gate ---------------------------------------------------------------------


@activation(
    latex=r"x\,\Phi(x)",
    range=(-0.16997120747990369, INF), zero_centred=False, monotonic=False, smooth=True, saturates="left",
    torch="nn.functional.gelu",
    cite="Hendrycks and Gimpel 2016, arXiv:1606.08415",
)
def gelu(x):
    """x·Φ(x) with Φ the standard normal distribution function: the exact GELU, PyTorch's default."""
    a = np.minimum(np.abs(x), 40)  # beyond 40 the second term is below the smallest float
    return np.maximum(x, 0) - a * (scaled_tail(a) * gauss(a))


@gelu.slope(latex=r"\Phi(x)+x\,\varphi(x)")
def _(x):
    a = np.minimum(np.abs(x), 40)
    return _reflected(x, (scaled_tail(a) - a / math.sqrt(2 * math.pi)) * gauss(a))


# Hendrycks and Gimpel's approximation writes Φ(x) ≈ σ(2u) with u = √(2/π)·(x + 0.044715 x³).
CUBIC = 0.044715
TWICE_ROOT = 2 * math.sqrt(2 / math.pi)


@activation(
    latex=r"\tfrac{x}{2}\left(1+\tanh\left(\sqrt{2/\pi}\,(x+0.044715x^{3})\right)\right)",
    range=(-0.17004075058127665, INF), zero_centred=False, monotonic=False, smooth=True, saturates="left",
    torch="nn.functional.gelu", torch_options={"approximate": "tanh"},
    cite="Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2",
)
def gelu_tanh(x):
    """The tanh approximation of GELU, off by up to 4.7e-4; GPT-2's activation."""
    a = np.minimum(np.abs(x), 25)  # beyond 25 the gate is below the smallest float
    e = np.exp(-TWICE_ROOT * a * (1 + CUBIC * a * a))
    return np.maximum(x, 0) - a * e / (1 + e)


@gelu_tanh.slope(latex=r"s+x\,s(1-s)\,2u',\ s=\sigma(2u)")
def _(x):
    a = np.minimum(np.abs(x), 25)
    e = np.exp(-TWICE_ROOT * a * (1 + CUBIC * a * a))
    d = 1 + e
    steepness = TWICE_ROOT * (1 + 3 * CUBIC * a * a)
    return _reflected(x, e * (d - a * steepness) / (d * d))


def _silu_slope(t):
    """σ(t) + t·σ(t)(1 − σ(t))."""
    a = np.minimum(np.abs(t), 1000)  # inf·0 would be NaN
    e = np.exp(-a)
    d = 1 + e
    return _reflected(t, e * (d - a) / (d * d))


@activation(
    latex=r"x\,\sigma(x)",
    range=(-0.27846454276107379, INF), zero_centred=False, monotonic=False, smooth=True, saturates="left",
    torch="nn.functional.silu",
    cite="Hendrycks and Gimpel 2016, arXiv:1606.08415; Elfwing, Uchibe and Doya 2017, arXiv:1702.03118",
)
def silu(x):
    """x·σ(x), the sigmoid linear unit; Swish with β = 1."""
    # The larger of x and x·e is x above 0 and x·e below. Clipped, because inf·0 would be NaN.
    e = _decay(x)
    y = np.clip(x, -1000, 1000)
    y *= e
    return _over_one_plus(e, np.maximum(x, y, out=y))


@silu.slope(latex=r"\sigma(x)+x\,\sigma(x)(1-\sigma(x))")
def _(x):
    return _silu_slope(x)


@activation(
    params={"beta": (1.0, 0, 20)},
    latex=r"x\,\sigma(\beta x)",
    range=(-0.27846454276107379, INF), zero_centred=False, monotonic=False, smooth=True, saturates="left",
    torch=None,
    cite="Ramachandran, Zoph and Le 2017, arXiv:1710.05941",
)
def swish(x, beta=1.0):
    """x·σ(βx): from x/2 at β = 0 towards ReLU as β grows."""
    gate = _sigmoid(_times(beta, x))
    return np.where(gate > 0, x, 0) * gate  # inf·0 would be NaN; a NaN gate stays NaN


@swish.slope(latex=r"\sigma(\beta x)+\beta x\,\sigma(\beta x)(1-\sigma(\beta x))")
def _(x, beta=1.0):
    return _silu_slope(_times(beta, x))


@activation(
    latex=r"x\tanh(\log(1+e^{x}))",
    range=(-0.30884341301725123, INF), zero_centred=False, monotonic=False, smooth=True, saturates="left",
    torch="nn.functional.mish",
    cite="Misra 2019, arXiv:1908.08681",
)
def mish(x):
    """x·tanh(softplus(x))."""
    # With e^x = u/v and one of u, v equal to 1, the gate is a ratio of polynomials that cannot overflow.
    e = _decay(x)
    u, v = np.maximum(x >= 0, e), np.maximum(x < 0, e)
    n = u * (u + 2 * v)
    return np.maximum(x, np.finfo(x.dtype).min) * (n / (n + 2 * v * v))


@mish.slope(latex=r"g+x\,(1-g^2)\,\sigma(x),\ g=\tanh(\log(1+e^{x}))")
def _(x):
    e = _decay(x)
    u, v = np.maximum(x >= 0, e), np.maximum(x < 0, e)
    n = u * (u + 2 * v)
    d = n + 2 * v * v
    return n / d + np.clip(x, -1000, 1000) * (4 * u * v * v * (u + v)) / (d * d)


# --- Piecewise-linear stand-ins ----------------------------------------------------------------------


@activation(
    latex=r"\min(\max(0,\tfrac{x+3}{6}),1)",
    range=(0, 1), zero_centred=False, monotonic=True, smooth=False, saturates="both",
    kinks=(-3.0, 3.0), kink_slope="0 at both (PyTorch)",
    torch="nn.functional.hardsigmoid",
    cite="Courbariaux, Bengio and David 2015, arXiv:1511.00363; Howard et al. 2019, arXiv:1905.02244",
)
def hardsigmoid(x):
    """A sigmoid made of three straight lines."""
    return np.clip(x + 3, 0, 6) / 6


@hardsigmoid.slope(latex=r"\tfrac16\,[-3<x<3]")
def _(x):
    return _inside(x, -3, 3) / 6


@activation(
    latex=r"\min(\max(-1,x),1)",
    range=(-1, 1), zero_centred=True, monotonic=True, smooth=False, saturates="both",
    kinks=(-1.0, 1.0), kink_slope="0 at both (PyTorch)",
    torch="nn.functional.hardtanh",
    cite="Collobert 2004, Large scale machine learning (PhD thesis)",
)
def hardtanh(x):
    """A tanh made of three straight lines."""
    return np.clip(x, -1, 1)


@hardtanh.slope(latex=r"[-1<x<1]")
def _(x):
    return _inside(x, -1, 1)


@activation(
    latex=r"x\cdot\tfrac16\min(\max(0,x+3),6)",
    range=(-0.375, INF), zero_centred=False, monotonic=False, smooth=False, saturates="left",
    kinks=(-3.0, 3.0), kink_slope="0 at −3, 1 at 3 (PyTorch)",
    torch="nn.functional.hardswish",
    cite="Howard et al. 2019, arXiv:1905.02244",
)
def hardswish(x):
    """x times the hard sigmoid: SiLU for phones."""
    # In place, with · (1/6) for / 6 and np.clip for np.maximum: a third less time at 10⁵ elements.
    y = np.clip(x, -3, 3)
    y += 3
    y *= 1 / 6
    y *= np.clip(x, -3, INF)
    return y


@hardswish.slope(latex=r"0,\ \tfrac{2x+3}{6},\ 1\ \text{for}\ x\le-3,\ |x|<3,\ x>3")
def _(x):
    # Masks instead of np.where, which waits for mispredicted branches: half the time on random signs.
    return (np.abs(x) < 3) * ((np.clip(x, -3, 3) + 1.5) / 3) + (x >= 3)


@activation(
    latex=r"x",
    range=(-INF, INF), zero_centred=True, monotonic=True, smooth=True, saturates="none",
    torch=None,
    cite="the linear unit",
)
def identity(x):
    """x itself: a layer without an activation."""
    return x.copy()


@identity.slope(latex=r"1")
def _(x):
    return np.where(np.isnan(x), x, 1)

"""The benchmark of the functions compares like with like. How long anything takes is not tested."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
import bench_functions


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("derivative", [False, True])
def test_all_candidates_compute_the_same(dtype, derivative):
    for name in ("sigmoid", "prelu", "gelu_tanh", "mish"):
        calls = bench_functions.candidates(name, derivative, 50, np.dtype(dtype))
        expected = {"ours", "PyTorch", "naive", "copy"} | ({"backward alone"} if derivative else set())
        assert set(calls) == expected
        ours = calls.pop("ours")()
        for label in calls.keys() - {"copy"}:
            other = calls[label]()
            other = other[0] if isinstance(other, tuple) else other
            if isinstance(other, torch.Tensor):
                assert other.dtype == getattr(torch, np.dtype(dtype).name)
                other = other.detach().numpy()
            np.testing.assert_allclose(other, ours, rtol=1e-3, atol=1e-4, err_msg=f"{name}: {label}")


def test_table_and_picture_have_a_place_for_everything(tmp_path):
    names = ["relu", "swish"]
    dtypes = ("float32", "float64")
    found = {(100, dtype): bench_functions.run(100, np.dtype(dtype), names) for dtype in dtypes}
    text = repr(bench_functions.table(found[100, "float64"], 100, "float64"))
    for row in ("relu ", "relu′", "swish ", "swish′"):
        assert f"\n{row}" in text
    figure = bench_functions.picture(found, names)
    panels = [ax.get_title() for ax in figure.axes]
    assert panels == ["100 elements, float64", "100 elements, float32"]
    assert [t.get_text() for t in figure.axes[0].get_yticklabels()] == ["relu"]  # PyTorch has no swish
    only_ours = bench_functions.picture({key: found[key] for key in found}, ["swish"])
    only_ours.savefig(tmp_path / "picture.png")

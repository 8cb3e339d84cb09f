"""The committed exact values are what mpmath gives, and they go where the package goes."""

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from activations import ACTIVATIONS, accuracy
from mp_reference import cases

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import make_reference  # noqa: E402
import mp_softmax  # noqa: E402


@pytest.mark.parametrize("derivative", [False, True], ids=["f", "slope"])
@pytest.mark.parametrize("name, params", cases(ACTIVATIONS), ids=str)
def test_a_random_sample_is_what_mpmath_gives(name, params, derivative):
    x, high, low = accuracy.reference(name, derivative, dict(params))
    c = accuracy.condition(name, derivative, dict(params))
    i = np.random.default_rng(list(f"{name}{params}{derivative}".encode())).choice(len(x), 12, replace=False)
    again, units, condition = make_reference.exact(name, derivative, params, x[i])
    np.testing.assert_array_equal(high[i], again)
    normal = np.abs(again) > 1e-290  # elsewhere the low part is subnormal
    np.testing.assert_allclose((low[i] / accuracy.unit(again))[normal], units[normal], atol=3e-4)
    np.testing.assert_allclose(c[i], condition, rtol=1e-2, atol=1e-37)


@pytest.mark.parametrize("kind", accuracy.SOFTMAX_KINDS)
def test_softmax_rows_are_what_mpmath_gives(kind):
    rows = [(z, t) for z, t in mp_softmax.rows() if kind != "logsumexp" or t == 1]
    stored = accuracy.softmax_reference(kind)
    assert len(stored) == len(rows)
    for i in np.random.default_rng(3).choice(len(rows), 8, replace=False):
        (z, *_), high, low, c = stored[i]
        assert z.tolist() == rows[i][0]
        wanted = [make_reference.parts(*entry) for entry in mp_softmax.exact(kind, *rows[i])]
        again, units, condition = np.array(wanted).T
        np.testing.assert_array_equal(high, again)
        np.testing.assert_allclose(low, units * accuracy.unit(again), rtol=1e-9, atol=5e-324)
        np.testing.assert_allclose(c, condition, rtol=1e-9)


@pytest.mark.parametrize("name, params", cases(ACTIVATIONS), ids=str)
def test_the_inputs_leave_no_part_of_the_line_out(name, params):
    x, _, _ = accuracy.reference(name, False, dict(params))
    assert 0 in x and len(np.unique(x)) == len(x) and (np.diff(x) > 0).all()
    for side in (x[x > 0], -x[x < 0]):
        assert side.min() <= 1e-320 and side.max() > 1e300
        assert np.diff(np.sort(np.log10(side))).max() < 20
        assert np.diff(np.sort(side[side < 40])).max() < 1.5
    for kink in ACTIVATIONS[name].kinks:
        assert {np.nextafter(kink, -9), kink, np.nextafter(kink, 9)} <= set(x)
    held = x[x.astype(np.float32) == x] if abs(x).max() < 3e38 else x[np.abs(x) < 3e38]
    assert (held.astype(np.float32) == held).sum() > 200  # float32 is measured on these


def test_the_file_is_small_and_its_bytes_depend_on_its_content_only(tmp_path):
    assert accuracy.DATA.stat().st_size <= 600 * 1024
    arrays = {"a": np.arange(5), "b": np.array(["x", "yz"])}
    make_reference.write(tmp_path / "one.npz", arrays)
    make_reference.write(tmp_path / "two.npz", arrays)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    with np.load(io.BytesIO((tmp_path / "one.npz").read_bytes())) as file:
        assert file["b"].tolist() == ["x", "yz"]


def test_the_file_lies_inside_the_package():
    """The wheel takes everything below lib/activations that git does not ignore."""
    assert accuracy.DATA.is_relative_to(ROOT / "lib" / "activations")

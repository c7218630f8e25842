"""Scores against hand-computed values and a second implementation."""

import math
import statistics

import numpy as np
import pytest

from affect_train.scores import ccc, pearson, rmse, sign_agreement


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def avec_ccc_in_plain_python(truth: list[float], prediction: list[float]) -> float:
    """AVEC's formula term by term, with the standard library alone."""
    mean_truth, mean_prediction = statistics.fmean(truth), statistics.fmean(prediction)
    covariance = statistics.fmean(
        (t - mean_truth) * (p - mean_prediction) for t, p in zip(truth, prediction, strict=True)
    )
    spread = statistics.variance(truth) + statistics.variance(prediction)
    return 2 * covariance / (spread + (mean_truth - mean_prediction) ** 2)


def test_ccc_of_a_doubled_series_is_computed_by_hand() -> None:
    # means 2 and 4; covariance over N 4/3; variances over N - 1 1 and 4; squared difference of means 4
    assert ccc(array(1, 2, 3), array(2, 4, 6)) == pytest.approx((2 * 4 / 3) / (1 + 4 + 4))


def test_ccc_of_a_perfect_prediction_is_below_one_by_the_divisors() -> None:
    series = array(0.1, -0.3, 0.5, 0.2)
    assert ccc(series, series) == pytest.approx(3 / 4)


def test_ccc_agrees_with_a_second_implementation() -> None:
    random = np.random.default_rng(0)
    for length in (2, 3, 50, 1768):
        truth = random.normal(0.1, 0.3, length)
        prediction = 0.5 * truth + random.normal(0, 0.2, length)
        assert ccc(truth, prediction) == pytest.approx(avec_ccc_in_plain_python(list(truth), list(prediction)))


def test_ccc_punishes_bias_and_scale_that_correlation_forgives() -> None:
    truth = np.random.default_rng(1).normal(size=500)
    assert pearson(truth, 3 * truth + 1) == pytest.approx(1)
    assert ccc(truth, truth + 1) < 0.7
    assert ccc(truth, 3 * truth) < 0.7


def test_ccc_of_constants_is_not_a_number_or_zero() -> None:
    assert math.isnan(ccc(array(1, 1, 1), array(1, 1, 1)))
    assert ccc(array(1, 1, 1), array(0, 1, 2)) == 0
    assert math.isnan(ccc(array(1), array(1)))


def test_pearson_is_that_of_numpy_and_weights_repeat_values() -> None:
    random = np.random.default_rng(2)
    truth, prediction = random.normal(size=40), random.normal(size=40)
    assert pearson(truth, prediction) == pytest.approx(np.corrcoef(truth, prediction)[0, 1])
    counts = random.integers(1, 4, 40)
    repeated = np.corrcoef(np.repeat(truth, counts), np.repeat(prediction, counts))[0, 1]
    assert pearson(truth, prediction, counts.astype(float)) == pytest.approx(repeated)
    assert math.isnan(pearson(array(1, 1), array(1, 2)))


def test_rmse_and_sign_agreement_are_computed_by_hand() -> None:
    assert rmse(array(0, 0, 0, 0), array(1, -1, 1, -1)) == 1
    assert rmse(array(1, 2), array(1, 4)) == pytest.approx(math.sqrt(2))
    assert sign_agreement(array(0.5, -0.5, 0, 0.1), array(0.1, 0.1, 0, 0.2)) == 0.75


@pytest.mark.parametrize("score", [ccc, pearson, rmse, sign_agreement])
def test_series_that_cannot_be_scored_are_refused(score: object) -> None:
    with pytest.raises(ValueError, match="one length"):
        score(array(1, 2), array(1))
    with pytest.raises(ValueError, match="NaN"):
        score(array(1, 2), array(1, math.nan))
    with pytest.raises(ValueError, match="empty"):
        score(array(), array())

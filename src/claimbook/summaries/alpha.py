"""How far two coders agree beyond chance: Krippendorff's alpha, by the package of that name."""

import numpy as np
import pandas as pd

from claimbook.ledger import dates
from claimbook.wording import counted

INSTALL = "not computed: it needs the package krippendorff (pip install 'claimbook[agreement]')"
MAX_CELLS = 20_000_000  # numbers held at a time, 8 bytes each


def alpha(first: pd.Series, second: pd.Series, level: str) -> tuple[float, str]:
    """Krippendorff's alpha of two coders, or NaN, and of how many claims it is, or why not.

    `first` and `second` are the texts they gave to the same units. As ``nominal`` each text, the
    empty one too, is a value of its own. As ``interval`` they are ISO dates, in days; as ``ratio``
    numbers of 0 or more, whose difference is weighed by their sum, so that units of all sizes can
    stand together: there, what is empty or cannot be read is missing.
    """
    if not level:
        return np.nan, "two columns at once"
    try:
        import krippendorff
    except ImportError:
        return np.nan, INSTALL
    texts = pd.concat([first, second])
    if level == "nominal":
        numbers = pd.factorize(texts)[0].astype(float)
    elif level == "ratio":
        numbers = pd.to_numeric(texts, errors="coerce").to_numpy(float)
    else:
        numbers = np.array([(dates.span(text) or (np.nan,))[0] / dates.DAY for text in texts])
    data = numbers.reshape(2, -1)
    data = data[:, ~np.isnan(data).any(axis=0)]
    units, different = data.shape[1], len(np.unique(data))
    if not units:
        return np.nan, "not defined: nothing to compare"
    if level == "ratio" and (data < 0).any():
        return np.nan, "not defined: a ratio needs figures of 0 or more"
    if different < 2:
        return np.nan, "not defined: both readers use one value only"
    # the package lays out every unit against every pair of values
    if units * different**2 > MAX_CELLS:
        return np.nan, f"not computed: {counted(units, 'claim')} have too many different values"
    value = float(krippendorff.alpha(reliability_data=data, level_of_measurement=level))
    return value, f"of {counted(units, 'claim')}"

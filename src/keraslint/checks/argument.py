"""KER401: an argument that Keras does not accept."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.checks.check import Context, check
from keraslint.checks.refusals import refused
from keraslint.findings import Finding
from keraslint.refusals import BadArgument


@check("KER401", "an argument that Keras does not accept", severity="error")
def bad_argument(context: Context) -> Iterator[Finding]:
    """A call with an argument that this Keras does not know, lacks, or whose value it refuses.

    Why: Keras raises when the layer is made (Unrecognized keyword arguments passed to …; Keyword argument not
    understood; got an unexpected keyword argument; missing 1 required positional argument; can accept only 1
    positional arguments; must be a tuple of 2 integers; Received an invalid value for `units`, expected a positive
    integer; Could not interpret activation function identifier; Invalid border mode). Which names are right depends on the Keras: `border_mode`
    became `padding`, `nb_filter` became `filters`. A name used for two layers of a model is one, too (The name … is used
    2 times in the model. All layer names should be unique).

    Triggers:

        model = Sequential([Dense(10, activation="rleu", input_shape=(4,))])  # did you mean relu?

    Does not trigger:

        model = Sequential([Dense(10, activation="relu", input_shape=(4,))])

    Only what is proven is reported. Silence it with `# noqa: KER401` on the line, or name the right Keras
    with `keras = "2.3.1"` in the configuration if the file is written for another one.
    """
    return refused(context, "KER401", BadArgument)

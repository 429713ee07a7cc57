"""Keras 1's TimeDistributedDense: a Dense, and what tells every layer its name and input around it."""

from __future__ import annotations

import libcst as cst

from keraslint.layers import signatures
from keraslint.layers.generations import KERAS3, Keras
from keraslint.upgrading.arguments import Given, read, with_arguments, write
from keraslint.upgrading.layers import Site, refuse_unknown, translated, with_input_shape
from keraslint.upgrading.outcome import Refused

OUTER = ("name", "trainable", "input_shape")


def upgrade_time_distributed_dense(
    call: cst.Call, keras: Keras, site: Site
) -> tuple[cst.Call, list[cst.Arg]]:
    """The call of the Dense inside, and the arguments of the TimeDistributed around it, the Dense's place first."""
    old = signatures.find("TimeDistributedDense", keras)
    new = signatures.find("Dense", KERAS3)
    assert old is not None and new is not None
    made = with_input_shape(translated(read(call, old, site.line), old, new, site), old, site)
    if made.batch_shape is not None:
        raise Refused("TimeDistributedDense states a batch size", site.line)
    inner = [one for one in made.given if one.name not in OUTER]
    outer = [one for one in made.given if one.name in OUTER]
    refuse_unknown(inner, new, site.line)
    dense = with_arguments(call, write(inner, new))
    layer = Given("layer", cst.Arg(dense))
    wrapped = with_arguments(
        cst.Call(cst.Name("x"), [_plain(call)]), write([layer, *outer], _wrapper())
    )
    return dense, list(wrapped.args)


def _plain(call: cst.Call) -> cst.Arg:
    """An argument without layout of its own."""
    return cst.Arg(cst.Name("x"))


def _wrapper() -> signatures.Signature:
    found = signatures.find("TimeDistributed", KERAS3)
    assert found is not None
    return found

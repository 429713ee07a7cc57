"""The steps of a sequence, and a cell that goes through them: what all recurrent layers share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from keraslint.layers.definition import Built, Output
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument, Mismatch, NeedsSize
from keraslint.shapes import Shape
from keraslint.sizes import Dim, Size, same, size
from keraslint.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Flags:
    """How a recurrent layer goes through its sequence, as its constructor was told."""

    return_sequences: bool = False
    return_state: bool = False
    stateful: bool = False
    unroll: bool = False
    time_major: bool = False


PLAIN = Flags()
"""Without any of them."""


@dataclass(frozen=True, slots=True)
class Steps:
    """A sequence taken apart.

    batch          size of the batch
    length         number of steps
    each           shape of one step without the batch: features, or an image
    initial_state  the states that the call was given, None if it was given none
    """

    batch: Dim
    length: Dim
    each: tuple[Dim, ...]
    initial_state: Any
    flags: Flags
    keras: Keras

    @staticmethod
    def of(
        x: Any, rank: int, initial_state: Any, flags: Flags, keras: Keras, *, checked: bool = True
    ) -> Steps:
        """Takes apart the input of a recurrent layer, or the list of input and states.

        Within TimeDistributed, Keras 1 and standalone Keras 2 do not check the rank; nor does
        Keras 1 within Bidirectional. The layer then takes further axes as they come.
        """
        x, initial_state = with_states(x, initial_state, keras)
        axes = len(x.tail if x.dims is None else x.dims)  # at least as many
        if axes > rank and not checked:
            dims = (x.axis(0), x.axis(1), x.axis(2) if keras.one else x.last)
        else:
            dims = x.axes(rank)
        batch, length = dims[:2]
        if flags.time_major:
            batch, length = length, batch
        if flags.stateful and batch is None:
            raise NeedsSize("is stateful and needs the size of the batch, which is None")
        if flags.unroll and length is None and not keras.three:
            raise NeedsSize("needs the number of steps to unroll them, which is None")
        return Steps(batch, length, dims[2:], initial_state, flags, keras)

    @property
    def step(self) -> Shape:
        """What the cell sees at each step."""
        return Shape((self.batch, *self.each))

    @property
    def features(self) -> Size:
        """The length of the vector at each step."""
        return size(self.each[-1], "the features at each step")

    def through(self, cell: Built) -> Built:
        """What a layer returns that runs the cell over the steps."""
        if not isinstance(cell.output, (tuple, list)):
            reason = cell.unknown or Unknown("what the cell returns is not known")
            return Built(Shape.unknown(reason), cell.weights, reason)
        last, states = cell.output
        assert isinstance(last, Shape) and isinstance(states, list)
        self._check_initial_state(list(flat(states)))
        output = self._over_time(last) if self.flags.return_sequences else last
        if not self.flags.return_state:
            return Built(output, cell.weights, cell.unknown)
        outputs: list[Output] = [output, *states]
        return Built(tuple(outputs) if self.keras.three else outputs, cell.weights, cell.unknown)

    def _over_time(self, last: Shape) -> Shape:
        """The shape of all the outputs, one for each step."""
        if last.dims is None:
            return Shape.unknown(last.origin or Unknown("the cell's output is not known"))
        both = (self.length, self.batch) if self.flags.time_major else (self.batch, self.length)
        return Shape((*both, *last.dims[1:]))

    def _check_initial_state(self, states: Sequence[Shape]) -> None:
        """Refuses states of another number or size than the cell's."""
        if self.initial_state is None or isinstance(self.initial_state, Unknown):
            return
        given = list(flat(self.initial_state))
        if any(not isinstance(state, Shape) or state.dims is None for state in given):
            return  # a gap may stand for several states
        few, many = len(given) < len(states), len(given) > len(states) and not self.keras.three
        if few or many:
            raise Mismatch(f"has {_count(len(states))}, but its initial_state has {len(given)}")
        for mine, state in zip(states, given, strict=False):
            if not _takes(mine, state, self.keras):
                raise Mismatch(f"has a state of {mine}, but its initial_state is {state}")


def with_states(x: Any, initial_state: Any, keras: Keras) -> tuple[Any, Any]:
    """The input and the initial states; Keras 2 also takes them as one list `[x, h, c]`."""
    if keras.one and initial_state is not None:
        raise BadArgument("takes no initial_state in Keras 1")
    if not isinstance(x, (list, tuple)):
        return x, initial_state
    if len(x) > 1 and (keras.one or keras.three):
        hint = ", write initial_state=[…] for the states" if keras.three else ""
        raise Mismatch(f"takes one input, got {len(x)}{hint}")
    return x[0], list(x[1:]) or initial_state


def flat(states: Any) -> Iterator[Any]:
    """The states one by one, however they are nested."""
    if isinstance(states, (list, tuple)):
        for state in states:
            yield from flat(state)
    else:
        yield states


def _takes(mine: Shape, given: Shape, keras: Keras) -> bool:
    """Whether a state may have the shape given: that of the cell's state, whatever the batch."""
    if mine.dims is None or given.dims is None:
        return True
    if len(mine.dims) != len(given.dims):
        return False
    pairs = zip(mine.dims[1:], given.dims[1:], strict=True)
    return not any(same(a, b) is False and not (keras.three and b == 1) for a, b in pairs)


def _count(number: int) -> str:
    return "one state" if number == 1 else f"{number} states"

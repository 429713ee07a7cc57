"""How a statement leaves its block, and how the ways join where the source does not decide between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from keraslint.evaluate.journal import fork
from keraslint.evaluate.values import Value
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.run import Run

ON, LEAVES_LOOP, LEAVES_FUNCTION = "on", "break", "return"


@dataclass(frozen=True, slots=True)
class Return:
    """A function returns."""

    value: Value
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Jump:
    """break or continue, or (dead) an exception or exit: nothing after it runs."""

    kind: str
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Mixed:
    """One of several ways, which one is not known: "on" to the next statement, "break", "continue", "return".

    What is returned lies with the frame.
    """

    ways: frozenset[str]
    why: Unknown = field(compare=False)


BREAK, CONTINUE = Jump("break"), Jump("continue")
RAISE, EXIT = Jump("raise", dead=True), Jump("exit", dead=True)
Signal = Any  # None (goes on), Return, Jump or Mixed
GOES_ON, RETURNS = frozenset({ON}), frozenset({LEAVES_FUNCTION})
PLAIN: dict[frozenset[str], Signal] = {
    GOES_ON: None,
    frozenset({BREAK.kind}): BREAK,
    frozenset({CONTINUE.kind}): CONTINUE,
}


def ways_of(signal: Signal) -> frozenset[str]:
    """The ways that a signal leaves open."""
    if signal is None:
        return GOES_ON
    if isinstance(signal, Mixed):
        return signal.ways
    return RETURNS if isinstance(signal, Return) else frozenset({signal.kind})


def signal_of(ways: Iterable[str], why: Unknown) -> Signal:
    """The signal that leaves these ways open; what a return gives must already lie with the frame."""
    found = frozenset(ways)
    return PLAIN[found] if found in PLAIN else Mixed(found, why)


def either(
    run: Run, branches: Sequence[Callable[[], Signal]], why: Unknown, keep_faults: bool = False
) -> Signal:
    """One of these branches runs; which one is not known."""
    signals = list(fork(run, list(branches), why, keep_faults))
    frame = run.frames[-1]
    living = [signal for signal in signals if not getattr(signal, "dead", False)]
    if not living:
        return RAISE if RAISE in signals else EXIT
    frame.may_raise |= RAISE in signals
    ways = frozenset[str]().union(*map(ways_of, living))
    returned = [signal.value for signal in living if isinstance(signal, Return)]
    if ways == {LEAVES_FUNCTION} and returned:
        frame.returned.extend(returned[1:])
        return Return(returned[0])
    frame.returned.extend(returned)
    return signal_of(ways, why)


def then(run: Run, signal: Signal, action: Callable[[], Signal]) -> Signal:
    """What follows after a signal: the action, as far as anything follows."""
    if signal is None:
        return action()
    if isinstance(signal, Mixed) and ON in signal.ways:
        left = signal_of(signal.ways - {ON}, signal.why)
        return either(run, [action, lambda: left], signal.why)
    return signal

"""argparse, optparse and flags: what the program gets when nothing is said on its command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keraslint.evaluate import library_objects
from keraslint.evaluate.values import Bundle, Dict, External, List, Value
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run

Handler = Callable[["Run", "Arguments"], Value]
FLAGS = (
    "absl.flags.",
    "tensorflow.app.flags.",
    "tensorflow.compat.v1.app.flags.",
    "tensorflow.compat.v1.flags.",
    "tensorflow.flags.",
    "gflags.",
)
NAMED = "command line"  # where a run keeps the flags that are defined


def make_parser(run: Run, arguments: Arguments) -> Value:
    """argparse.ArgumentParser(…), optparse.OptionParser(…)"""
    return Bundle("a parser of the command line", kind="parser", state=run.dict())


def _group(run: Run, arguments: Arguments) -> Value:
    return arguments.positional[0]


def _subparsers(run: Run, arguments: Arguments) -> Value:
    """Of commands one is given; the others' arguments do not exist then."""
    parser = arguments.positional[0]
    run.touch(parser.state)
    parser.state.open = run.unknown("the command given on the command line", "args")
    return Bundle("the commands of a command line")


def _add_argument(run: Run, arguments: Arguments) -> Value:
    """parser.add_argument("-u", "--units", default=64, type=int)"""
    from keraslint.evaluate import calls

    parser, *names = arguments.positional
    keywords = arguments.keywords
    texts = [name for name in names if isinstance(name, str)]
    name = keywords.get("dest")
    if name is None and len(texts) == len(names) and texts:
        long = next((text for text in texts if text.startswith("--")), texts[0])
        name = long.lstrip("-").replace("-", "_")
    run.touch(parser.state)
    if not isinstance(name, str):
        parser.state.open = run.unknown("an argument of the command line", "args")
        return None
    default, kind = keywords.get("default"), keywords.get("type")
    if default is None and "default" not in keywords:
        action = keywords.get("action")
        if action in ("store_true", "store_false"):
            default = action == "store_false"
        elif (
            texts
            and not texts[0].startswith("-")
            or keywords.get("required") is True
            or _is_number(kind)
        ):
            default = _given(run, name)
    if isinstance(default, str) and kind is not None and not isinstance(kind, str):
        default = calls.call(run, kind, calls.Arguments([default]))
    if name in parser.state and isinstance(parser.state[name], Unknown) and default is None:
        return None  # two options that set the same thing
    parser.state[name] = default
    return None


def _is_number(kind: Value) -> bool:
    """Whether an argument is a number: without a default nobody means to leave it out."""
    return isinstance(kind, External) and kind.name in ("int", "float") or kind in ("int", "float")


def _set_defaults(run: Run, arguments: Arguments) -> Value:
    parser = arguments.positional[0]
    run.touch(parser.state)
    parser.state.update(arguments.keywords)
    return None


def _values(run: Run, arguments: Arguments) -> Value:
    """parser.parse_args(): every argument at its default, unless a list of them is given here."""
    parser = arguments.positional[0]
    given = arguments.get(1, "args")
    plain = (
        given is None
        or given == ""
        or isinstance(given, (List, tuple))
        and not given
        and not getattr(given, "open", None)
    )
    if not plain:
        fields: dict[Any, Value] = {name: _given(run, name) for name in parser.state}
        if (
            isinstance(given, List)
            and given.open is None
            and all(isinstance(word, str) for word in given)
        ):
            words = {
                word.partition("=")[0].lstrip("-").replace("-", "_")
                for word in given
                if word.startswith("-")
            }
            exact = all(word in parser.state for word in words)
            fields = {
                name: _given(run, name) if name in words or not exact else value
                for name, value in parser.state.items()
            }
    else:
        fields = dict(parser.state)
    found = library_objects.namespace(run, fields)
    space = arguments.keywords.get("namespace")
    return run.unknown("arguments in an object of one's own") if space is not None else found


def _given(run: Run, name: str) -> Unknown:
    return Unknown(f"`{name}` is given on the command line", run.line, name)


def _known_values(run: Run, arguments: Arguments) -> Value:
    """parser.parse_known_args(), and optparse's parse_args(): the values and the rest"""
    return _values(run, arguments), run.list((), run.unknown("the rest of the command line"))


def make_options(run: Run, arguments: Arguments) -> Value:
    return Bundle("a parser of the command line", kind="options", state=run.dict())


# -- flags ----------------------------------------------------------------------------------------------


def flag_path(path: str) -> str | None:
    """The part of a dotted name after the module of flags ("DEFINE_integer", "FLAGS.units"), or None."""
    for root in FLAGS:
        if path.startswith(root):
            return path[len(root) :]
    return None


def _flags(run: Run) -> Dict:
    found = run.library_state.get(NAMED)
    if found is None:
        found = run.library_state[NAMED] = Dict()
    return found


def define_flag(run: Run, kind: str, arguments: Arguments) -> Value:
    """flags.DEFINE_integer(name, default, help); `kind` is the function's name"""
    name, default = (
        arguments.get(0, "name", arguments.keywords.get("flag_name")),
        arguments.get(1, "default", arguments.keywords.get("default_value")),
    )
    flags = _flags(run)
    run.touch(flags)
    if isinstance(name, str):
        number = kind in ("DEFINE_integer", "DEFINE_float")
        flags[name] = _given(run, name) if default is None and number else default
    else:
        flags.open = run.unknown("a flag of unknown name")
    return None


def flag(run: Run, name: str) -> Value:
    """FLAGS.name"""
    flags = _flags(run)
    if name in flags:
        return flags[name]
    return run.unknown(f"the flag `{name}` is defined elsewhere", name)


def set_flag(run: Run, name: str, value: Value) -> None:
    """FLAGS.name = value"""
    run.touch(_flags(run))
    _flags(run)[name] = value


OBJECTS: dict[str, dict[str, Handler]] = {
    "parser": {
        "add_argument": _add_argument, "parse_args": _values, "parse_known_args": _known_values, "set_defaults": _set_defaults,
        "add_argument_group": _group, "add_mutually_exclusive_group": _group, "add_subparsers": _subparsers,
    },
    "options": {"add_option": _add_argument, "parse_args": _known_values, "set_defaults": _set_defaults},
}  # fmt: skip
FUNCTIONS: dict[str, Handler] = {
    "argparse.ArgumentParser": make_parser,
    "optparse.OptionParser": make_options,
}

"""Writes src/keraslint/layers/data/*.json: the signatures of every public layer of every Keras.

It reads the sources of releases and runs nothing of them (constructors.py does the reading).
Get the sources with

    pip download --no-deps Keras==2.0.9          also 2.1.6, 2.2.5, 2.3.1
    pip download --no-deps keras==2.6.0          also 2.10.0, 3.0.5, 3.15.1, and tf_keras==2.21.0
    pip download --no-deps --only-binary :all: --python-version 3.8 tensorflow-cpu==2.4.1
    pip download --no-deps --only-binary :all: --python-version 3.7 tensorflow-cpu==2.1.0
    pip download --no-deps --no-binary :all: --no-build-isolation Keras==1.0.8     also 1.1.1, 1.2.2

(the last in an environment with setuptools<58: their setup.py is old). Unpack each into a folder
that is named as in RELEASES; of tensorflow only tensorflow/python/keras and tensorflow/python/
feature_column are needed (in 2.1.0 rename tensorflow_core to tensorflow). Then run

    python tests/oracle/generate_signatures.py FOLDER_OF_THESE_FOLDERS
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

from constructors import Accepted, Class, Definition, Function, Release, accepted, ancestry

RELEASES = {
    "keras1": {"Keras-1.0.8": "keras", "Keras-1.1.1": "keras", "Keras-1.2.2": "keras"},
    "keras2": {
        "Keras-2.0.9": "keras",
        "Keras-2.1.6": "keras",
        "Keras-2.2.5": "keras",
        "Keras-2.3.1": "keras",
    },
    "tf.keras": {
        "tensorflow-2.1.0": "tensorflow.python.keras",
        "tensorflow-2.4.1": "tensorflow.python.keras",
        "keras-2.6.0": "keras",
        "keras-2.10.0": "keras",
        "tf_keras-2.21.0": "tf_keras",
    },
    "keras3": {"keras-3.0.5": "keras", "keras-3.15.1": "keras"},
}
"""Folder of each release and the package in it that is Keras. The newest is last: its signatures
are stored whole, of the older ones what differs."""

SUBMODULES = [
    "layers",
    "layers.core",
    "layers.convolutional",
    "layers.pooling",
    "layers.local",
    "layers.recurrent",
    "layers.normalization",
    "layers.embeddings",
    "layers.noise",
    "layers.advanced_activations",
    "layers.wrappers",
    "layers.convolutional_recurrent",
    "layers.merge",
]
V2 = "api._v2.keras.layers"
PUBLIC = {
    "keras1": SUBMODULES,
    "keras2": [*SUBMODULES, "legacy.layers"],
    "tf.keras": [
        V2,
        f"{V2}.experimental",
        f"{V2}.experimental.preprocessing",
        "api._v1.keras.layers",
    ],
    "keras3": ["layers"],
}
"""Where the public names are; what stands first wins."""

MERGING = ("add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract")
FUNCTIONS = ("Input", "merge", *MERGING)
NOT_LAYERS = ("Model", "Sequential", "Functional", "Network", "Container")

KERAS1_NAMES = {
    "atrous_rate": "dilation_rate",
    "beta_init": "beta_initializer",
    "bias": "use_bias",
    "border_mode": "padding",
    "b_constraint": "bias_constraint",
    "b_regularizer": "bias_regularizer",
    "consume_less": "implementation",
    "dim_ordering": "data_format",
    "dropout_U": "recurrent_dropout",
    "dropout_W": "dropout",
    "filter_length": "kernel_size",
    "forget_bias_init": "unit_forget_bias",
    "gamma_init": "gamma_initializer",
    "init": "kernel_initializer",
    "inner_activation": "recurrent_activation",
    "inner_init": "recurrent_initializer",
    "nb_filter": "filters",
    "p": "rate",
    "pool_length": "pool_size",
    "sigma": "stddev",
    "stride": "strides",
    "subsample": "strides",
    "subsample_length": "strides",
    "U_regularizer": "recurrent_regularizer",
    "W_constraint": "kernel_constraint",
    "W_regularizer": "kernel_regularizer",
}
"""Keras 1's names -> Keras 3's, in every layer that RENAMED does not except."""

UNITS = ("Dense", "GRU", "LSTM", "MaxoutDense", "SimpleRNN", "TimeDistributedDense")
LEAKY = {"LeakyReLU": {"alpha": "negative_slope"}}
RENAMED: dict[str, dict[str, dict[str, str]]] = {
    "keras1": {
        **{name: {"output_dim": "units"} for name in UNITS},
        "Embedding": {
            "init": "embeddings_initializer",
            "W_constraint": "embeddings_constraint",
            "W_regularizer": "embeddings_regularizer",
        },
        **LEAKY,
        "PReLU": {"init": "alpha_initializer"},
        "UpSampling1D": {"length": "size"},
    },
    "keras2": {**LEAKY, "MaxoutDense": {"output_dim": "units"}},
    "tf.keras": {
        **LEAKY,
        "CategoryEncoding": {"max_tokens": "num_tokens"},
        "Discretization": {"bins": "bin_boundaries"},
        "IntegerLookup": {
            "mask_value": "mask_token",
            "max_values": "max_tokens",
            "oov_value": "oov_token",
        },
    },
    "keras3": LEAKY,
}
SIDES = (["nb_row", "nb_col"], ["kernel_dim1", "kernel_dim2", "kernel_dim3"])
"""Parameters of Keras 1 that together are the kernel_size."""


def public(release: Release, generation: str) -> dict[str, Definition]:
    """Public name -> its class or function."""
    found: dict[str, Definition] = {}
    for place in PUBLIC[generation]:
        module = release.module(f"{release.root}.{place}")
        for name in module.bindings if module is not None else ():
            meant = module.resolve(name) if module is not None else None
            if name not in found and not name.startswith("_") and _is_public(name, meant):
                assert isinstance(meant, Class | Function)
                found[name] = meant
    return dict(sorted(found.items()))


def _is_public(name: str, meant: object) -> bool:
    if isinstance(meant, Function):
        return name in FUNCTIONS or name.startswith("Atrous")
    return (
        isinstance(meant, Class)
        and name not in NOT_LAYERS
        and any(ancestor.name == "Layer" for ancestor in ancestry(meant))
    )


def interfaces(release: Release) -> dict[str, dict[str, Any]]:
    """The converters of Keras 1 calls that standalone Keras 2 has."""
    module = release.module(f"{release.root}.legacy.interfaces")
    found = {}
    for name, value in (module.bindings if module else {}).items():
        if name.startswith("legacy_") and isinstance(value, ast.Call):
            given = {k.arg: k.value for k in value.keywords}
            found[name] = {
                "positional": ast.literal_eval(
                    given.get("allowed_positional_args", ast.Constant(None))
                ),
                "conversions": dict(ast.literal_eval(given.get("conversions", ast.List([])))),
                "values": ast.literal_eval(given.get("value_conversions", ast.Dict([], []))),
                "preprocessor": ast.unparse(given["preprocessor"])
                if "preprocessor" in given
                else None,
            }
            found[name] = {key: part for key, part in found[name].items() if part not in (None, {})}
    return found


def describe(release: Release, generation: str, modern: dict[str, str]) -> dict[str, Any]:
    """Everything that is stored about one release.

    `modern` gives Keras 3's own name for each name that it knows.
    """
    names = public(release, generation)
    converters = interfaces(release)
    layer = accepted(names["Layer"])
    base = layer.names
    classes: dict[str, Any] = {}
    aliases: dict[str, str] = {}
    for name, meant in names.items():
        own = names.get(meant.name)
        if name != meant.name and own is not None and own.node is meant.node:
            aliases[name] = meant.name
            continue
        kind = modern.get(name, name)
        if isinstance(meant, Function) and name.startswith(
            "Atrous"
        ):  # hands everything on to Conv1D or Conv2D
            kind = name.replace("AtrousConvolution", "Conv")
            entry = _entry(accepted(names[kind]), base)
            converter = converters[entry["interface"]]
            entry["interface"] = name
            converters[name] = {
                **converter,
                "conversions": {**converter["conversions"], "atrous_rate": "dilation_rate"},
            }
        else:
            entry = _entry(accepted(meant), base)
        if isinstance(meant, Function) and not name.startswith("Atrous"):
            entry["function"] = True
            kind = name[0].upper() + name[1:]
        classes[name] = {
            **entry,
            **({"kind": kind} if kind != name else {}),
            **_renamed(generation, name, entry),
        }
    used = {entry.get("interface") for entry in classes.values()}
    return {
        "version": list(release.version),
        "keywords": sorted(base),
        "aliases": aliases,
        "interfaces": {name: converters[name] for name in sorted(converters) if name in used},
        "classes": classes,
    }


def _entry(what: Accepted, base: set[str]) -> dict[str, Any]:
    """One class or function, short."""
    kept = [p for p in what.parameters if not (p.keyword_only and p.name in base)]
    of_base = what.base | {p.name for p in what.parameters if p.keyword_only and p.name in base}
    positional = [p for p in kept if not p.keyword_only]
    assert [p.required for p in positional] == sorted(
        (p.required for p in positional), reverse=True
    )
    entry = {
        "required": [p.name for p in kept if p.required],
        "optional": {p.name: p.default for p in kept if not p.required},
        "positional": len(positional) if len(positional) < len(kept) else None,
        "closed": not of_base,
        "anything": what.anything,
        "without": sorted(base - what.names) if of_base else [],
        "more": sorted(what.keywords - of_base),
        "interface": what.interface,
    }
    return {key: part for key, part in entry.items() if part or (part == 0 and part is not False)}


def _renamed(generation: str, name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The canonical names that are this class's own."""
    own = [*entry.get("required", []), *entry.get("optional", {}), *entry.get("more", [])]
    found: dict[str, Any] = {
        "names": {old: new for old, new in RENAMED[generation].get(name, {}).items() if old in own}
    }
    for sides in SIDES:
        if generation == "keras1" and set(sides) <= set(own):
            found["kernel_size"] = sides
    return {key: part for key, part in found.items() if part}


def difference(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What of an older release is not as in the newest one; null is for what it does not have."""
    result: dict[str, Any] = {"version": old["version"]}
    if old["keywords"] != new["keywords"]:
        result["keywords"] = old["keywords"]
    for part in ("aliases", "interfaces", "classes"):
        before, after = old[part], new[part]
        names = sorted({*before, *after})
        result[part] = {
            n: before.get(n) for n in names if compact(before.get(n)) != compact(after.get(n))
        }
    return {key: part for key, part in result.items() if part}


def compact(what: Any) -> str:
    return json.dumps(what, separators=(",", ":"))


def text(what: dict[str, Any]) -> str:
    """One class a line, sorted."""
    lines = []
    for key, part in what.items():
        if isinstance(part, dict) and part:
            rows = ",\n".join(f' "{name}":{compact(part[name])}' for name in sorted(part))
            lines.append(f'"{key}":{{\n{rows}}}')
        elif key == "older":
            lines.append(f'"older":[{",".join(map(text, part))}]')
        else:
            lines.append(f'"{key}":{compact(part)}')
    return "{\n" + ",\n".join(lines) + "}"


def main(sources: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    newest = public(Release(sources / "keras-3.15.1", "keras"), "keras3")
    modern = {name: meant.name for name, meant in newest.items() if meant.name in newest}
    for generation, folders in RELEASES.items():
        told = [
            describe(Release(sources / folder, root), generation, modern)
            for folder, root in folders.items()
        ]
        names = KERAS1_NAMES if generation in ("keras1", "keras2") else {}
        whole = {
            **told[-1],
            "names": names,
            "older": [difference(old, told[-1]) for old in told[:-1]],
        }
        (target / f"{generation}.json").write_text(text(whole) + "\n", encoding="utf-8")
        print(
            f"{generation}: {len(told[-1]['classes'])} classes, {len(told[-1]['aliases'])} aliases"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).resolve().parents[2] / "src/keraslint/layers/data")

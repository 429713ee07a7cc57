"""Keras's own constructors: layers, inputs and models, and calling layers on tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keraslint.evaluate import (
    applications,
    arrays,
    backend,
    bounds,
    calls,
    conditions,
    datasets,
    keras_objects,
    layer_attributes,
    layer_calls,
    operations,
    operators,
    pictures,
    precision,
    stated_shapes,
)
from keraslint.evaluate.lambdas import Lambda
from keraslint.evaluate.values import Array, Bundle, Dict, External, List, Value
from keraslint.graph.network import Functional, Network, Sequential
from keraslint.graph.tensor import Tensor, attach, connect, input_tensor, tensors
from keraslint.layers import signatures
from keraslint.layers.arguments import check
from keraslint.layers.layer import Layer, Opaque
from keraslint.patterns import compile_lazily
from keraslint.refusals import BadArgument, Refusal
from keraslint.shapes import Shape
from keraslint.unknown import Unknown

if TYPE_CHECKING:
    from keraslint.evaluate.calls import Arguments
    from keraslint.evaluate.run import Run


MAY_BE_GUARDED = compile_lazily(r"\btry\s*:\s*(?:#.*)?\s+(?:from|import)\b|\bhasattr\(|__version__")
"""A file that may look which names its Keras has before it uses them."""


def call(run: Run, tail: str, arguments: Arguments) -> Value:
    """A call of something of Keras's; `tail` is its path below Keras's root, such as layers.core.Dense."""
    room, _, _ = tail.partition(".")
    name = tail.rpartition(".")[2]
    if name == "set_floatx":
        return precision.set_floatx(run, arguments)
    if room == "config" and name in backend.CONFIGURATION:
        return backend.CONFIGURATION[name](run, arguments)
    if room == "applications" and (model := applications.call(run, tail, arguments)) is not None:
        return model
    if name in ("obtain_input_shape", "_obtain_input_shape"):
        return applications.obtain_input_shape(run, arguments)
    if room == "applications" and name == "preprocess_input" and arguments.open is None:
        return pictures.preprocess(run, arguments, tail.split(".")[-2])
    if room in (
        "datasets",
        "backend",
        "ops",
        "utils",
        "preprocessing",
        "random",
        "activations",
        "initializers",
        "initializations",
    ):
        if room == "datasets":
            return datasets.call(run, tail, arguments)
        if room in ("backend", "ops", "activations"):
            return operators.call(run, f"keras.{tail}", arguments)
        if arrays.knows(f"keras.{tail}"):
            return arrays.call(run, f"keras.{tail}", arguments)
        return Bundle(f"keras.{tail}()")
    if tail == "Variable" and arrays.knows("keras.Variable"):
        return arrays.call(run, "keras.Variable", arguments)
    if name == "Sequential":
        return make_sequential(run, arguments)
    if name in ("Model", "Functional"):
        return make_model(run, name, arguments)
    if name == "Input":
        return make_input(run, arguments)
    if name in precision.FUNCTIONS:
        return precision.FUNCTIONS[name](run, arguments)
    if name == "clone_model":
        return keras_objects.clone(run, arguments.get(0, "model"))
    if name == "InputSpec":
        return Bundle(f"keras.{tail}()", {"shape": arguments.get(1, "shape"), **arguments.keywords})
    if name == "VersionAwareLayers":  # how tf.keras's own applications get at the layers
        return External("keras.layers")
    if name in ("load_model", "model_from_json", "model_from_yaml", "model_from_config"):
        return run.unknown("a model that is loaded", name)
    signature = signatures.find(name, run.keras)
    if signature is not None:
        if signature.function:
            return call_function_form(run, name, arguments)
        return make_layer(run, name, arguments)
    if room == "layers" and (name[:1].isupper() or signatures.is_known(name)):
        return missing_layer(run, name)
    return Bundle(f"keras.{tail}()")


def missing_layer(run: Run, name: str) -> Value:
    """A layer or function that this Keras does not have: a fault if it is stated that this one applies."""
    missing = signatures.absent(name, run.keras, run.names_release)
    if missing is not None and not MAY_BE_GUARDED.search(run.module.text):
        if run.states_keras:
            run.fault(BadArgument(missing), name, run.here)
        else:
            run.misfit(BadArgument(missing), name)
    known = missing or f"is not a layer that keraslint knows in {run.keras.generation}"
    why = run.unknown(f"{name} {known}", name)
    return opaque(run, name, why) if name[:1].isupper() else why


def opaque(run: Run, label: str, why: Unknown) -> Layer:
    """A layer of which nothing is known."""
    layer = Opaque(why, run.keras, label=label, name=run.name_for(label), line=run.line)
    return register(run, layer)


def register(run: Run, layer: Layer) -> Layer:
    """Notes where a layer is made."""
    run.pay_for_layer()
    layer.born = run.clock
    run.events += 1
    run.layer_positions[layer] = run.here
    run.mention(layer, "layer")
    return layer


def make_layer(run: Run, name: str, arguments: Arguments) -> Layer:
    """A layer object; arguments that this Keras refuses are a fault."""
    signature = signatures.find(name, run.keras)
    assert signature is not None
    label = signature.name
    try:
        bound = signatures.bind(name, arguments.positional, arguments.keywords, run.keras)
        check(signature.kind, bound, run.keras, registered=run.registers_names)
        conditions.check_base(arguments.keywords, run.keras)
    except BadArgument as refusal:
        if arguments.open is not None:
            return opaque(run, label, arguments.open)
        run.predates_keras1 |= conditions.is_of_keras0(signature.kind, arguments.positional)
        run.fault(refusal, label, run.here)
        return opaque(run, label, run.unknown(f"{label} is refused: {refusal}", label))
    if arguments.open is not None:
        for key, value in signature.defaults.items():
            if bound.get(key) is value and key not in ("name", "trainable"):
                bound[key] = arguments.open
        bound["open"] = arguments.open
    for key, value in bound.items():
        if type(value) is float and value.is_integer() and key in ("units", "filters"):
            if (run.keras.one or run.keras.two) and run.settings.keras is None:
                bound[key] = int(value)  # Python 2 divides whole numbers so
        if isinstance(value, (Dict, List)) and value.open is not None:
            bound[key] = value.open  # what it may hold besides decides
        elif isinstance(value, Bundle):
            bound[key] = run.gap(value, f"{value.name} is not followed")
        elif isinstance(value, Array):
            bound[key] = (
                value.items
                if isinstance(value.items, tuple)
                else stated_shapes.number_of(run, value)
            )
    if "vocabulary" in bound and bound["vocabulary"] is None:
        bound["learned"] = run.unknown("the vocabulary, which adapt() may find", "tokens")
    own_name = bound.get("name")
    kind = Lambda if signature.kind == "Lambda" else Layer
    layer = kind(
        signature.kind,
        bound,
        run.keras,
        label=label,
        name=own_name if isinstance(own_name, str) else run.name_for(label),
        line=run.line,
    )
    if isinstance(layer, Lambda):
        layer.run = run
    if isinstance(bound.get("trainable"), Unknown):
        layer.trainable = None
    try:
        layer.arguments["first_shape"] = stated_shapes.first_shape(signature.kind, bound, run)
        if signature.kind == "InputLayer":
            layer.arguments["batch_shape"] = stated_shapes.input_shape(run, bound)
        if signature.kind == "Merge" and bound.get("layers") is not None:
            _merge_models(run, layer, bound["layers"])
    except Refusal as refusal:
        run.fault(refusal, label, run.here, layer)
        layer.fail(run.unknown(f"{label} is refused: {refusal}", label))
    return register(run, layer)


def _merge_models(run: Run, layer: Layer, models: Value) -> None:
    """Keras 1's Merge([left, right], mode=…): it reads the outputs of layers that are already connected."""
    turns = operations.iterate(run, models)
    outputs = (
        []
        if isinstance(turns, Unknown)
        else [layer_attributes.output(run, model) for model in turns]
    )
    if not outputs or not all(isinstance(output, Tensor) for output in outputs):
        why = (
            turns
            if isinstance(turns, Unknown)
            else run.unknown("Merge of models that are not known")
        )
        layer.arguments["made"] = attach(layer, (), {}, layer.fail(why))
    else:
        layer.arguments["made"] = connect(layer, outputs)


def make_input(run: Run, arguments: Arguments) -> Value:
    """Input(…): a symbolic tensor."""
    signature = signatures.find("Input", run.keras)
    try:
        bound = (
            signatures.bind("Input", arguments.positional, arguments.keywords, run.keras)
            if signature
            else dict(arguments.keywords)
        )
        shape = (
            Shape.unknown(arguments.open)
            if arguments.open is not None
            else stated_shapes.input_shape(run, bound)
        )
    except Refusal as refusal:
        if arguments.open is not None:
            return run.unknown("Input with unknown arguments")
        run.fault(refusal, "Input", run.here)
        bound, shape = {}, Shape.unknown(run.unknown(f"Input is refused: {refusal}", "input"))
    name, kind = bound.get("name"), "InputLayer" if run.keras.three else "input"
    layer = Layer(
        "InputLayer",
        {"batch_shape": shape, "name": name},
        run.keras,
        label="InputLayer",
        name=name if isinstance(name, str) else run.name_for(kind),
        line=run.line,
    )
    register(run, layer)
    tensor = input_tensor(shape, layer)
    dtype = bound.get("dtype")
    tensor.dtype = dtype if isinstance(dtype, str) else ""
    return tensor


def call_function_form(run: Run, name: str, arguments: Arguments) -> Value:
    """concatenate([a, b], axis=1) and its like: a layer that is made and called at once."""
    signature = signatures.find(name, run.keras)
    assert signature is not None
    if arguments.open is not None:
        return run.unknown(f"{name} with unknown arguments", name)
    try:
        bound = signatures.bind(name, arguments.positional, arguments.keywords, run.keras)
    except BadArgument as refusal:
        run.fault(refusal, name, run.here)
        return run.unknown(f"{name} is refused: {refusal}", name)
    inputs = bound.pop("inputs", None)
    own_name = bound.get("name")
    layer = Layer(
        signature.kind,
        bound,
        run.keras,
        label=signature.kind,
        name=own_name if isinstance(own_name, str) else run.name_for(signature.kind),
        line=run.line,
    )
    register(run, layer)
    return layer_calls.call_layer(run, layer, calls.Arguments([inputs]))


def register_network(run: Run, network: Network) -> None:
    """Notes a new model."""
    run.pay_for_layer()
    run.since_model = 0
    network.born = run.clock
    run.events += 1
    run.layer_positions[network] = run.here
    if not run.importing:
        run.networks.append(network)
        run.mention(network, "model")


def make_sequential(run: Run, arguments: Arguments) -> Sequential:
    """Sequential(layers)"""
    name = arguments.get(1, "name")
    network = Sequential(
        run.keras, name=name if isinstance(name, str) else run.name_for("Sequential"), line=run.line
    )
    network.arguments["name"] = name
    register_network(run, network)
    layers = arguments.get(0, "layers")
    if layers is None:
        return network
    if isinstance(layers, (Layer, Tensor)):
        if not run.keras.tf:
            refusal = BadArgument("takes a list of layers, not one layer")
            run.fault(refusal, "Sequential", run.here)
        layers = run.list([layers])
    turns = operations.iterate(run, layers)
    if isinstance(turns, Unknown):
        network.doubt(turns)
        return network
    for layer in turns:
        keras_objects.add(run, network, layer)
    if isinstance(turns, List) and turns.open is not None:
        network.doubt(turns.open)
    return network


def make_model(run: Run, label: str, arguments: Arguments) -> Value:
    """Model(inputs, outputs), or Keras 1's Model(input=, output=)."""
    inputs = arguments.get(0, "inputs", arguments.keywords.get("input"))
    outputs = arguments.get(1, "outputs", arguments.keywords.get("output"))
    name = arguments.get(2, "name")
    if isinstance(name, Unknown):
        name = None
    name = (
        name
        if isinstance(name, str)
        else run.name_for(
            "Model"
            if run.keras.one or run.keras.two
            else "functional"
            if run.keras.three
            else "model"
        )
    )
    label = "Model" if run.keras.one or run.keras.two else "Functional"
    mixed = run.settings.keras is None and run.module.evidence.standalone
    if not mixed or run.keras.three:  # a name may come from the other package, which takes more
        try:
            conditions.check_model_keywords(arguments, run.keras)
        except Refusal as refusal:
            run.fault(refusal, label, run.here)
    try:
        network = functional(run, inputs, outputs, name, label)
    except Refusal as refusal:
        run.fault(refusal, label, run.here)
        return run.unknown(f"the model is refused: {refusal}", label)
    network.arguments["name"] = arguments.get(2, "name")
    register_network(run, network)
    return network


def functional(run: Run, inputs: Value, outputs: Value, name: str, label: str) -> Functional:
    """The graph between these ends, with a gap where one of them is not known. Raises Refusal."""
    gaps = [
        value for value in operations.leaves_of([inputs, outputs]) if not isinstance(value, Tensor)
    ]
    if isinstance(inputs, (List, Dict)) and inputs.open is not None:
        inputs = [*(inputs.values() if isinstance(inputs, Dict) else inputs), inputs.open]
    conditions.check_ends(inputs, outputs, run.keras)
    network = Functional(inputs, outputs, run.keras, name=name, line=run.line, label=label)
    run.step(bounds.STEPS_OF_ROW * len(network.calls))  # whoever made its layers
    conditions.check_inputs(network)
    conditions.check_names(network.layers)
    if gaps or not any(True for _ in tensors(outputs)):
        gap = next((value for value in gaps if isinstance(value, Unknown)), None)
        network.unknown = gap or run.unknown("an input or output that is not known")
    return network

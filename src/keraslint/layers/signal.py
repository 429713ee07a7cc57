"""Layers that turn a signal into its spectrum (Keras 3)."""

from __future__ import annotations

from typing import Any

from keraslint.layers.definition import (
    Built,
    DataFormat,
    Padding,
    channels_last,
    image,
    is_channels_first,
    layer,
    whole,
)
from keraslint.layers.generations import Keras
from keraslint.refusals import BadArgument
from keraslint.shapes import Shape, window
from keraslint.sizes import Size, derived, size, times
from keraslint.unknown import Unknown
from keraslint.weights import Weight

MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")


@layer("STFTSpectrogram")
def stft_spectrogram(
    x: Shape,
    *,
    mode: str = "log",
    frame_length: Size = 256,
    frame_step: Any = None,
    fft_length: Any = None,
    scaling: Any = "density",
    padding: Padding = "valid",
    expand_dims: bool = False,
    data_format: DataFormat = None,
    keras: Keras,
) -> Built:
    """A convolution with sines and cosines (keras.io/api/layers/preprocessing_layers/audio_preprocessing)."""
    _check_modes(mode, scaling, padding)
    step, points = _frames(frame_length, frame_step, fft_length)
    first = is_channels_first(data_format, keras)
    batch, (length,), channels = channels_last(x.axes(3), first)
    bands, samples = points // 2 + 1, whole(frame_length, "frame_length")
    parts = [part for part in ("real", "imag") if mode == part or mode not in ("real", "imag")]
    kernels = (
        Weight(f"{part}_kernel", (samples, 1, bands), factors=(samples, bands)) for part in parts
    )
    steps, values = window(length, samples, step, padding), bands * (2 if mode == "stft" else 1)
    if expand_dims:
        return Built(image(batch, (steps, values), channels, first), tuple(kernels))
    joined = times(values, size(channels, "the channels"))
    return Built(image(batch, (steps,), joined, first), tuple(kernels))


@layer("MelSpectrogram")
def mel_spectrogram(
    x: Shape,
    *,
    fft_length: Any = 2048,
    sequence_stride: Size = 512,
    sequence_length: Any = None,
    num_mel_bins: Size = 128,
) -> Built:
    """Energy in each mel band over time (keras.io/api/layers/preprocessing_layers/audio_preprocessing/mel_spectrogram)."""
    if (
        isinstance(sequence_length, int)
        and isinstance(fft_length, int)
        and sequence_length > fft_length
    ):
        raise BadArgument(
            f"needs a sequence_length of at most fft_length, got {sequence_length} and {fft_length}"
        )
    if not sequence_stride:
        raise BadArgument("needs a positive sequence_stride")
    dims = x.axes(2) if x.dims is None else x.dims
    length = dims[min(len(dims), 2) - 1]
    steps = None if length is None else (length + sequence_stride + 1) // sequence_stride
    return Built(Shape.of(*dims[:1] if len(dims) > 1 else (), num_mel_bins, steps))


def _frames(frame_length: Size, frame_step: Any, fft_length: Any) -> tuple[Size, Size]:
    """The step from frame to frame (half a frame) and the points of the transform (the next power of 2)."""
    if (
        isinstance(frame_length, int)
        and isinstance(frame_step, int)
        and not 1 <= frame_step <= frame_length
    ):
        raise BadArgument(
            f"needs a frame_step from 1 to frame_length={frame_length}, got {frame_step}"
        )
    if isinstance(frame_length, int) and isinstance(fft_length, int) and fft_length < frame_length:
        raise BadArgument(
            f"needs an fft_length of at least frame_length={frame_length}, got {fft_length}"
        )
    if isinstance(frame_length, int) and frame_length < 1:
        raise BadArgument(f"takes frame_length as a positive number, not {frame_length}")
    step = (
        whole(frame_step, "frame_step") if frame_step else whole(frame_length, "frame_length") // 2
    )
    if not step:
        raise BadArgument("needs a frame_step: half of frame_length=1 is none")
    if fft_length:
        return step, whole(fft_length, "fft_length")
    if isinstance(frame_length, int):
        return step, 1 << (frame_length - 1).bit_length()
    return step, derived(f"2^⌈log2 {frame_length}⌉", ("fft_length", frame_length), 1)


def _check_modes(mode: str, scaling: Any, padding: str) -> None:
    if mode not in MODES:
        raise BadArgument(f"takes mode {', '.join(MODES[:-1])} or {MODES[-1]}, not {mode!r}")
    if scaling not in (None, "density", "spectrum") and not isinstance(scaling, Unknown):
        raise BadArgument(f"takes scaling density, spectrum or None, not {scaling!r}")
    if padding not in ("valid", "same"):
        raise BadArgument(f"takes padding valid or same, not {padding!r}")

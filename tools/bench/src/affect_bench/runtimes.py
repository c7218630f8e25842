"""One step of a causal network in other runtimes, each set up for speed: one graph, states kept in place."""

from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from affect_train.model_file import Model
from affect_train.onnx_step import OneStepNetwork
from numpy.typing import NDArray

Crop = NDArray[np.float32]
"""1 × 1 × H × W, normalised."""


class Runtime(Protocol):
    version: str
    instructions: str

    def step(self, crop: Crop) -> NDArray[np.float32]:
        """Takes in the crop of the next tick: the outputs."""
        ...


def initial_states(model: Model) -> dict[str, NDArray[np.float32]]:
    network = OneStepNetwork(model.networks["main."])
    return {name: value.numpy() for name, value in network.initial_states(model.crop.height, model.crop.width).items()}


class OnnxRuntime:
    """Inputs and outputs are bound to two sets of buffers that swap places, so that no state is copied."""

    def __init__(self, model: Model, graph: Path, threads: int) -> None:
        import onnxruntime

        self.version, self.instructions = metadata.version("onnxruntime"), "MLAS, chosen at run time"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self.session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        states = initial_states(model)
        value = onnxruntime.OrtValue.ortvalue_from_numpy
        self.crop = value(np.zeros((1, 1, model.crop.height, model.crop.width), np.float32))
        self.estimate = value(np.zeros((1, len(model.outputs)), np.float32))
        sets = [{name: value(state.copy()) for name, state in states.items()} for _ in range(2)]
        self.bindings = []
        for current, following in (sets, sets[::-1]):
            binding = self.session.io_binding()
            binding.bind_ortvalue_input("crop", self.crop)
            binding.bind_ortvalue_output("estimate", self.estimate)
            for name in states:
                binding.bind_ortvalue_input(name, current[name])
                binding.bind_ortvalue_output(f"next_{name}", following[name])
            self.bindings.append(binding)

    def step(self, crop: Crop) -> NDArray[np.float32]:
        self.crop.update_inplace(crop)
        self.session.run_with_iobinding(self.bindings[0])
        self.bindings.reverse()
        return self.estimate.numpy()[0]


class OpenVino:
    """Like ONNX Runtime: two sets of tensors that swap places."""

    def __init__(self, model: Model, graph: Path, threads: int) -> None:
        import openvino

        self.version = metadata.version("openvino")
        core = openvino.Core()
        capabilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self.instructions = f"chosen at run time ({', '.join(sorted(capabilities))})"
        options = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
        }
        compiled = core.compile_model(core.read_model(graph), "CPU", options)
        states = initial_states(model)
        self.crop = np.zeros((1, 1, model.crop.height, model.crop.width), np.float32)
        self.estimate = np.zeros((1, len(model.outputs)), np.float32)
        sets = [{name: openvino.Tensor(state.copy()) for name, state in states.items()} for _ in range(2)]
        self.requests = []
        for current, following in (sets, sets[::-1]):
            request = compiled.create_infer_request()
            request.set_tensor("crop", openvino.Tensor(self.crop, shared_memory=True))
            request.set_tensor("estimate", openvino.Tensor(self.estimate, shared_memory=True))
            for name in states:
                request.set_tensor(name, current[name])
                request.set_tensor(f"next_{name}", following[name])
            self.requests.append(request)

    def step(self, crop: Crop) -> NDArray[np.float32]:
        self.crop[:] = crop
        self.requests[0].infer()
        self.requests.reverse()
        return self.estimate[0]


class PyTorch:
    """Eager mode."""

    def __init__(self, model: Model, graph: Path, threads: int) -> None:
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        self.version, self.instructions = torch.__version__, torch.backends.cpu.get_cpu_capability()
        self.network = OneStepNetwork(model.networks["main."]).eval()
        self.states = [torch.from_numpy(state) for state in initial_states(model).values()]

    @torch.inference_mode()
    def step(self, crop: Crop) -> NDArray[np.float32]:
        estimate, *self.states = self.network(torch.from_numpy(crop), *self.states)
        return estimate[0].numpy()


RUNTIMES: dict[str, Callable[[Model, Path, int], Runtime]] = {
    "ONNX Runtime": OnnxRuntime,
    "OpenVINO": OpenVino,
    "PyTorch": PyTorch,
}

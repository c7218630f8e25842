"""Max pooling over space and, with a temporal stride of 2, over a time step and the one before it."""

from collections import deque

import torch
import torch.nn.functional as F
from torch import Tensor

from affect_train.pooling import PoolingKernel


def pool_strided(sequence: Tensor, kernel: PoolingKernel) -> Tensor:
    """Pooling of N × C × T × H × W with stride = kernel; a remainder in time or space is dropped."""
    return F.max_pool3d(sequence, kernel)


def pool_dilated(sequence: Tensor, kernel: PoolingKernel, dilation: int) -> Tensor:
    """The same value at every tick: `max(y[t - dilation], y[t])`, at the start `y[t]` alone; T stays as it is."""
    pooled = F.max_pool3d(sequence, (1, kernel[1], kernel[2]))
    if kernel[0] == 1:
        return pooled
    alone, paired = pooled[:, :, :dilation], pooled[:, :, dilation:]
    return torch.cat((alone, torch.maximum(paired, pooled[:, :, : paired.shape[2]])), dim=2)


def pool_step(step: Tensor, past: deque[Tensor], kernel: PoolingKernel, dilation: int) -> Tensor:
    """One tick of `pool_dilated`; `past` keeps the last `dilation` pooled inputs, oldest first."""
    pooled = F.max_pool2d(step, kernel[1:])
    if kernel[0] == 1:
        return pooled
    past.append(pooled)
    if len(past) <= dilation:
        return pooled
    return torch.maximum(past.popleft(), pooled)

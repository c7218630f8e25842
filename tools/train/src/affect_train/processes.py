"""One training spread over several processes by `torchrun`, or a single one."""

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as distributed
from torch import Tensor

LONGEST_WAIT = timedelta(days=1)
"""The others wait so long while the first process makes the cache."""


@dataclass(frozen=True)
class Processes:
    """This process's number among `count`, and what it computes on."""

    rank: int
    count: int
    device: torch.device

    @classmethod
    def join(cls) -> "Processes":
        """Joins the processes that `torchrun` started (NCCL between GPUs, gloo between CPUs); alone without it."""
        local = int(os.environ.get("LOCAL_RANK", "0"))
        gpu = torch.cuda.is_available()
        device = torch.device("cuda", local) if gpu else torch.device("cpu")
        if "WORLD_SIZE" not in os.environ:
            return cls(0, 1, device)
        if gpu:
            torch.cuda.set_device(device)
        distributed.init_process_group("nccl" if gpu else "gloo", timeout=LONGEST_WAIT)
        return cls(distributed.get_rank(), distributed.get_world_size(), device)

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def leave(self) -> None:
        """Ends the membership."""
        if self.count > 1:
            distributed.destroy_process_group()

    def wait(self) -> None:
        """Returns when every process has come here."""
        if self.count > 1:
            distributed.barrier()

    def gather(self, own: Tensor) -> Tensor:
        """All processes' tensors of one shape, concatenated in their first dimension; only one's own has a gradient."""
        if self.count == 1:
            return own
        parts = [torch.empty_like(own) for _ in range(self.count)]
        distributed.all_gather(parts, own.detach().contiguous())
        parts[self.rank] = own
        return torch.cat(parts)

    def gather_objects(self, own: Any) -> list[Any]:
        """Every process's object, on every process."""
        if self.count == 1:
            return [own]
        objects = [None] * self.count
        distributed.all_gather_object(objects, own)
        return objects

"""What this machine computes with, told in one way: cores, and instructions for short numbers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

_TURNS = 3


def available_cores() -> int:
    """Return the number of cores this process may use: those of its affinity, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def instructions_for(precision: str) -> str:
    """Name what this processor multiplies such numbers with, as torch tells; empty if nothing."""
    import torch

    told = getattr(torch.cpu, "get_capabilities", dict)()
    if precision == "bfloat16":
        # Releases of torch before 2.10 tell by functions of their own.
        amx = told.get("amx_bf16", getattr(torch.cpu, "_is_amx_tile_supported", bool)())
        avx = told.get("avx512_bf16", getattr(torch.cpu, "_is_avx512_bf16_supported", bool)())
        return "AMX" if amx else "AVX-512 BF16" if avx else "BF16" if told.get("bf16") else ""
    if precision == "float16":
        amx = told.get("amx_fp16", getattr(torch.cpu, "_is_amx_fp16_supported", bool)())
        return "AMX FP16" if amx else "AVX-512 FP16" if told.get("avx512_fp16") else ""
    return ""


def speed_ratio(
    one: Callable[[], object],
    other: Callable[[], object],
    clock: Callable[[], float] = time.process_time,
) -> float:
    """Return how many times as fast the other is: the median ratio of a few turns.

    By processor time, which whatever else runs on the machine changes less than time on the wall.
    """

    def spent(work: Callable[[], object]) -> float:
        began = clock()
        work()
        return max(clock() - began, 1e-9)

    return sorted(spent(one) / spent(other) for _ in range(_TURNS))[_TURNS // 2]

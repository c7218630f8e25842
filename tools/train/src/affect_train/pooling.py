"""The four max-pooling variants of the paper's Table 1."""

PoolingKernel = tuple[int, int, int]
"""Kernel and stride of one max pooling, T × H × W."""

SPATIAL: PoolingKernel = (1, 2, 2)
SPATIOTEMPORAL: PoolingKernel = (2, 2, 2)

POOLING_VARIANTS: dict[str, tuple[PoolingKernel, ...]] = {
    "original": (SPATIAL, SPATIAL, SPATIAL, SPATIAL),
    "max": (SPATIAL, SPATIOTEMPORAL, SPATIOTEMPORAL, SPATIOTEMPORAL),
    "temporal": (SPATIAL, SPATIAL, SPATIAL, SPATIAL),
    "both": (SPATIAL, SPATIAL, SPATIOTEMPORAL, SPATIOTEMPORAL),
}
"""Kernels of the four layers. `temporal` differs from `original`, and `both` from `max`, in the window before them."""

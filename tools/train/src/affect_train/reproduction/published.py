"""What Huang et al. (ICASSP 2018) published: CCC on the development set of AVEC 2017, and their windows."""

OUTPUTS = ("arousal", "valence")
KINDS = {"conv3d": "3D ConvNet", "convlstm": "ConvLSTM"}
POOLINGS = {
    "original": "Original",
    "max": "Max pooling",
    "temporal": "Temporal pooling",
    "both": "Max pooling and temporal pooling",
}
TABLES: dict[str, dict[str, tuple[float, float]]] = {
    "conv3d": {"original": (0.429, 0.524), "max": (0.461, 0.559), "temporal": (0.558, 0.656), "both": (0.527, 0.595)},
    "convlstm": {"original": (0.441, 0.504), "max": (0.456, 0.532), "temporal": (0.583, 0.654), "both": (0.546, 0.624)},
}
"""Tables 2 and 3: arousal and valence."""

BASELINES = {"Baseline (video)": (0.466, 0.400), "Baseline (multimodal)": (0.525, 0.507)}
"""Table 4, beside the ConvLSTM with temporal pooling."""

WINDOWS = {"original": (1, 1), "max": (1, 1), "temporal": (8, 6), "both": (4, 2)}
"""Ticks of 100 ms over which arousal's and valence's crops and labels are averaged."""

FIGURE_WINDOWS = (2, 4, 6, 8, 10, 12)
"""Fig. 4: 0.2 s to 1.2 s."""

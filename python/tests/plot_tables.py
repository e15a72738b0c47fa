"""Small tables of every kind, as mappings of columns to values."""

from typing import Any

import numpy as np

Columns = dict[str, Any]
NAMES = "E_0 E_1 E_2 E_3 E_4 u_th u_marginal_minus u_marginal_plus u_bulk_edge ground_state E_alg".split()
LEVELS = [-1.657, -1.6529, -1.6503, -1.6484, -1.647, -1.633, -1.633, -1.633, -1.633, -1.657, -1.633]


def grid(**axes: Any) -> dict[str, np.ndarray]:
    """Every combination of the values of axes, the first varying slowest."""
    places = np.meshgrid(*(np.arange(len(values)) for values in axes.values()), indexing="ij")
    return {name: np.array(values, dtype=object)[place.ravel()] for (name, values), place in zip(axes.items(), places)}


def real(column: np.ndarray) -> np.ndarray:
    return column.astype(float)


def complexity() -> Columns:
    table = grid(mixture=["pure:3"], size=["inf"], index=["total", "0", "1"], energy=np.linspace(-1.7, -1.6, 30))
    rank = np.array([0.0 if index == "total" else float(index) for index in table["index"]])
    values = 0.5 * (real(table["energy"]) + 1.657) * (1 + 0.3 * rank) - 0.002 * rank
    return {**table, "count": "density", "complexity": values, "std_error": "", "log_mean_count": ""}


def counts_by_index() -> Columns:
    table = grid(mixture=["pure:3"], size=[8], index=range(8))
    logs = 3 - 0.1 * (real(table["index"]) - 3.5) ** 2
    return {**table, "energy": "", "count": "all", "complexity": logs / 8, "log_mean_count": logs, "std_error": 0.05}


def size_dependence() -> Columns:
    table = grid(mixture=["pure:3", "pure:4"], size=["5", "10", "20", "inf"], index=["total"])
    size = np.array([float(text) for text in table["size"]])
    return {**table, "energy": "", "count": "all", "complexity": 0.3 + 1 / size, "log_mean_count": "", "std_error": ""}


def values() -> Columns:
    return {
        "mixture": ["pure:3"],
        "size": ["inf"],
        "index": ["total"],
        "energy": [""],
        "count": ["all"],
        "complexity": [0.35],
    }


def thresholds() -> Columns:
    return {"mixture": ["pure:3"] * len(NAMES), "name": NAMES, "energy": LEVELS, "structure": "", "certificate": ""}


def count() -> Columns:
    table = grid(mixture=["pure:3"], size=[5, 6], index=["total", "0", "1", "2", "3", "4"])
    rank = np.array([3.0 if index == "total" else -abs(float(index) - 2) for index in table["index"]])
    exact = np.exp(1 + 0.5 * rank) * real(table["size"]) / 5
    z = np.linspace(-1.5, 1.5, len(exact))
    counts = {"mean_count": exact + 0.2 * z, "std_error": 0.2, "predicted": exact, "z_score": z}
    return {**table, "energy_lo": "", "energy_hi": "", "samples": 50, **counts}


def count_windows() -> Columns:
    low = np.linspace(-2, 1.5, 8)
    table = grid(mixture=["pure:3"], size=[4], index=["total", "0", "1", "2", "3"], energy_lo=low)
    exact = np.exp(-(real(table["energy_lo"]) ** 2))
    counts = {"mean_count": exact * 1.05, "std_error": 0.1 * exact, "predicted": exact, "z_score": 0.5}
    return {**table, "energy_hi": real(table["energy_lo"]) + 0.5, "samples": 50, **counts}


def points() -> Columns:
    rng = np.random.default_rng(1)
    index = np.repeat(np.arange(4), 60)
    energy = 0.5 * (index - 1.5) + 0.2 * rng.normal(size=240)
    columns = {"mixture": "pure:3", "size": 4, "seed": "1", "sample": 0, "point": np.arange(240)}
    return {**columns, "energy": energy, "radial": 3 * energy, "index": index, "gradient_norm": 1e-15}


def descend() -> Columns:
    table = grid(disorder=[0, 1], replica=range(3), step=[0, 1, 3, 10, 30, 100])
    step = real(table["step"])
    energy = -1.6 * step / (5 + step) + 0.02 * real(table["replica"])
    seen = {"overlap_with_start": 1 / (1 + 0.1 * step), "marginality": -energy}
    empty = {"anchors": "", "discarded_variance": "", "flow_error": ""}
    moved = {"time": 0.02 * step, "energy": energy, "gradient_norm": 1 / (1 + step), "radial": 3 * energy}
    return {**table, **moved, **seen, **empty}


def history() -> Columns:
    table = grid(config=["paper_bn"], seed=[1, 2], step=[0, 10, 100, 1000])
    step, seed = real(table["step"]), real(table["seed"])
    loss, depth = 4 - 0.5 * np.log10(1 + step) + 0.05 * seed, 3.5 + 0.1 * np.log10(1 + step) + 0.1 * seed
    more = {
        "theory_depth_coherent": depth - 0.2,
        "theory_depth_incoherent": depth - 1,
        "weight_norm": 20 + 0.001 * step,
    }
    accuracy = {"test_accuracy": 0.1 + 0.0001 * step, "running_accuracy": 0.1 + 0.0001 * step}
    return {**table, "training_loss": loss, "test_loss": loss + 0.1, **accuracy, "effective_depth": depth, **more}


def layers() -> Columns:
    table = grid(config=["paper_bn"], seed=[1], step=[0, 10, 100], layer=range(1, 11))
    layer, step = real(table["layer"]), real(table["step"])
    scale = 1 + 0.01 * layer * np.log10(1 + step)
    return {**table, "scale": scale, "rms_weight": 0.1, "gain": scale / layer, "beta": 0.5 * scale / np.sqrt(layer)}


def scales() -> Columns:
    table = grid(config=["paper_bn"], step=[0, 10, 100], layer=range(1, 5))
    return {**table, "seeds": 4, "scale": 1 + 0.01 * real(table["layer"] * table["step"]), "scale_sd": 0.05}


def depth() -> Columns:
    table = grid(config=["paper_bn"], seed=[1, 2], step=[0, 100, 2000], r=range(1, 7))
    r = real(table["r"])
    share = np.exp(-0.5 * (r - 3) ** 2) * (1 + 0.02 * real(table["seed"]))
    return {**table, "output_share": share, "theory_coherent": share, "theory_incoherent": np.exp(-0.5 * (r - 2) ** 2)}


def depth_summary() -> Columns:
    depths = {
        "effective_depth": [3.5],
        "signed_depth": [3.4],
        "theory_depth_coherent": [3.3],
        "theory_depth_incoherent": [2.4],
    }
    return {"config": ["paper_bn"], "seed": [1], "step": [2000], **depths, "cross": [2.5], "residual": [3e-7]}


def verdicts() -> Columns:
    return {
        "claim": [
            "signed sharing: exact Kac-Rice",
            "plain sharing: isotropic, paths:p=3,b=1",
            "Euler characteristic",
            "far below",
        ],
        "predicted": [13.9, 14.2, 1, 9],
        "measured": [13.5, 19.7, 1, 2],
        "std_error": [0.8, 0.6, 0, 0.2],
        "z_score": ["-0.5", "9.6", "", "-35"],
        "verdict": ["undecided", "rejected", "agrees", "rejected"],
    }


def profile() -> Columns:
    table = grid(sharing=["signed", "plain"], index=["total", "0", "1", "2", "3"])
    exact = np.where(table["index"] == "total", 13.0, 2.5)
    mixtures = {"path_count": 1.1 * exact, "measured_mixture": 0.9 * exact, "paper": 0.7 * exact}
    return {**table, "samples": 40, "counted": 1.05 * exact, "std_error": 0.1 * exact, "exact": exact, **mixtures}


def changes() -> Columns:
    table = grid(config=["paper_bn", "train_bn"], quantity=["effective depth", "input gradient depth", "coherent law"])
    before = np.linspace(3, 3.5, 6)
    return {**table, "seeds": 4, "before": before, "after": before - 0.5, "change": -0.5, "std_error": 0.1}


def mixture() -> Columns:
    epsilon = np.array([0.6, 0.6, -0.5, 0.17])
    return {"r": [1, 2, 3, 4], "epsilon": epsilon, "weight": epsilon**2}


def mixture_summary() -> Columns:
    return {
        "mixture": ["pure:3", "resnet:p=100,beta=0.5", "resnet:p=10,beta=0.02"],
        "order_min": [3, 1, 1],
        "order_max": [3, 100, 10],
        "depth_mean": [3, 33.9, 1.1],
        "depth_std": [0, 3.3, 0.2],
        "depth_mode": [3, 34, 1],
        "curvature_ratio": [2, 33, 0.06],
    }


def study() -> Columns:
    table = grid(p=[3, 10], beta=np.geomspace(0.01, 10, 8), seed=[1], size=["inf"], index=["total", "0"])
    values = np.log1p(real(table["beta"]) * real(table["p"])) * np.where(table["index"] == "0", 0.5, 1)
    mixtures = [f"resnet:p={p},beta={beta}" for p, beta in zip(table["p"], table["beta"])]
    absent = dict.fromkeys(("mean_count", "log_mean_count", "std_error", "effective_share"), "")
    return {
        **table,
        "mixture": mixtures,
        "energy": "",
        "count": "all",
        "complexity": values,
        **absent,
        "method": "asymptotic",
    }


def path_groups() -> Columns:
    table = grid(assignment=["outgoing-balanced", "shuffled"], length=[1, 2, 3])
    size = np.array([6, 24, 24, 6, 24, 24])
    spread = np.array([0, 0, 0, 1, 8, 12])
    return {
        **table,
        "expected_size": size,
        "mean_size": size,
        "smallest_size": size - spread,
        "largest_size": size + spread,
    }


def path_moments() -> Columns:
    table = grid(assignment=["outgoing-balanced", "shuffled"], inputs=["independent", "equal"], length=[1, 2, 3])
    ratios = {"smallest_ratio": 0.2, "mean_ratio": 0.3, "largest_ratio": 0.4, "one_over_paths": 0.05}
    return {**table, **ratios, "measured_ratio": 0.31, "std_error": 0.01, "z_score": 1}


def regression() -> Columns:
    table = grid(loss=["hinge", "absolute"], gain=[0.1, 1, 3])
    return {**table, "rms_output": table["gain"], "r_squared": 1 / (1 + real(table["gain"])), "std_error": 0.02}


def mode_intervals() -> Columns:
    high: list[Any] = [0.2, 0.6, 2, ""]
    return {"p": [4] * 4, "order": [1, 2, 3, 4], "beta_low": [0, 0.2, 0.6, 2], "beta_high": high}


def mode_ratio() -> Columns:
    table = grid(p=[10, 100, 1000], beta=[0.5, 1])
    error = np.where(table["beta"] == 1, 0, 0.5 / real(table["p"]))
    return {**table, "mode_ratio": 0.5, "limit": 0.5, "error": error, "bound": 1 / real(table["p"])}


def mode_estimate() -> Columns:
    p = np.arange(3, 40)
    return {"draw": p - 3, "p": p, "depth_mode": p // 2, "estimate": p / 2, "distance": (p % 7) / 10}


def concentration() -> Columns:
    table = grid(p=[10, 100, 1000], beta=[0.1, 1])
    return {**table, "delta": 0.1, "outside_weight": np.exp(-0.05 * real(table["p"]))}


def drift() -> Columns:
    table = grid(case=["layer skipped", "layer not skipped"], size=[6, 30], mu=[1e-5, 1e-4, 1e-3])
    return {**table, "relative_error": 0.6 * real(table["mu"]), "grows": 1, "predicted_push": 12, "z_score": 0.3}


def ascent() -> Columns:
    table = grid(start=["equal weights", "random 1"], step=range(5))
    gap = np.where(table["step"] == 4, 0, 10.0 ** -real(table["step"]))
    return {**table, "theta_k": 0.3 - gap, "gap": gap, "curvature_ratio": 6, "weight_p": 0.5}


def beta_scan() -> Columns:
    table = grid(p=[10, 100], field=["drop", "keep"], beta=np.geomspace(1e-3, 10, 12))
    theta = real(table["beta"]) * real(table["p"]) * 1e-4
    kept = (table["field"] == "keep") & (real(table["beta"]) < 0.1)
    return {
        **table,
        "theta_k": np.where(kept, 0, theta),
        "theta_1": theta,
        "beta_trivial": np.where(table["field"] == "keep", 0.1, np.nan),
    }


def mean_or_typical() -> Columns:
    table = grid(p=[3, 10, 30], field=["drop", "keep"], beta=np.geomspace(0.03, 10, 6))
    trivial = (table["field"] == "keep") & (real(table["beta"]) < 0.1)
    verdict = np.where(trivial, "trivial", np.where(table["field"] == "keep", "lowered by the field", "mean is typical"))
    return {**table, "verdict": verdict, "gap": np.where(trivial, np.nan, 1e-4), "least_test": 0.1, "empty_share": 0.0}


def network_fluctuations() -> Columns:
    return {
        "networks": ["signed", "plain", "control"],
        "mixture": ["measured", "measured", "paths:p=3,b=1"],
        "samples": 300,
        "mean": [17.0, 28.0, 17.5],
        "relative_variance": [0.3, 0.2, 0.1],
        "std_error": 0.02,
        "predicted": [0.2, 0.15, 0.1],
        "predicted_error": 0.01,
        "difference_error": 0.022,
        "z_score": [4.5, 2.2, 0.0],
    }


def training_complexity() -> Columns:
    table = grid(config=["paper_bn", "train_bn"], law=["layers", "paths"], step=[0, 100, 1000])
    return {
        **table,
        "seeds": 4,
        "theta_total": 0.5,
        "theta_minima": 0.03 + 1e-5 * real(table["step"]),
        "std_error": 0.001,
        "typical_minima": 0.03 + 1e-5 * real(table["step"]),
        "kept_minima": 0.02,
        "kept_typical_minima": 0.019,
    }


def depths() -> Columns:
    table = grid(config=["paper_bn", "train_bn"], quantity=["output", "coherent law"], step=[0, 100, 1000])
    return {**table, "seeds": 4, "depth": 3 + 1e-4 * real(table["step"]), "depth_sd": 0.1}


def norms() -> Columns:
    return {
        "config": "paper_nobn",
        "step": [0, 10, 100],
        "seeds": 4,
        "weight_norm": [11, 11.2, 12],
        "weight_norm_sd": 0.1,
        "relative": 1,
    }


def normalisations() -> Columns:
    table = grid(normalisation=["batch_norm", "layer_norm", "none"], readout=["fixed", "trained"])
    change = np.linspace(-1, 1, 6)
    return {**table, "seeds": 3, "before": 3, "after": 3 + change, "change": change, "accuracy": 0.5}


def paired_differences() -> Columns:
    measures = ["standard accuracy", "robust accuracy"]
    table = grid(measure=measures, pair=[("aux_bn", "batch_norm"), ("sandwich_aux_bn", "batch_norm")])
    pairs = table.pop("pair")
    return {
        "measure": table["measure"],
        "arm": [arm for arm, _ in pairs],
        "seeds": 4,
        "mean": 0.9,
        "std_error": 0.01,
        "against": [other for _, other in pairs],
        "against_mean": 0.9,
        "against_std_error": 0.01,
        "difference": [0.01, -0.02, 0.03, 0.04],
        "difference_std_error": 0.01,
    }


def micro_batches() -> Columns:
    table = grid(network=["dense", "conv"], ghost=[2, 4, 8], arm=["batch_norm", "kalman_norm"])
    return {**table, "seeds": 4, "training_loss": np.geomspace(2, 0.1, 12), "loss_std_error": 0.01, "test_error": 0.1}


def whitening() -> Columns:
    table = grid(task=["digits", "gaussian"], placement=["before", "after"], arm=["batch_norm", "swbn_fro"])
    return {**table, "learning_rate": 0.3, "seeds": 4, "reached": 4, "steps": np.linspace(30, 100, 8), "steps_std_error": 2.0}


def learning_rates() -> Columns:
    table = grid(task=["digits", "gaussian"], arm=["batch_norm", "swbn_fro"], learning_rate=[0.1, 0.3, 1.0])
    return {**table, "placement": "before", "seeds": 2, "steps": np.linspace(30, 100, 12), "steps_std_error": 2.0}


def path_laws() -> Columns:
    table = grid(config=["conv_r8", "conv_orig_bn"], quantity=["gradient", "centred output"], step=[0, 10, 100])
    excess = np.linspace(-0.15, 0.1, 12)
    distances = {"tv_coherent": 0.1, "tv_incoherent": 0.1 + excess, "excess": excess}
    return {**table, "seeds": 4, **distances, "std_error": 0.01, "cross": 2.0, "cross_error": 0.1}


def stack_depths() -> Columns:
    table = grid(step=[0, 100], width=[50, 100], p=[5, 10, 20])
    law = np.log(real(table["p"]))
    relative = np.linspace(0.9, 1.1, 12)
    return {**table, "depth": relative * law, "law": law, "relative": relative, "relative_error": 0.01}


def single_paths() -> Columns:
    table = grid(when=["start", "end"], measure=["number times norm", "norm of the sum"], source=["measured", "law"], r=[1, 2, 3])
    return {**table, "share": np.linspace(0.1, 0.5, 24)}


def trained_complexity() -> Columns:
    table = grid(config=["paper_bn", "train_bn"], field=["drop", "keep"])
    numbers = {"complexity_before": [0.5, 0.4, 0.6, 0.3], "complexity_after": [0.6, 0.3, 0.5, 0.2]}
    return {**table, **numbers, "change": [0.1, -0.1, -0.1, -0.1], "std_error": 0.01, "gap": 1e-9}


def whitening_cost() -> Columns:
    table = grid(units=[64, 128, 256], arm=["swbn_fro", "iter_norm"])
    return {**table, "repeats": 3, "milliseconds": np.geomspace(0.1, 30, 6), "cost_ratio": 4.0}


def questions() -> Columns:
    table = grid(batches=["mixed", "one question"], batch=[4, 16, 64], arm=["cond_batch_norm", "cond_group_norm"])
    return {**table, "seeds": 4, "test_error": np.linspace(0.2, 0.02, 12), "test_std_error": 0.001}


def hessian() -> Columns:
    table = grid(config=["paper_bn", "train_bn"], seed=[1, 2], step=[0, 100, 1000])
    return {
        **table,
        "loss": 3,
        "lowest": -1 / (1 + 0.01 * real(table["step"])),
        "highest": 10 + 0.01 * real(table["step"]),
        "rms": 0.1,
    }


def hessian_density() -> Columns:
    table = grid(config=["paper_bn"], step=[0, 1000], eigenvalue=np.linspace(-3, 10, 40))
    return {**table, "density": np.exp(-(real(table["eigenvalue"]) ** 2))}


def saddles() -> Columns:
    energy = np.linspace(-0.6, 0, 12)
    curves = {"measured": 0.5 + 0.4 * energy, "paper": 0.5 + 0.5 * energy, "paths": 0.5 + 0.45 * energy}
    return {
        "sample": np.arange(12),
        "step": np.tile([0, 10, 100], 4),
        "energy": energy,
        "index_fraction": 0.4 + 0.5 * energy,
        **curves,
    }


def saddles_by_checkpoint() -> Columns:
    table = grid(step=[0, 10, 300], mixture=["measured", "paper", "paths"])
    numbers = {
        "index_fraction": 0.2,
        "predicted": 0.3,
        "difference": np.linspace(-0.2, 0, 9),
        "std_error": 0.02,
        "z_score": -5,
    }
    return {**table, "searched": 8, "found": 1, "energy": -0.4, **numbers}


def descent_energies() -> Columns:
    table = grid(mixture=["pure:3", "resnet:p=5,beta=1"], size=["25", "50", "100", "inf"])
    edge = np.array([float(text) ** (-2 / 3) for text in table["size"]])
    levels = {"ground_state": -1.657, "E_0": -1.657, "u_th": -1.633, "E_alg": -1.64}
    infinite = {"infinite": np.where(edge > 0, np.nan, -1.635), "infinite_error": np.where(edge > 0, np.nan, 1e-3)}
    return {**table, "edge": edge, "energy": -1.62 + edge, "std_error": 0.01, "lowest": -1.62, **levels, **infinite}


def descent_limits() -> Columns:
    order = np.array([3, 10, 30, 100, 300, 1000])
    u_th = np.array([-1.4725, -1.7819, -1.9207, -1.9754, -1.9917, -1.9975])
    limit, share = u_th - 0.005, np.linspace(0.6, 0.4, 6)
    return {
        **{"mixture": [f"resnet:p={p},beta=1,field=drop" for p in order], "order_max": order, "steps": 1500},
        **{"limit": limit, "std_error": 1e-4, "overlap_with_start": np.linspace(0.02, 0.98, 6), "u_th": u_th},
        **{"E_alg": u_th - 0.01, "ground_state": u_th - np.linspace(0.01, 1, 6), "share": share, "share_error": 0.02},
    }


def descent_curves() -> Columns:
    table = grid(mixture=["pure:3", "resnet:p=30,beta=1,field=drop"], step=[0, 1, 10, 100, 1000])
    above = 1 / (1 + np.asarray(table["step"])) ** (2 / 3)
    return {**table, "order_max": 3, "time": table["step"], "energy": above - 1.6, "above_limit": above, "overlap_with_start": above}


def descent_fluctuations() -> Columns:
    size = np.array([100, 1000, 10_000, 100_000])
    excess = np.array([0.03, 0.003, 1e-4, -1e-5])
    return {
        **{"size": size, "excess": excess, "excess_error": [1e-3, 5e-4, 3e-4, 1e-4], "excess_law": 3 / size},
        **{"deviation": 0.6 / np.sqrt(size), "deviation_error": 0.01 / np.sqrt(size), "deviation_law": 0.6 / np.sqrt(size)},
    }


def path_norms() -> Columns:
    r = np.arange(1, 11)
    count = np.array([1, 9, 36, 84, 126, 126, 84, 36, 9, 1])
    log_paths, norm = np.log(count), 0.3**r
    return {
        **{"r": r, "log_paths": log_paths, "sampled": 32, "path_norm": norm, "path_norm_error": 0.1 * norm},
        **{"log_count_norm": log_paths + np.log(norm), "log_incoherent_norm": 0.5 * log_paths + np.log(norm)},
        **{"log_exact_norm": 0.4 * log_paths + np.log(norm)},
    }


def lesion() -> Columns:
    deleted = np.arange(6)
    return {
        **{"deleted": deleted, "draws": 20, "loss": 1 + 0.2 * deleted, "loss_error": 0.02 * deleted},
        **{"accuracy": 0.9 - 0.1 * deleted, "accuracy_error": 0.01 * deleted},
    }


def recorded() -> Columns:
    step = np.array([0, 10, 30, 100])
    return {
        **{"step": step, "input_gradient_depth": 4 - 0.01 * step, "centred_depth": 3.5 - 0.01 * step},
        **{"gradient_cross": 1 + 0.03 * step, "centred_cross": 0.4 + 0.03 * step},
        **{"gradient_tv_coherent": 0.15 - 0.001 * step, "gradient_tv_incoherent": 0.02 + 0.001 * step},
    }


def checkpoint_saddles() -> Columns:
    energy = np.array([-0.2, -0.15, -0.1, -0.05])
    return {
        **{"start": np.arange(4), "converged": ["true", "false", "true", "false"], "energy": energy},
        **{"index_fraction": 0.3 + energy, "predicted": 0.5 + 0.4 * energy},
    }


def second_moments() -> Columns:
    table = grid(mixture=["pure:3"], size=[2, 3, 4, 5], index=["total", "0"])
    ratio = 1 + 0.1 / real(table["size"])
    moments = {"second_moment": 100 * ratio, "ratio": ratio, "ratio_error": 0.01}
    return {**table, "other_index": table["index"], "energy": "", **moments}


def count_products() -> Columns:
    table = grid(mixture=["pure:3"], size=[4], index=["total", "0", "1", "2", "3"])
    ratio = np.linspace(1.05, 1.1, 5)
    counts = {"mean_product": 100 * ratio, "ratio": ratio, "ratio_error": 0.01}
    predicted = {"predicted": 103.0, "predicted_error": 1.0}
    return {**table, "other_index": table["index"], "energy_lo": "", **counts, **predicted}


def pair_overlaps() -> Columns:
    table = grid(mixture=["pure:3"], size=[5], index=["total", "0"], overlap_lo=np.linspace(-1, 0.9, 20))
    low = real(table["overlap_lo"])
    pairs = 50 * np.exp(-4 * low**2)
    counts = {"pairs": pairs, "std_error": 0.1 * pairs, "predicted_pairs": 1.05 * pairs, "z_score": -0.5}
    return {**table, "overlap_hi": low + 0.1, **counts}


def pair_density() -> Columns:
    table = grid(mixture=["pure:3"], size=[5], index=["total", "0"], overlap=np.linspace(-0.99, 0.99, 24))
    density = 500 * np.exp(-4 * real(table["overlap"]) ** 2)
    return {**table, "density": density, "std_error": 0.05 * density}


def pair_map() -> Columns:
    overlaps, energies = np.linspace(0.1, 0.9, 9), np.linspace(-1.65, -1.62, 10)
    table = grid(mixture=["pure:3"], reference_energy=[-1.65], overlap=overlaps, energy=energies)
    q, u = real(table["overlap"]), real(table["energy"])
    kinds = np.where(u > -1.633, "extensive", np.where(q > 0.6, "index1", "minimum"))
    return {**table, "complexity": 0.2 * (u + 1.65) - 0.01 * q**4, "kind": kinds, "lowest_eigenvalue": -1.633 - u}


def pair_lowest() -> Columns:
    q = np.linspace(0.05, 0.75, 15)
    columns = {"mixture": "pure:3", "reference_energy": -1.65, "overlap": q, "energy": -1.655 + 0.03 * q * (1.6 - q)}
    return {**columns, "kind": np.where(q < 0.65, "minimum", "index1"), "lowest_eigenvalue": 0.65 - q}


def pair_points() -> Columns:
    rng = np.random.default_rng(2)
    index = rng.integers(0, 6, 150)
    energy = 0.4 * (index - 3) + 0.1 * rng.normal(size=150)
    columns: Columns = {"mixture": "pure:3", "size": 7, "sample": 0, "reference_energy": -1.3}
    columns["overlap"] = rng.uniform(-0.9, 0.9, 150)
    return {**columns, "energy": energy, "index": index, "expected_complexity": rng.normal(size=150)}


def pair_barriers() -> Columns:
    energy = np.linspace(-1.655, -1.635, 5)
    places = {"barrier_overlap": np.linspace(0.6, 0.8, 5), "farthest_overlap": np.linspace(0.7, 0.9, 5)}
    return {"mixture": "pure:3", "reference_energy": energy, **places, "barrier_height": -1.634 - energy}


def filled(columns: Columns) -> Columns:
    """Single values repeated in every row."""
    size = max(len(cells) for cells in columns.values() if isinstance(cells, (list, np.ndarray)))
    return {name: cells if isinstance(cells, (list, np.ndarray)) else [cells] * size for name, cells in columns.items()}


TABLES = {
    table.__name__: filled(table())
    for table in (
        *(
            complexity,
            counts_by_index,
            size_dependence,
            values,
            thresholds,
            count,
            count_windows,
            points,
            descend,
            history,
        ),
        *(
            layers,
            scales,
            depth,
            depth_summary,
            verdicts,
            profile,
            changes,
            mixture,
            mixture_summary,
            study,
            path_groups,
        ),
        *(path_moments, regression, mode_intervals, mode_ratio, mode_estimate, concentration, drift, ascent, beta_scan),
        *(mean_or_typical, paired_differences),
        *(micro_batches, whitening, learning_rates, whitening_cost, questions),
        *(path_laws, stack_depths, single_paths, trained_complexity),
        *(training_complexity, network_fluctuations, depths, norms, normalisations, hessian, hessian_density, saddles, saddles_by_checkpoint),
        *(descent_energies, descent_limits, descent_curves, descent_fluctuations, path_norms, lesion, checkpoint_saddles, recorded),
        *(second_moments, count_products, pair_overlaps, pair_density),
        *(pair_map, pair_lowest, pair_points, pair_barriers),
    )
}

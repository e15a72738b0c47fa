"""What columns and their values are called in figures."""

from __future__ import annotations

WORDS = {
    "accuracy": "test accuracy",
    "beta": "scale β",
    "beta_high": "scale β",
    "complexity": "complexity (1/N) log(mean count)",
    "cross": r"$E|y|^2/\Sigma\,E|y_r|^2$",
    "density": "density of eigenvalues",
    "depth": "mean path length",
    "depth_mean": "mean order",
    "distance": r"|argmax $\varepsilon_r$ − estimate|",
    "edge": r"$N^{-2/3}$",
    "effective_depth": "mean path length",
    "eigenvalue": "eigenvalue of the loss's Hessian",
    "energy": "energy per spin",
    "epsilon": r"coefficient $\varepsilon_r$",
    "error": "distance from the limit",
    "gain": "gain of a branch",
    "gap": "distance below the pure p-spin value",
    "gate_openness": "share of open gates",
    "gradient_norm": "gradient norm",
    "overlap_with_start": "overlap with the start",
    "highest": "highest eigenvalue",
    "index": "index k",
    "index_fraction": "index / (N − 1)",
    "input_gradient_depth": "path length, input gradient",
    "layer": "layer l",
    "length": "path length r",
    "log_mean_count": "log mean count",
    "lowest": "lowest eigenvalue",
    "mean_count": "mean number of points",
    "mean_size": "paths of a group",
    "mu": "size of the gradient step",
    "order": "order k",
    "order_max": "highest order",
    "outside_weight": "weight outside the band",
    "output_share": "share of the power",
    "p": "number of layers p",
    "r": "path length r",
    "r_squared": "share of variance explained, R²",
    "relative_error": "relative difference, step and formula",
    "rms_output": "rms output averaged over gates",
    "rms_weight": "rms weight",
    "scale": "scale λ",
    "signed_depth": "path length, signed shares",
    "size": "number of spins N",
    "theta_k": r"complexity $\theta_k$",
    "theta_minima": r"complexity $\theta_k$ of fixed index",
    "theta_total": r"complexity $\theta$ of all indices",
    "weight_gradient_depth": "path length, weight gradient",
    "weight_norm": "norm of all weights",
    "z_score": "z score",
}

COLUMN = "\0column"  # of a table that holds several columns in one: which of them a row has

# Columns whose values speak for themselves.
PLAIN = {
    "SPEC",
    "assignment",
    "case",
    "claim",
    "config",
    "inputs",
    "law",
    "loss",
    "method",
    "mixture",
    "normalisation",
    "quantity",
    "start",
}
SHORT = {"beta": "β", "gamma": "γ", "delta": "δ", "size": "N", "layer": "layer", "step": "step", "rho": "ρ"}


def literal(text: str) -> str:
    """Text that is shown as it is, where matplotlib would read formulas between dollars."""
    return text.replace("$", r"\$")


def word(column: str) -> str:
    """What a column is called."""
    return WORDS.get(column, literal(column.replace("_", " ")))


def value(column: str, text: str) -> str:
    """What one value of a column is called in a legend."""
    if column == COLUMN:
        return word(text)
    if column == "size":
        return "N\u00a0=\u00a0∞" if text == "inf" else f"N\u00a0=\u00a0{text}"
    if column == "index":
        if text == "total":
            return "all indices"
        return text.replace("gamma=", "γ\u00a0=\u00a0") if text.startswith("gamma=") else f"index\u00a0{literal(text)}"
    if column == "field" and text in ("drop", "keep"):
        return "field dropped" if text == "drop" else "field kept"
    if column == "sharing":
        return f"{literal(text)} edges"
    if column == "law" and text in ("layers", "paths"):
        return "amplitudes add" if text == "layers" else "powers add"
    if column == "name":
        return threshold(text)
    text = _short(text)
    if text == "":
        return f"no {word(column)}"
    if column in PLAIN:
        return literal(text)
    name = SHORT.get(column, literal(column.replace("_", " ")))
    return f"{name}\u00a0{text}" if name in ("layer", "step") else f"{name}\u00a0=\u00a0{literal(text)}"


def _short(text: str) -> str:
    """A number of many digits to five of them."""
    try:
        return f"{float(text):.5g}" if len(text) > 7 else text
    except ValueError:
        return text


def threshold(name: str) -> str:
    """A characteristic energy as a formula, or in words."""
    formulas = {
        "u_th": r"$u_{\mathrm{th}}$",
        "u_marginal_minus": r"$u_{\mathrm{marginal}}^{-}$",
        "u_marginal_plus": r"$u_{\mathrm{marginal}}^{+}$",
        "u_bulk_edge": r"$u_{\mathrm{bulk\ edge}}$",
        "ground_state": "ground state",
        "E_alg": r"$E_{\mathrm{alg}}$",
    }
    if name.startswith("E_") and name[2:].isdigit():
        return f"$E_{{{name[2:]}}}$"
    return formulas.get(name, literal(name))


def with_unit(name: str, unit: str) -> str:
    """Name and unit, unless the name says the unit."""
    if unit in ("", "1", "–") or unit.rstrip("s") in name:
        return name
    return f"{name} ({unit})"

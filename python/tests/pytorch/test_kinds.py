"""Kinds of networks: blocks that are known, gates of products, branches side by side."""

import numpy as np
import pytest

torch = pytest.importorskip("torch.nn") and pytest.importorskip("torch")

import small_networks as networks  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

import glasscape  # noqa: E402
import glasscape.torch as gt  # noqa: E402


@pytest.mark.parametrize("act", ["relu", "gelu"])
@pytest.mark.parametrize("norm_first", [True, False])
def test_encoder_layers_of_torch(norm_first, act):
    layer = nn.TransformerEncoderLayer(8, 2, 16, activation=act, norm_first=norm_first, batch_first=True)
    model = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).double().eval()
    x = torch.randn(3, 4, 8, dtype=torch.float64)
    found = gt.depth_spectrum(model, x, cotangent="random")
    assert found.units["name"][:2] == ["layers.0.dropout1", "layers.0.dropout2"]
    assert found.residual < 1e-13 and found.gradient_residual < 1e-13
    openness = found.units["gate_openness"]
    assert np.isnan(openness[0]) and (0.2 < openness[1] < 0.8 if act == "relu" else np.isnan(openness[1]))
    # Biases of linear maps are all that a frozen branch adds by itself, and without them nothing is.
    for name, parameter in model.named_parameters():
        if "bias" in name:
            nn.init.zeros_(parameter)
    assert max(gt.depth_spectrum(model, x, cotangent="random").units["source"]) < 1e-13


@pytest.mark.parametrize("mask", ["boolean", "added"])
def test_masked_attention_in_a_module(mask):
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm, self.attention = nn.LayerNorm(8), nn.MultiheadAttention(8, 2, batch_first=True, bias=False)

        def forward(self, x):
            barred = torch.ones(4, 4, dtype=torch.bool).triu(1)
            if mask == "added":
                barred = torch.zeros(4, 4, dtype=x.dtype).masked_fill(barred, -torch.inf)
            h = self.norm(x)
            return x + self.attention(h, h, h, attn_mask=barred, need_weights=False)[0]

    x, units = torch.randn(3, 4, 8, dtype=torch.float64), [("norm", "attention")]
    found = gt.depth_spectrum(Model().double(), x, None, units, cotangent="random")
    assert found.residual < 1e-14 and found.units["source"][0] < 1e-14


def test_torchvision_networks():
    torchvision = pytest.importorskip("torchvision")
    models = torchvision.models
    assert len(gt.residual_units(models.resnet50(weights=None))) == 16
    x = torch.randn(4, 3, 32, 32)
    for model, blocks in (
        (models.resnet18(weights=None, num_classes=4).train(), 8),
        (models.VisionTransformer(32, 16, 2, 2, 16, 32, num_classes=4).train(), 4),
    ):
        assert len(gt.residual_units(model)) == blocks
        for layer in model.modules():
            if isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, 0, 0.2)
        found = gt.depth_spectrum(model, x, networks.cross_entropy(torch.arange(4)))
        assert found.residual < 1e-4 and found.gradient_residual < 1e-4
        assert found.table()["input_gradient_share"].sum() == pytest.approx(1)


SIZES = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}


@pytest.mark.parametrize(
    "model, sizes, units",
    [
        ("GPT2", {"n_positions": 16, "n_embd": 16, "n_layer": 2, "n_head": 2}, 4),
        ("GPTJ", {"n_positions": 16, "n_embd": 16, "n_layer": 2, "n_head": 2, "rotary_dim": 4}, 2),
        ("GPTNeoX", SIZES, 2),
        ("Llama", SIZES, 4),
    ],
)
def test_language_models_of_transformers(model, sizes, units):
    transformers = pytest.importorskip("transformers")
    config = getattr(transformers, f"{model}Config")(vocab_size=20, **sizes)
    made = getattr(transformers, "GPT2LMHeadModel" if model == "GPT2" else f"{model}ForCausalLM")(config).double().eval()
    for parameter in made.parameters():
        if parameter.dim() > 1:
            nn.init.normal_(parameter, 0, 0.2)
    tokens = torch.randint(20, (2, 6))
    found = gt.depth_spectrum(
        made,
        {"input_ids": tokens, "use_cache": False},
        lambda output: F.cross_entropy(output.logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten()),
    )
    assert len(found.gains) == units and found.samples == 12
    assert found.residual < 1e-6 and found.gradient_residual < 1e-6  # rotations are in single precision
    # Biases are zero: a branch at held statistics, patterns and gates adds nothing by itself.
    assert max(found.units["source"]) < 1e-6


@pytest.mark.parametrize(
    "name, units", [("resnet18", 8), ("resnetv2_50", 16), ("convnext_atto", 12), ("vit_tiny_patch16_224", 24)]
)
def test_networks_of_timm(name, units):
    timm = pytest.importorskip("timm")
    model = timm.create_model(name, pretrained=False, **({"img_size": 32} if "vit" in name else {})).double().train()
    assert len(gt.residual_units(model)) == units
    found = gt.depth_spectrum(model, torch.randn(3, 3, 32, 32, dtype=torch.float64), cotangent="random")
    assert found.residual < 1e-9 and found.gradient_residual < 1e-9


@pytest.mark.parametrize("act", [F.silu, F.gelu, F.relu, torch.sigmoid, lambda u: 0.5 * u * (1.0 + torch.tanh(u))])
def test_products_hold_their_nonlinear_factor(act):
    model = nn.Sequential(*(networks.Residual(networks.Gated(5, act)) for _ in range(2))).double()
    x, _ = networks.batch(inputs=5)
    found = gt.depth_spectrum(model, x, None, networks.pairs(model), cotangent="random")
    assert found.residual < 1e-13
    # Nothing is left over: at held gates the branch is linear, and the derivative as it is would count the product twice.
    assert max(found.units["source"]) < 1e-13


def test_activations_in_place_and_powers_of_them():
    class Branch(nn.Module):
        def __init__(self, act):
            super().__init__()
            self.first, self.act, self.last = nn.Linear(5, 5, bias=False), act, nn.Linear(5, 5, bias=False)

        def forward(self, x):
            return self.last(self.act(self.first(x)))

    for act in (
        *(nn.ReLU6(True), nn.ELU(0.5, True), nn.CELU(2.0, True), nn.SELU(True), nn.Hardswish(True), nn.SiLU(True)),
        *(nn.Mish(True), nn.Hardtanh(-0.1, 0.2, True), nn.ReLU(True), nn.GELU("tanh"), nn.Softsign(), nn.LeakyReLU(0.1, True)),
        *(lambda u: u.tanh_(), lambda u: torch.relu(u).square(), lambda u: F.relu(u) ** 3, lambda u: torch.relu(u).pow(2)),
        *(lambda u: u * u.sigmoid(), lambda u: F.glu(torch.cat([u, u], -1)), lambda u: u / (1 + u.abs())),
    ):
        model = nn.Sequential(nn.Linear(5, 5), *(networks.Residual(Branch(act)) for _ in range(2))).double()
        found = gt.depth_spectrum(model, networks.batch()[0], None, networks.pairs(model), cotangent="random")
        assert found.residual < 1e-13 and max(found.units["source"]) < 1e-12, act
        assert max(found.units["offset"]) < 1e-12, act


def test_normalisers_leave_biases_alone():
    """Scale and shift of a normaliser, and its statistics: with shifts of zero nothing is left over."""

    class Shaped(nn.Module):
        def __init__(self, shape, norm):
            super().__init__()
            self.shape, self.norm = shape, norm

        def forward(self, x):
            return self.norm(x.reshape(len(x), *self.shape)).flatten(1)

    class Handwritten(nn.Module):
        def forward(self, x):
            return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6)

    class Divided(nn.Module):
        def forward(self, x):
            return (x - x.mean(-1, keepdim=True)) / torch.sqrt(x.var(-1, keepdim=True) + 1e-6)

    class Directions(nn.Module):
        def forward(self, x):
            return F.normalize(x, dim=-1)

    for norm in (
        *(nn.LayerNorm(12), nn.RMSNorm(12), nn.GroupNorm(3, 12), nn.BatchNorm1d(12), Handwritten(), Divided(), Directions()),
        *(Shaped((3, 4), nn.BatchNorm1d(3)), Shaped((3, 4), nn.GroupNorm(3, 3))),
        Shaped((3, 2, 2), nn.InstanceNorm2d(3, affine=True)),
    ):
        branch = nn.Sequential(norm, nn.Linear(12, 12, bias=False))
        model = nn.Sequential(nn.Linear(5, 12), networks.Residual(branch)).double()
        x = networks.batch()[0]
        found = gt.depth_spectrum(model.train(), x, None, networks.pairs(model), cotangent="random")
        assert found.residual < 1e-13 and found.gradient_residual < 1e-13
        assert max(found.units["source"]) < 1e-12, norm


def test_what_is_not_known_shows_as_source_or_offset():
    """exp keeps its derivative: of exp(u) = e^u0 (1 + u - u0) + ... the rest is a source; in the head it is an offset."""

    class Exponential(nn.Module):
        def forward(self, u):
            return torch.exp(u)

    stem = nn.Linear(5, 4, bias=False)
    model = nn.Sequential(stem, networks.Residual(Exponential()), Exponential()).double()
    x = networks.batch()[0]
    found = gt.depth_spectrum(model, x, None, networks.pairs(model), cotangent="random").units
    with torch.no_grad():
        u = stem(x)
        h = u + torch.exp(u)
        source = torch.exp(u) * (1 - u)
        offset = torch.exp(h) * (1 - h)
    assert found["source"][0] == pytest.approx(float(source.norm() / torch.exp(u).norm()), rel=1e-12)
    assert found["offset"][0] == pytest.approx(float(offset.norm() / torch.exp(h).norm()), rel=1e-12)


def test_outputs_without_power_have_no_shares():
    model, (x, labels) = networks.dense(2), networks.batch()
    nn.init.zeros_(model[-1].weight), nn.init.zeros_(model[-1].bias)
    found = gt.depth_spectrum(model, x, networks.cross_entropy(labels), networks.pairs(model))
    row = found.summary().row(0)
    assert np.isnan(found.table()["output_share"]).all() and np.isnan(row["effective_depth"]) and np.isnan(row["tv_coherent"])
    assert "nan" in repr(found)
    with pytest.raises(ValueError, match="no centred shares"):
        found.spec()


def test_a_part_that_is_constant_has_no_centred_share():
    model = nn.Sequential(networks.Residual(nn.Linear(5, 5))).double()
    nn.init.zeros_(model[0].branch.weight)
    for samples in range(3, 20):  # which of them leave something to rounding differs by machine
        found = gt.depth_spectrum(model, networks.batch(samples)[0], None, networks.pairs(model), cotangent="random")
        assert found.table()["output_share"][1] > 0.01 and list(found.table()["centred_share"]) == [1.0, 0.0]
        assert found.spec() == "terms:1=1.0"


def test_outputs_of_one_number_a_sample():
    class Scalar(nn.Module):
        def forward(self, y):
            return y[:, 0]

    model = nn.Sequential(*networks.dense(2), Scalar())
    found = gt.depth_spectrum(model, networks.batch()[0], lambda y: y.square().mean(), networks.pairs(model))
    assert found.samples == 7 and found.table()["centred_share"].sum() == pytest.approx(1)


def test_frozen_gates_are_those_of_the_formula():
    """y_1 of x + V silu(W x) is V (W x * sigmoid(W x)): the whole branch, its gate held."""
    torch.manual_seed(3)
    for act, gate in (
        (nn.SiLU(), torch.sigmoid),
        (nn.GELU(), lambda u: (1 + torch.erf(u / 2**0.5)) / 2),
        (nn.Tanh(), lambda u: torch.tanh(u) / u),
        (nn.ReLU6(), lambda u: F.relu6(u) / u),
    ):
        branch = nn.Sequential(nn.Linear(4, 4, bias=False), act, nn.Linear(4, 4, bias=False))
        stem = nn.Linear(5, 4, bias=False)
        two = nn.Sequential(stem, networks.Residual(nn.Linear(4, 4, bias=False)), networks.Residual(branch)).double()
        x, _ = networks.batch()
        found = gt.cut_polynomials(two, x, None, networks.pairs(two), cotangent="random")
        with torch.no_grad():
            h, moved = stem(x), two[1].branch(stem(x))
            held = gate(branch[0](h + moved))
            through = [branch[2](branch[0](one) * held) for one in (h, moved)]
        said = torch.stack([h, moved + through[0], through[1]])
        assert (found.outputs - said).abs().max() < 1e-13


def test_branches_on_one_input_are_one_unit_with_exclusive_degrees():
    def linear():
        return nn.Linear(5, 5, bias=False)

    for norm in (None, nn.LayerNorm(5)):
        torch.manual_seed(1)
        layers = [networks.Parallel(linear(), nn.Sequential(linear(), nn.ReLU(), linear()), norm) for _ in range(2)]
        model = nn.Sequential(*layers).double()
        starts = ("a", "b") if norm is None else ("norm", "norm")
        if norm is not None:
            model[1].norm = nn.LayerNorm(5).double()
        units = [(f"{l}.{start}", f"{l}.{end}") for l in (0, 1) for start, end in zip(starts, ("a", "b"))]
        x, _ = networks.batch()
        found = gt.depth_spectrum(model, x, None, units, cotangent="random")
        assert list(found.table()["blocks"]) == [0, 1, 2]
        assert found.units["name"] == ["0.a + 0.b", "1.a + 1.b"]
        assert found.residual < 1e-14 and found.gradient_residual < 1e-14

        # The same network with its branches summed in one module has the same spectrum.
        class Both(nn.Module):
            def __init__(self, layer):
                super().__init__()
                self.layer = layer

            def forward(self, v):
                v = v if self.layer.norm is None else self.layer.norm(v)
                return self.layer.a(v) + self.layer.b(v)

        joined = nn.Sequential(*(networks.Residual(Both(layer)) for layer in model))
        same = gt.depth_spectrum(joined, x, None, networks.pairs(joined), cotangent="random")
        for name in ("output_share", "centred_signed_share", "input_gradient_share"):
            assert found.table()[name] == pytest.approx(same.table()[name], rel=1e-11, abs=1e-13)


def test_white_gain_and_source_of_a_known_branch():
    """White noise through A has gain |A|_F/sqrt(n); a bias is all source where the weights vanish."""
    torch.manual_seed(0)
    model = nn.Sequential(networks.Residual(nn.Linear(40, 40)), networks.Residual(nn.Linear(40, 40))).double()
    nn.init.zeros_(model[1].branch.weight)
    x = torch.randn(200, 40, dtype=torch.float64)
    found = gt.depth_spectrum(model, x, None, networks.pairs(model), cotangent="random")
    model.requires_grad_(False)
    first = model[0].branch
    gain, noise = float(first.weight.detach().norm() / 40**0.5), 1 / (200 * 40) ** 0.5
    assert found.units["white_gain"][0] == pytest.approx(gain, rel=8 * noise)
    assert found.units["gain"][0] == pytest.approx(float(first(x).norm() / x.norm()), rel=1e-12)
    assert found.units["source"][1] == pytest.approx(1.0) and found.units["white_gain"][1] == 0
    assert found.units["source"][0] == pytest.approx(float((first.bias.norm() * 200**0.5) / first(x).norm()), rel=1e-12)


def test_random_normalised_stack_follows_the_incoherent_law():
    """Random weights add in power: the fitted incoherent law is nearer than the coherent one."""
    torch.manual_seed(0)
    model = networks.dense(8, 64)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.ones_(module.weight), nn.init.zeros_(module.bias)
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0, (2 / module.in_features) ** 0.5)
    x, labels = networks.batch(64)
    row = gt.depth_spectrum(model, x, networks.cross_entropy(labels), networks.pairs(model), statistics="batch").summary().row(0)
    assert row["gradient_tv_incoherent"] < 0.06 < row["gradient_tv_coherent"]
    assert row["gradient_cross"] == pytest.approx(1, abs=0.35)


def test_summary_fits_and_specs():
    model, (x, labels) = networks.dense(5), networks.batch(40)
    found = gt.depth_spectrum(model, x, networks.cross_entropy(labels), networks.pairs(model), cotangent="random")
    table, row = found.table(), found.summary().row(0)
    for depth, share, prefix in (
        ("effective_depth", "output_share", ""),
        ("centred_depth", "centred_share", "centred_"),
        ("input_gradient_depth", "input_gradient_share", "gradient_"),
    ):
        assert row[depth] == pytest.approx(glasscape.mean_depth(table[share]))
        for law in ("coherent", "incoherent"):
            predicted = glasscape.law_shares(law, [row[f"{prefix}beta_{law}"]] * 5)
            assert glasscape.mean_depth(predicted) == pytest.approx(row[depth], rel=1e-9)
            assert row[f"{prefix}tv_{law}"] == pytest.approx(abs(predicted - table[share]).sum() / 2, rel=1e-9)
    measured = glasscape.Mixture(found.spec())
    terms = glasscape.mixture(found.spec())
    assert terms["weight"] == pytest.approx(table["centred_share"][table["centred_share"] > 0], rel=1e-9)
    assert np.isfinite(measured.complexity(index=0))
    fit = glasscape.mixture(found.spec("fit"))
    assert np.dot(fit["r"], fit["weight"]) == pytest.approx(row["centred_depth"], rel=1e-9)
    layers = glasscape.mixture(found.spec("layers"))
    assert layers["weight"] == pytest.approx(table["theory_coherent"], rel=1e-9)
    assert "DepthSpectrum of Sequential: 5 units, 40 samples" in repr(found)
    assert "<table>" in found._repr_html_() and "output_share" in found._repr_html_()
    with pytest.raises(ValueError, match="spec: 'loud' is none of terms, fit, layers"):
        found.spec("loud")
    one = gt.depth_spectrum(model, x[:1], None, networks.pairs(model), cotangent="random")
    with pytest.raises(ValueError, match="two samples or more"):
        one.spec()


def test_a_sum_in_place_is_no_gate():
    """silu(u) + v, added in place, times w is no gated product: w's derivative counts it whole, so a source is left."""

    class Branch(nn.Module):
        def __init__(self):
            super().__init__()
            self.u, self.v, self.w = (nn.Linear(5, 5, bias=False) for _ in range(3))

        def forward(self, x):
            h = F.silu(self.u(x))
            h += self.v(x)
            return h * self.w(x)

    model = nn.Sequential(nn.Linear(5, 5), networks.Residual(Branch())).double()
    found = gt.depth_spectrum(model, networks.batch()[0], None, networks.pairs(model), cotangent="random")
    # The derivative of a product of two linear maps counts it twice: z - 2 z.
    assert found.units["source"][0] == pytest.approx(1, rel=1e-12)

"""What is refused, in words that name it; and that a model is left as it was, whatever happens."""

import copy

import pytest

torch = pytest.importorskip("torch.nn") and pytest.importorskip("torch")

import small_networks as networks  # noqa: E402
from torch import nn  # noqa: E402

import glasscape  # noqa: E402
import glasscape.torch as gt  # noqa: E402


def measure(model, units, loss=None, x=None, **options):
    x = networks.batch()[0] if x is None else x
    options.setdefault("cotangent", "random" if loss is None else "loss")
    return gt.depth_spectrum(model, x, loss, units, **options)


def linear(width=5):
    return nn.Linear(width, width).double()


def test_an_operation_in_place_that_alters_the_shortcut():
    branch = nn.Sequential(nn.ReLU(inplace=True), linear())
    model = nn.Sequential(linear(), networks.Residual(branch))
    with pytest.raises(ValueError, match=r"unit '1.branch': its input is changed in place.*inplace=False"):
        measure(model, [("1.branch", "1.branch")])

    class Added(nn.Module):
        def __init__(self):
            super().__init__()
            self.branch = nn.Sequential(linear(), nn.ReLU())

        def forward(self, x):
            h = self.branch(x)
            x += h
            return x

    model = nn.Sequential(linear(), nn.Tanh(), Added(), linear())
    with pytest.raises(ValueError, match="unit '2.branch': its input is changed in place"):
        measure(model, [("2.branch", "2.branch")])


def test_in_place_operations_that_alter_nothing_are_taken():
    """Torchvision's blocks add and rectify in place, on what the branch has given back."""

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.act, self.last = linear(), nn.ReLU(inplace=True), linear()

        def forward(self, x):
            out = self.last(self.act(self.first(x)))
            out += x
            return self.act(out)

    model = nn.Sequential(linear(), Block(), Block())
    found = measure(model, [("1.first", "1.last"), ("2.first", "2.last")])
    assert found.residual < 1e-14 and found.gradient_residual < 1e-14


def test_a_sum_that_looks_past_its_branch():
    """A model that looks at what its branch was given: the copy is another tensor."""

    class Noting(nn.Linear):
        def forward(self, x):
            self.seen = x
            return super().forward(x)

    class Peeking(nn.Module):
        def __init__(self):
            super().__init__()
            self.branch = Noting(5, 5).double()

        def forward(self, x):
            h = self.branch(x)
            return x + h if self.branch.seen is x else x + 2 * h

    model = nn.Sequential(linear(), Peeking(), linear())
    with pytest.raises(ValueError, match="unit '1.branch': with its branch cut out the model's output changes"):
        measure(model, [("1.branch", "1.branch")])


def test_units_that_are_no_chain():
    class Dense(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.c = linear(), linear(), linear()

        def forward(self, x):
            h = x + self.a(x)
            k = h + self.b(h)
            return k + self.c(k) + x

    with pytest.raises(ValueError, match="unit '1.a': the gradients by length miss the gradient by .* are no chain"):
        measure(nn.Sequential(linear(), Dense()), [(f"1.{one}", f"1.{one}") for one in "abc"])

    # By the batch's statistics too, whose running means no pass may move under the graphs of another.
    normed = nn.Sequential(linear(), nn.BatchNorm1d(5).double(), Dense(), nn.BatchNorm1d(5).double())
    with pytest.raises(ValueError, match="unit '2.a': .* are no chain"):
        measure(normed.train(), [(f"2.{one}", f"2.{one}") for one in "abc"])

    class Nested(nn.Module):
        def __init__(self):
            super().__init__()
            self.outer = nn.Sequential(linear(), networks.Residual(linear()))

        def forward(self, x):
            return x + self.outer(x)

    class Late(nn.Module):
        def __init__(self):
            super().__init__()
            self.branch = linear()

        def forward(self, x):
            h = torch.tanh(x)
            return h + self.branch(h) + x

    with pytest.raises(ValueError, match="unit '0.branch': .*what is before the unit is used again beyond it"):
        measure(nn.Sequential(Late(), linear()), [("0.branch", "0.branch")])

    with pytest.raises(ValueError, match="unit 'outer.1.branch' begins inside unit 'outer'"):
        measure(Nested(), [("outer", "outer"), ("outer.1.branch", "outer.1.branch")])


def test_units_that_run_twice_or_never_or_backwards():
    block = networks.Residual(linear())
    with pytest.raises(ValueError, match="unit '0.branch' runs twice in one pass"):
        measure(nn.Sequential(block, block), [("0.branch", "0.branch")])
    model = nn.Sequential(linear(), networks.Residual(linear()))
    model[1].idle = linear()
    with pytest.raises(ValueError, match="unit '1.idle' did not run in the forward pass"):
        measure(model, [("1.branch", "1.branch"), ("1.idle", "1.idle")])
    with pytest.raises(ValueError, match="unit '0' ends before it begins: '0' ran before '1'"):
        measure(nn.Sequential(linear(), linear()), [("1", "0")])


def test_names_of_units():
    model = networks.dense(2)
    with pytest.raises(ValueError, match="no residual units were found in Sequential.*children are 0, 1, 2, 3"):
        gt.residual_units(model)
    with pytest.raises(ValueError, match="pair 0: Sequential has no submodule '1.brunch'; near it are 1.branch"):
        gt.residual_units(model, [("1.brunch", "1.branch")])
    with pytest.raises(ValueError, match="pair 1: '1.branch' ends two branches"):
        gt.residual_units(model, [("1.branch", "1.branch"), ("1", "1.branch")])
    with pytest.raises(ValueError, match="pair 0: 'ab' is no"):
        gt.residual_units(model, ["ab"])
    with pytest.raises(ValueError, match="no residual units"):
        gt.residual_units(model, [])
    named = gt.residual_units(model, networks.pairs(model))
    assert gt.residual_units(model, named) == named
    assert named[0] == gt.ResidualUnit("1.branch", "1.branch", "1.branch")


def test_losses_and_outputs():
    model, (x, labels) = networks.dense(2), networks.batch()
    units = networks.pairs(model)
    for loss, said in (
        (lambda y: y, r"loss: a scalar tensor is needed.*\(7, 3\)"),
        (lambda y: float(y.detach().sum()), "loss: a scalar tensor is needed.*float"),
        (lambda y: torch.tensor(1.0), "loss: it does not depend on the model's output"),
        (lambda y: y.sum() * float("nan"), "loss: nan is not finite"),
    ):
        with pytest.raises(ValueError, match=said):
            measure(model, units, loss)
    with pytest.raises(TypeError, match="loss: a function of the model's output"):
        measure(model, units, cotangent="loss")
    broken = networks.dense(2)
    broken[3].weight.data[0, 0] = float("nan")
    with pytest.raises(ValueError, match="output has values that are not finite"):
        measure(broken, units)
    with pytest.raises(ValueError, match="output is no floating-point tensor"):
        measure(nn.Sequential(*model, Integers()), units)


class Integers(nn.Module):
    def forward(self, y):
        return y.argmax(-1)


def test_options():
    model = networks.dense(2)
    units = networks.pairs(model)
    for options, said in (
        ({"cotangent": "loud"}, "cotangent: 'loud' is neither loss nor random"),
        ({"statistics": "loud"}, "statistics: 'loud' is none of auto, batch, centred, running"),
        ({"batch": 3}, "batch: 3 of 7 samples at a time would change the means.*statistics='running'"),
        ({"batch": 0}, "batch: 0 is no number of samples"),
        ({"paths": -1}, "paths: -1 is no number of paths"),
    ):
        with pytest.raises(ValueError, match=said):
            measure(model, units, **options)
    with pytest.raises(ValueError, match="gradients: 'loud'"):
        gt.cut_polynomials(model, networks.batch()[0], None, units, cotangent="random", gradients="loud")
    with pytest.raises(TypeError, match="a torch.nn.Module"):
        measure(lambda x: x, units)
    with pytest.raises(TypeError, match="the inputs are a tensor or a mapping"):
        measure(model, units, x=[1, 2])
    with pytest.raises(ValueError, match="first dimension counts the samples"):
        measure(model, units, x=torch.zeros(0, 5).double())


def test_a_branch_that_does_not_depend_on_its_input():
    class Constant(nn.Module):
        def forward(self, x):
            return torch.ones_like(x)

    model = nn.Sequential(linear(), networks.Residual(Constant()))
    with pytest.raises(ValueError, match="the output of '1.branch' does not depend on the input of '1.branch'"):
        measure(model, [("1.branch", "1.branch")])


def test_memory_that_is_not_there(monkeypatch):
    from glasscape.torch import passes

    monkeypatch.setattr(passes, "_free_bytes", lambda device: 1000)
    model = networks.dense(3)
    with pytest.raises(ValueError, match="need about .* GB of memory, and .* are free; give fewer samples"):
        measure(model, networks.pairs(model))
    with pytest.raises(ValueError, match="batch=... takes samples in parts"):
        measure(model, networks.pairs(model), statistics="running")


def state(model):
    return {
        "values": {k: v.clone() for k, v in model.state_dict().items()},
        "identity": {k: id(v) for k, v in [*model.named_parameters(), *model.named_buffers()]},
        "training": [m.training for m in model.modules()],
        "tracking": [getattr(m, "track_running_stats", None) for m in model.modules()],
        "gradients": [p.requires_grad for p in model.parameters()],
        "grad": [None if p.grad is None else p.grad.clone() for p in model.parameters()],
        "hooks": [(len(m._forward_hooks), len(m._forward_pre_hooks)) for m in model.modules()],
        "random": torch.get_rng_state(),
        "fast": torch.backends.mha.get_fastpath_enabled(),
        "grad mode": torch.is_grad_enabled(),
    }


def same(one, other):
    for key, value in one.items():
        if key in ("values",):
            assert all(torch.equal(value[k], other[key][k]) for k in value), key
        elif key == "grad":
            assert all((a is None) == (b is None) and (a is None or torch.equal(a, b)) for a, b in zip(value, other[key]))
        elif key == "random":
            assert torch.equal(value, other[key])
        else:
            assert value == other[key], key


class Moving(nn.Module):
    """Counts its calls in a buffer, in whatever mode, and draws random numbers."""

    def __init__(self):
        super().__init__()
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x):
        self.calls += 1
        return x + 0 * torch.randn(1, dtype=x.dtype)


@pytest.mark.parametrize("statistics", ["batch", "centred", "running"])
@pytest.mark.parametrize("fault", ["none", "loss", "backward", "nan"])
def test_a_model_is_left_bit_for_bit(statistics, fault):
    model, (x, labels) = networks.dense(3), networks.batch()
    model = nn.Sequential(*model, nn.Dropout(0.5), Moving())
    model.train()
    model[1].eval()
    model[0].weight.requires_grad_(False)
    networks.cross_entropy(labels)(model(x)).backward()
    model[2].branch.register_forward_hook(lambda *args: None)
    if fault == "nan":
        model[4].bias.data[0] = float("inf")

    def loss(y):
        if fault == "loss":
            raise KeyError("a fault of the user's")
        return y.square().sum() if fault != "backward" else Fails.apply(y).sum()

    before, inputs = state(model), x.clone()
    try:
        measure(model, networks.pairs(model), loss, x, statistics=statistics)
        assert fault == "none"
    except (KeyError, ValueError, ZeroDivisionError):
        assert fault != "none"
    same(before, state(model))
    assert torch.equal(x, inputs) and not x.requires_grad and x.grad is None


class Fails(torch.autograd.Function):
    @staticmethod
    def forward(ctx, y):
        return y.clone()

    @staticmethod
    def backward(ctx, gradient):
        raise ZeroDivisionError("a fault in the backward pass")


def test_the_modes_of_the_caller_do_not_matter():
    model, (x, labels) = networks.dense(3), networks.batch()
    units, loss = networks.pairs(model), networks.cross_entropy(labels)
    plain = gt.depth_spectrum(model, x, loss, units).table()
    for mode in (torch.no_grad, torch.inference_mode):
        with mode():
            same_table = gt.depth_spectrum(model, x, loss, units).table()
        assert all((plain[name] == same_table[name]).all() for name in plain)
    frozen = copy.deepcopy(model).requires_grad_(False)
    same_table = gt.depth_spectrum(frozen, x, loss, units).table()
    assert all((plain[name] == same_table[name]).all() for name in plain)


def test_random_numbers_of_a_measurement_are_its_seed():
    model, (x, _) = networks.dense(3), networks.batch()
    units = networks.pairs(model)
    one, two, other = (gt.depth_spectrum(model, x, None, units, cotangent="random", paths=2, seed=s) for s in (4, 4, 5))
    assert (one.table()["input_gradient_share"] == two.table()["input_gradient_share"]).all()
    assert (one.table()["input_gradient_share"] != other.table()["input_gradient_share"]).any()
    assert (one.paths["path_norm"] == two.paths["path_norm"]).all()


def test_progress_is_told():
    told = []
    model = networks.dense(4)
    with glasscape.progress(lambda *news: told.append(news)):
        measure(model, networks.pairs(model))
    assert told[-1] == ("depth spectrum", 20, 20, True)
    assert [done for _, done, _, _ in told] == list(range(1, 21))
    measure(model, networks.pairs(model))
    assert len(told) == 20


@pytest.mark.parametrize(
    "axis, said", [(4, "unit '2.branch': from there on the parts"), (0, "unit '0.branch': the gradients by length miss")]
)
def test_parts_that_cancel_beyond_the_digits(axis, said):
    """Two units multiply four of five axes by 1e6, and the third undoes it: single precision keeps no digit of what is left.

    A loss that looks at the fifth axis alone has a gradient that is right, and then the outputs are refused."""
    model = nn.Sequential(*(networks.Residual(nn.Linear(5, 5, bias=False)) for _ in range(3))).double()
    one = torch.eye(5, dtype=torch.float64)
    maps = [one.clone(), one.clone()]
    for grown in maps:
        grown[:4, :4] = 1e3 * torch.randn(4, 4, dtype=torch.float64)
    for residual, whole in zip(model, (*maps, torch.linalg.inv(maps[1] @ maps[0]))):
        residual.branch.weight.data = whole - one
    x = networks.batch()[0]

    def loss(y):
        return y[:, axis].square().sum()

    found = measure(model, networks.pairs(model), loss, x)
    assert max(found.residual, found.gradient_residual) < 1e-8
    with pytest.raises(ValueError, match=f"{said}.*use double precision"):
        measure(model.float(), networks.pairs(model), loss, x.float())


def test_half_precision():
    model = networks.dense(2).to(torch.bfloat16)
    with pytest.raises(ValueError, match="the model's output is torch.bfloat16.*float32 or float64"):
        measure(model, networks.pairs(model), x=networks.batch()[0].to(torch.bfloat16))

import pytest


@pytest.fixture(autouse=True)
def one_thread():
    """Sums in one order, and no more cores than the other tests take."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    torch.manual_seed(0)

"""LocalModel: counted before it loads, loaded once, got up, retried smaller, and what people are told."""

import json

import numpy as np
import pytest

from storyhelpers import BadInput, NoRoom, NotHere
from storyhelpers.devices import Seat, Seating
from storyhelpers.models import LocalModel, Model, Part, Place, quantise_linear, to_place
from storyhelpers.models.local import out_of_memory
from storyhelpers.models.weights import bytes_of, count

pytestmark = pytest.mark.models
GB = 1_000_000_000
ROW = Model("tests/net", "Apache-2.0", {"fp32": 1.0, "fp16": 0.5, "nf4": 0.2}, {"fp32": 0.1, "fp16": 0.1}, "Tiny net")


class Net(LocalModel):
    """A BERT of two layers."""

    MODELS = {"net": ROW}
    DEFAULT = "net"
    KINDS = ("bert",)
    loads = 0

    def parts(self):
        return [Part("transformers:BertModel")]

    def load(self, folder, place):
        from transformers import BertModel

        from storyhelpers.models import quantised

        self.loads += 1
        return BertModel.from_pretrained(
            folder, dtype=place.torch_dtype, use_safetensors=True, quantization_config=quantised(place)
        ).eval()

    def __call__(self, numbers, **options):
        import torch

        inputs = {"input_ids": torch.tensor([numbers])}
        return self.work(lambda net, _: net(**to_place(inputs, net)).last_hidden_state.float().numpy(), **options)


@pytest.fixture(scope="session")
def net_folder(tmp_path_factory):
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=100, hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=128,
        initializer_range=0.5,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("net")
    BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture
def net(net_folder, fresh_house):
    return Net(net_folder)


def test_it_loads_once_and_again_after_it_got_up(net):
    first = net([1, 2, 3])
    assert net.loaded and net.loads == 1
    assert np.array_equal(first, net([1, 2, 3])) and net.loads == 1
    assert not np.array_equal(first, net([1, 2, 4]))
    net.unload()
    assert not net.loaded
    assert np.array_equal(first, net([1, 2, 3])) and net.loads == 2


@pytest.mark.parametrize("dtype", ["fp32", "fp16", "bf16", "nf4"])
def test_the_forecast_is_what_a_load_takes(net_folder, fresh_house, dtype):
    net = Net(net_folder, dtype=dtype, device="cpu")
    if dtype == "bf16":  # the processor's seat has none by itself; the arithmetic is the same
        forecast = bytes_of(net.parts(), net_folder, dtype)
        net = Net(net_folder, dtype="fp16", device="cpu")
    else:
        forecast = net.need(dtype).weights
        assert not net.need(dtype).declared
    taken = net.work(lambda loaded, _: held(loaded))
    assert forecast == pytest.approx(taken, rel=0.03)


def held(module) -> int:
    """Bytes of a loaded network, the scales of 4-bit weights too."""
    total = 0
    for tensor in [*module.parameters(), *module.buffers()]:
        total += tensor.numel() * tensor.element_size()
        if state := getattr(tensor, "quant_state", None):
            total += state.absmax.numel() * state.absmax.element_size() + state.code.numel() * 4
    return total


def test_linear_layers_of_any_network_become_four_bits(net_folder):
    import torch
    from transformers import BertModel

    whole = BertModel.from_pretrained(net_folder).eval()
    ids = torch.arange(1, 9)[None]
    with torch.no_grad():
        before = whole(ids).last_hidden_state
        small = quantise_linear(whole, skip=("pooler",)).to("cpu")
        after = small(ids).last_hidden_state
    assert type(small.pooler.dense) is torch.nn.Linear
    assert not torch.equal(before, after)
    assert float(torch.corrcoef(torch.stack([before.flatten(), after.flatten()]))[0, 1]) > 0.6
    expected = count(BertModel(whole.config), Part(skip=("pooler",)), "nf4")
    halves = sum(p.numel() for p in small.parameters() if p.dtype == torch.float32) * 2
    assert held(small) - halves == pytest.approx(expected, rel=0.03), "but for what stays whole, here in fp32"


def test_what_is_not_here_is_declared():
    net = Net("tests/net")
    need = net.need("fp16")
    assert need.declared and need.weights == 0.5 * GB and need.work == 0.1 * GB


def test_memory_that_runs_out_is_tried_smaller_once(net):
    import torch

    tries = []

    def too_much(loaded, place):
        tries.append("large")
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")

    assert net.work(too_much, smaller=lambda loaded, place: tries.append("small") or 5) == 5
    assert tries == ["large", "small"]
    with pytest.raises(NoRoom, match="ran out of memory on cpu.*nf4"):
        net.work(too_much)
    with pytest.raises(NoRoom):
        net.work(too_much, smaller=too_much)
    assert net([1, 2]).shape == (1, 2, 64), "usable afterwards"


def test_idle_neighbours_get_up_before_a_job_is_given_up(net, net_folder):
    neighbour = Net(net_folder)
    neighbour([1, 2])
    tries = []

    def only_alone(loaded, place):
        tries.append(neighbour.loaded)
        if neighbour.loaded:
            raise RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle)")
        return "done"

    assert net.work(only_alone) == "done" and tries == [True, False]


def test_somebody_who_waits_can_cancel(net):
    import threading

    from storyhelpers import Cancelled

    started, enough = threading.Event(), threading.Event()

    def long_job(loaded, place):
        started.set()
        enough.wait(20)

    worker = threading.Thread(target=net.work, args=(long_job,))
    worker.start()
    assert started.wait(20)

    def cancel(done, total):
        raise Cancelled("stopped")

    try:
        with pytest.raises(Cancelled):
            net.work(lambda loaded, place: None, on_step=cancel)
    finally:
        enough.set()
        worker.join()


def test_files_of_something_else_are_one_sentence(net_folder, fresh_house, tmp_path):
    import shutil

    for file in net_folder.iterdir():
        shutil.copy(file, tmp_path)
    (tmp_path / "model.safetensors").rename(tmp_path / "another.safetensors")
    with pytest.raises(NotHere, match="cannot be loaded from"):
        Net(tmp_path)([1, 2])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("CUDA error: unspecified launch failure", "Restart the kernel"),
        ("CUDA error: no kernel image is available for execution on the device", "too old"),
    ],
)
def test_a_card_that_is_gone_or_too_old_is_one_sentence(net, text, says):
    def gone(loaded, place):
        raise RuntimeError(text)

    with pytest.raises(NotHere, match=says):
        net.work(gone)
    assert net([1, 2]).shape == (1, 2, 64)


def test_a_fault_of_our_own_is_not_dressed_up(net):
    def wrong(loaded, place):
        raise RuntimeError("shapes do not fit")

    with pytest.raises(RuntimeError, match="shapes do not fit"):
        net.work(wrong)


def test_a_load_that_fails_leaves_the_seat_free(net, net_folder, tmp_path):
    with pytest.raises(NotHere, match="a vit"):
        (tmp_path / "config.json").write_text(json.dumps({"model_type": "vit"}))
        Net(tmp_path)([1, 2])
    assert net([1, 2]).shape == (1, 2, 64)


def test_two_models_share_a_seat_that_holds_one(net_folder):
    a, b = Net(net_folder), Net(net_folder)
    need = a.need("fp32")
    room = int(1.5 * need.weights) + need.work
    seating = Seating([Seat("cpu", "a small machine", room, room)])
    a.seating = b.seating = seating
    a([1, 2])
    assert a.loaded
    b([1, 2])
    assert b.loaded and not a.loaded, "the longest idle got up"
    tiny = Net(net_folder)
    tiny.seating = Seating([Seat("cpu", "a tiny machine", need.work, need.work)])
    with pytest.raises(NoRoom):
        tiny([1, 2])


def test_names_are_checked_before_anything_is_fetched(net_folder):
    with pytest.raises(NotHere, match='Did you mean "net"'):
        Net("nett")
    with pytest.raises(BadInput, match='not "fp15"'):
        Net("net", dtype="fp15")
    card = Seat("cuda:0", "Tesla T4", 15 * GB, 15 * GB)
    with pytest.raises(BadInput, match="Tesla T4 has no bfloat16"):
        Net("net", dtype="bf16").dtypes(card)
    assert Net("net").dtypes(card) == ("fp16", "nf4")
    assert Net("net").dtypes(Seat("cpu", "", GB, GB)) == ("fp32",)


def test_four_bits_are_offered_only_where_they_can_be_had(monkeypatch):
    from storyhelpers import environment

    monkeypatch.setattr(environment, "is_installed", lambda package: package != "bitsandbytes")
    assert Net("net").dtypes(Seat("cuda:0", "Tesla T4", 15 * GB, 15 * GB)) == ("fp16",)


def test_what_was_declared_is_counted_once_the_files_are_here(net_folder, monkeypatch):
    from storyhelpers.models import hub

    net = Net("tests/net")
    assert net.need("fp32").declared
    monkeypatch.setattr(hub, "fetch", lambda repo, **_: net_folder)
    assert not net.need("fp32").declared and net.need("fp32").weights < 10_000_000


def test_the_card_can_say_what_it_is(net_folder):
    net = Net("net")
    assert (net.name, net.licence, net.source) == ("Tiny net", "Apache-2.0", "huggingface.co/tests/net")
    own = Net(net_folder)
    assert (
        own.source == f"own folder {net_folder.name}"
        and str(net_folder.parent) not in own.made_by
        and "own page" in own.licence
    )


def test_inputs_follow_the_weights(net_folder):
    import torch
    from transformers import BertModel

    half = BertModel.from_pretrained(net_folder, dtype=torch.float16)
    moved = to_place({"ids": torch.tensor([1]), "pixels": torch.zeros(2), "name": "x"}, half)
    assert moved["pixels"].dtype == torch.float16 and moved["ids"].dtype == torch.int64 and moved["name"] == "x"


def test_out_of_memory_has_many_names():
    assert out_of_memory(MemoryError()) and out_of_memory(RuntimeError("CUDA out of memory. Tried"))
    assert out_of_memory(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"))
    assert not out_of_memory(RuntimeError("shape mismatch"))


def test_a_place_knows_its_dtype():
    import torch

    assert Place("cuda:0", "nf4").torch_dtype == torch.float16 and Place("cpu", "fp32").torch_dtype == torch.float32


def test_a_studio_that_nobody_has_any_more_frees_its_models(net_folder, fresh_house):
    import gc
    import weakref

    from storyhelpers import Studio

    class Eye(Net):
        """Says how many numbers it saw."""

        def __call__(self, thing, *, language="en", length="short"):
            return f"{super().__call__([1, 2, 3]).size} numbers"

    studio = Studio("offline", describer=Eye(net_folder))
    picture = studio.draw("a cat")
    assert studio.describe(picture) == "192 numbers"
    gone = weakref.ref(studio.describer)
    del studio
    gc.collect()
    assert gone() is None

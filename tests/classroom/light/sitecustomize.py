"""On PYTHONPATH, this makes an environment light: what only the class server and the models need cannot be imported."""

import sys

ABSENT = {"torch", "torchvision", "transformers", "diffusers", "accelerate", "peft", "safetensors", "huggingface_hub",
          "gradio", "gradio_client", "fastapi", "starlette", "uvicorn", "ray", "pandas"}  # fmt: skip


class Absent:
    """A finder that finds that they are not there."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r} (a light environment)", name=name)
        return None


sys.meta_path.insert(0, Absent())

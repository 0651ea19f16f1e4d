"""Imports packages and makes cards work, in a process of its own: whatever dies here takes nobody along.

Run as a program by `thorough`: the first word is the file that it writes a line of JSON to for each attempt, the others
are packages to import, and "cards" last. It imports nothing of ours, so that it works where ours does not.
"""

import importlib
import json
import sys

SIDE = 1024  # of the matrices; their product is right where every number of it is the side


def main(file: str, *names: str) -> None:
    """Tries one after the other; the line "begins" stands there in case that the attempt kills the process."""
    with open(file, "a", encoding="utf-8") as out:
        for name in names:
            print(json.dumps({"what": name, "begins": True}), file=out, flush=True)
            for said in cards() if name == "cards" else [imported(name)]:
                print(json.dumps(said), file=out, flush=True)


def imported(name: str) -> dict:
    """{"what": …, "fault": "" or how the import failed}."""
    try:
        importlib.import_module(name)
    except BaseException as error:  # a package may fail in any way, and even ask to end the process
        return {"what": name, "fault": told(error)}
    return {"what": name, "fault": ""}


def cards():
    """For each card that torch knows: what it is, what is free, and what went wrong with a product of matrices."""
    import torch

    if not torch.cuda.is_available():
        yield {"what": "cards", "fault": f"torch {torch.__version__} finds no graphics card"}
        return
    for number in range(torch.cuda.device_count()):
        said = {"what": f"cuda:{number}", "fault": "", "bf16": ""}
        try:
            said["title"] = torch.cuda.get_device_name(number)
            said["free"], said["total"] = torch.cuda.mem_get_info(number)
            said["fault"] = product(torch, number, torch.float16)
            said["bf16"] = product(torch, number, torch.bfloat16)
        except Exception as error:  # torch's errors for a card that is lost or has no memory left
            said["fault"] = told(error)
        yield said


def product(torch, number: int, dtype) -> str:
    """How a product of two matrices of ones went wrong on a card in a dtype; "" when every number of it is right."""
    try:
        ones = torch.ones(SIDE, SIDE, device=f"cuda:{number}", dtype=dtype)
        wrong = int((ones @ ones != SIDE).sum())
    except RuntimeError as error:
        return told(error)
    return f"{wrong} of {SIDE * SIDE} numbers of a product are wrong" if wrong else ""


def told(error: BaseException) -> str:
    """The kind of an error and its first line."""
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {first[:200]}" if first else type(error).__name__


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The magics in `help(imagine_nb)` are all that there are, and each example runs."""

from __future__ import annotations

import inspect
import re

import imagine_nb
from kernels import Kernel

EXAMPLES = re.findall(
    r"^ {4}((?:\w+ = )?%\w.*?)(?: {2,}.*)?$", inspect.getdoc(imagine_nb) or "", re.MULTILINE
)
ASKING = "%imagine_key"  # which nobody answers here


def test_every_magic_is_in_it(kernel: Kernel) -> None:
    listed = kernel.run(
        "print(*[m for m in get_ipython().magics_manager.magics['line'] if 'image' in m or 'imagi' in m])"
    )
    known = set(re.findall(r"%(\w+)", inspect.getdoc(imagine_nb) or ""))
    assert set(listed.text.split()) - known == set()


def test_each_example_runs(new_kernel: Kernel) -> None:
    kernel = new_kernel
    kernel.run("%load_ext imagine_nb\nanimals = [{'colour': 'red', 'animal': 'fox'}]")
    assert len(EXAMPLES) >= 18
    for each in EXAMPLES:
        if each != ASKING:
            assert kernel.run(each).error == "", each

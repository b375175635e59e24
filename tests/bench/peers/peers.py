"""What people use instead, each as its own manual says to use it; NUMBER makes each prompt another one."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from bench.peers.loopback import HELD, Api

GROK = "grok-imagine-image"


@dataclass(frozen=True, slots=True)
class Peer:
    """One way to make pictures in a notebook, or to ask a model.

    `load` is the cell that is timed as loading, `ready` what stands before the first picture, `picture` the
    cell of one that is kept whole in the notebook, `address` of one of which only its temporary address is,
    `held` the cell of a request that is not answered.
    """

    name: str
    package: str
    load: str
    held: str
    ready: str = "pass"
    picture: str = ""
    address: str = ""

    @property
    def cells(self) -> tuple[str, str]:
        """The cells of a notebook that is saved: of whole pictures, and of addresses."""
        return self.picture, self.address

    @property
    def heading(self) -> str:
        return f"{self.name}, {self.package} {version(self.package)}"


def peers(api: Api) -> list[Peer]:
    """Ourselves first."""
    return [_imagine_nb(), _xai_sdk(api), _chatbook(api), _jupyter_ai(api)]


def variables(api: Api) -> dict[str, str]:
    """The environment of every kernel: this API, a key that opens nothing, and no network at loading."""
    return {
        "XAI_BASE_URL": api.http,
        "XAI_API_KEY": "of-this-machine-alone",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "PYTHONPATH": "",
    }


def _imagine_nb() -> Peer:
    return Peer(
        "`%%imagine`",
        "imagine_nb",
        load="%load_ext imagine_nb",
        picture="%%imagine -o fox\na red fox NUMBER",
        held=f"%%imagine -o fox\na red fox {HELD} NUMBER",
    )


def _xai_sdk(api: Api) -> Peer:
    def cell(prompt: str, kind: str, shown: str) -> str:
        return (
            f'fox = client.image.sample("{prompt}", model="{GROK}", image_format="{kind}")\ndisplay({shown})'
        )

    return Peer(
        "Python in a cell",
        "xai-sdk",
        load="from xai_sdk import Client",
        ready=f"from IPython.display import Image\nclient = Client(api_host='{api.grpc}')",
        picture=cell("a red fox NUMBER", "base64", "Image(data=fox.image)"),
        address=cell("a red fox NUMBER", "url", "Image(url=fox.url)"),
        held=cell(f"a red fox {HELD} NUMBER", "base64", "Image(data=fox.image)"),
    )


def _chatbook(api: Api) -> Peer:
    # It has no setting for another host, so that of the library below it is moved; no clipboard is here.
    moved = f"functools.partial(xai_sdk.Client, api_host='{api.grpc}')"
    return Peer(
        "`%%xai_images`",
        "JupyterChatbook",
        load="%load_ext JupyterChatbook",
        ready=f"import functools, xai_sdk\nxai_sdk.Client = {moved}",
        picture="%%xai_images --no_clipboard -f base64\na red fox NUMBER",
        address="%%xai_images --no_clipboard\na red fox NUMBER",
        held=f"%%xai_images --no_clipboard -f base64\na red fox {HELD} NUMBER",
    )


def _jupyter_ai(api: Api) -> Peer:
    return Peer(
        "`%%ai`",
        "jupyter-ai-magic-commands",
        load="%load_ext jupyter_ai_magic_commands",
        held=f"%%ai xai/grok-4.20 --api-base {api.http}\nanswer {HELD} NUMBER",
    )

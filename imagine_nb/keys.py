"""API keys: where one is found, what cannot be one, and which of them are secrets that text may not hold."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field

from imagine_nb.errors import KEY_PREFIX, InputError

KEY_VARIABLE = "XAI_API_KEY"
MASK = f"{KEY_PREFIX}****"
LONGEST_KEY = 4096  # a signed token of an identity provider has two thousand

_SHORTEST_SECRET = 20
_QUOTES = ('""', "''", "``", "“”", "‘’", "„“", "‚‘", "«»")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\xa0"  # what comes along when a key is copied from a page
_STAND_INS = re.compile(
    r"(xai_)?([a-z]+_)?(your|insert|paste|enter)_[a-z_]*|(xai_)?(api_?key|key_here)(_here)?|"
    r"none|null|undefined|todo|placeholder|change_?me"
)
_USUAL = re.compile(r"[A-Za-z0-9_-]{20,}")
# what was pasted instead of a key, and what is said of it; the first that begins the text counts
_MISTAKES = (
    (r"(<.*>|\[.*\]|\$?\{.*\}|\$\(.*\)|\$\w+|%\w+%|[*.…xX]+|xai-[*.…xX]*)\Z", "it is a placeholder"),
    (r"bearer\s", "the word Bearer is added for you; leave it out"),
    (
        r"(export\s+)?\w*(key|token)\w*\s*[=:][^=]",
        "it is a line of settings; a key is what follows the name in it",
    ),
    (r"(~|\.{1,2})?[/\\]|[a-z]:[/\\]|\w+://", "it is a path or an address; a key is what is found there"),
    (r".*[^!-~]", "keys are one word of letters and digits"),
    (r".*[\"'`\\]", "it has a quotation mark or a backslash in it"),
    (rf"{KEY_PREFIX}.*[^a-z0-9_-]", f"after {KEY_PREFIX} come letters, digits, - and _ alone"),
)


_known: dict[str, Key] = {}  # the secrets that were read in this process


@dataclass(frozen=True, slots=True)
class Key:
    """An API key that shows itself to nobody; `reveal()` is for the request's header alone."""

    _secret: str = field(repr=False)
    source: str = "api_key"

    def reveal(self) -> str:
        return self._secret

    @property
    def is_secret(self) -> bool:
        """Whether it can be a secret. Local servers want a word, such as `test`, that any text may hold."""
        return len(self._secret) >= _SHORTEST_SECRET or self._secret.startswith(KEY_PREFIX)

    def is_in(self, text: str) -> bool:
        """Whether `text` holds this secret."""
        return self.is_secret and self._secret in text

    def __repr__(self) -> str:
        return f"Key(****, from {self.source})"


def checked_key(text: str, *, source: str = "api_key") -> Key:
    """The key in `text`, unquoted. Raises InputError where that cannot be one, and never says it."""
    if not isinstance(text, str):
        raise _no_key(source, f"a key is text, and this is of type {type(text).__name__}")
    secret = unquoted(text)
    if fault := _fault(secret):
        raise _no_key(source, fault)
    key = Key(secret, source)
    if key.is_secret:
        _known[secret] = key
    return key


def known_keys() -> list[Key]:
    """The secrets that this process was given, found, or has in its environment.

    The longest come first: one may begin with another, and the rest of it would be left.
    """
    with suppress(InputError):
        _unless_empty(os.environ.get(KEY_VARIABLE), KEY_VARIABLE)
    return sorted(_known.values(), key=lambda key: len(key.reveal()), reverse=True)


def found_key() -> Key | None:
    """The key of the environment (`XAI_API_KEY`), else of Colab's secrets, else of the keyring."""
    return _unless_empty(os.environ.get(KEY_VARIABLE), KEY_VARIABLE) or _colab_key() or _keyring_key()


def require_no_placeholder(key: Key) -> None:
    """Raise InputError for a word that only stands where xAI's key is to be put."""
    if _STAND_INS.fullmatch(key.reveal().lower().replace("-", "_")):
        raise _no_key(key.source, "it is a placeholder")


def _fault(text: str) -> str:
    """Why `text` is no key, in words that hold nothing of it; empty where it may be one."""
    if not text:
        return "it is empty"
    if len(text) > LONGEST_KEY:
        return f"it has {len(text)} characters"
    if _USUAL.fullmatch(text) and set(text.removeprefix(KEY_PREFIX).lower()) != {"x"}:
        return ""  # at once: this is asked before each request
    found = (words for mistake, words in _MISTAKES if re.match(mistake, text, re.IGNORECASE | re.DOTALL))
    return next(found, "")


def unquoted(text: str) -> str:
    """`text` without what surrounds it: blanks, invisible characters, pairs of quotation marks."""
    inner = text.strip().strip(_INVISIBLE).strip()
    if len(inner) >= 2 and inner[0] + inner[-1] in _QUOTES:
        return unquoted(inner[1:-1])
    return inner


def _no_key(source: str, fault: str) -> InputError:
    return InputError(
        f"The key from {source} is not one: {fault}.",
        advice="Get one at https://console.x.ai and enter it with %imagine_key.",
    )


def _unless_empty(text: str | None, source: str) -> Key | None:
    return checked_key(text, source=source) if text and unquoted(text) else None


def _colab_key() -> Key | None:
    if "google.colab" not in sys.modules:
        return None
    from google.colab import userdata

    try:
        text = userdata.get(KEY_VARIABLE)
    except Exception:  # noqa: BLE001 - Colab raises types of its own for "no such secret" and "no access"
        return None
    return _unless_empty(text, "Colab's secrets")


def _keyring_key() -> Key | None:
    if importlib.util.find_spec("keyring") is None:
        return None
    import keyring

    try:
        text = keyring.get_password("imagine_nb", KEY_VARIABLE)
    except keyring.errors.KeyringError:  # no backend on this machine
        return None
    return _unless_empty(text, "the keyring")

"""The print shop on a port of this machine: `python -m imagine_nb.print_shop --port 8765`."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import os
import secrets
import socket
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uvicorn import Server

PACE_VARIABLE = "IMAGINE_NB_PRINT_SHOP_PACE"
WAITING = 200  # pictures, or questions, at most
BACKLOG = 128  # connections that are not accepted yet
LONGEST_HEAD = 2**15  # bytes


def main() -> None:
    """Serve until interrupted, or draw the sheet, or list the words, that were asked for."""
    parser = _parser()
    options = parser.parse_args()
    if options.sheet is not None:
        _draw_sheet(options.sheet)
        return
    if options.words:
        _list_words()
        return
    if not _is_loopback(options.host):
        parser.error(f"--host {options.host}: the print shop serves this machine only; use 127.0.0.1.")
    try:
        _serve(options)
    except ImportError as exc:
        if exc.name != "uvicorn":
            raise
        parser.error("serving needs uvicorn: pip install imagine_nb[serve]")
    except OSError as exc:
        parser.error(f"port {options.port} cannot be had: {exc.strerror or exc}. --port 0 takes a free one.")
    except KeyboardInterrupt:
        pass


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m imagine_nb.print_shop",
        description="An offline engine that speaks xAI's image API. It is not Grok, and says so.",
    )
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one (default: 8765)")
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine (default: 127.0.0.1)")
    parser.add_argument("--token", help="the key that requests must carry (default: a new one, printed)")
    parser.add_argument(
        "--pace",
        type=_seconds,
        default=os.environ.get(PACE_VARIABLE),
        help=f"seconds per word of a streamed answer (default: ${PACE_VARIABLE}, else a usual pace)",
    )
    parser.add_argument(
        "--room",
        type=_count,
        default=WAITING,
        help=f"pictures that may wait, and questions; more are refused with a 429 (default: {WAITING})",
    )
    parser.add_argument(
        "--sheet", type=Path, metavar="PNG", help="draw a sheet of everything it can draw, and end"
    )
    parser.add_argument(
        "--words", action="store_true", help="list the English words that it can draw, and end"
    )
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 60:
        raise argparse.ArgumentTypeError("a pace is 0 to 60 seconds")
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if not 0 <= count <= WAITING:
        raise argparse.ArgumentTypeError(f"0 to {WAITING} may wait")
    return count


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _draw_sheet(path: Path) -> None:
    import_module("imagine_nb.print_shop.sheet").sheet(path)
    _say(str(path))


def _list_words() -> None:
    from imagine_nb.print_shop.reading.nouns import vocabulary

    for kind, known in vocabulary().items():
        _say(f"{kind.capitalize()}: {', '.join(known)}.\n")


def _serve(options: argparse.Namespace) -> None:
    import uvicorn

    from imagine_nb.print_shop.app import create_app
    from imagine_nb.print_shop.body_limits import BodyLimits
    from imagine_nb.print_shop.slow_clients import PunctualProtocol

    token = options.token or secrets.token_urlsafe(24)
    config = uvicorn.Config(
        BodyLimits(create_app(token=token, pace=options.pace, room=options.room)),
        http=PunctualProtocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        backlog=BACKLOG,  # of which as many are accepted in one go
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=1,
    )
    listening = _listening(options.host, options.port)
    host = f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{host}:{listening.getsockname()[1]}/v1"
    asyncio.run(_announced(uvicorn.Server(config), listening, address=address, token=token))


async def _announced(server: Server, listening: socket.socket, *, address: str, token: str) -> None:
    """Serve, and say where; from here on an interrupt is heard by the event loop, and ends it quietly."""
    _say(f"Print shop on {address}")
    _say(f"token: {token}")
    await server.serve(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections already, so that what is printed holds at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # with its protocol named, asyncio sends small packets at once; without, each answer takes 40 ms more
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""The API on loopback, over HTTP and over gRPC, which answers at once with the same picture over both.

A prompt that holds the word HELD gets no answer: `came` is set when it is there, `left` when who asked
has hung up.
"""

from __future__ import annotations

import base64
import itertools
import json
import select
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc
from xai_sdk.proto import image_pb2, image_pb2_grpc

from bench.photographs import photo

HELD = "slowly"
TICKS = 200_000_000  # of one picture: $0.02
LONGEST = 30.0  # seconds that a held request waits for who asked to hang up


class Api:
    """Both servers; `http` is a base URL, `grpc` the host and port of a client."""

    def __init__(self) -> None:
        self.came, self.left = threading.Event(), threading.Event()
        self._photos = itertools.cycle([photo(number) for number in range(10)])
        self._grpc = grpc.server(ThreadPoolExecutor(8))
        image_pb2_grpc.add_ImageServicer_to_server(_Images(self), self._grpc)
        port = self._grpc.add_secure_port("localhost:0", grpc.local_server_credentials())
        self.grpc = f"localhost:{port}"
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.http = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @contextmanager
    def served(self) -> Iterator[Api]:
        self._grpc.start()
        thread = threading.Thread(target=self._http.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            thread.join()
            self._http.server_close()
            self._grpc.stop(None).wait()

    def picture(self) -> str:
        """The next picture, in base64."""
        return base64.b64encode(next(self._photos)).decode()

    def expect(self) -> None:
        """Forget who came and left before."""
        self.came.clear()
        self.left.clear()


class _Images(image_pb2_grpc.ImageServicer):
    def __init__(self, api: Api) -> None:
        self._api = api

    def GenerateImage(self, request: Any, context: Any) -> Any:  # noqa: N802 (gRPC's name)
        if HELD in request.prompt:
            gone = threading.Event()
            context.add_callback(gone.set)
            self._api.came.set()
            if gone.wait(LONGEST):
                self._api.left.set()
            context.abort(grpc.StatusCode.CANCELLED, "held")
        made = {"respect_moderation": True, "url": f"http://{self._api.grpc}/picture.jpeg"}
        if request.format == image_pb2.IMG_FORMAT_BASE64:
            made["base64"] = f"data:image/jpeg;base64,{self._api.picture()}"
        return image_pb2.ImageResponse(
            images=[image_pb2.GeneratedImage(**made)], model=request.model, usage={"cost_in_usd_ticks": TICKS}
        )


def _handler(api: Api) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if HELD in json.dumps(body):
                return self._hold()
            item = {"b64_json": api.picture(), "mime_type": "image/jpeg"}
            data = json.dumps({"data": [item], "usage": {"cost_in_usd_ticks": TICKS}}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            return None

        def _hold(self) -> None:
            api.came.set()
            if select.select([self.connection], [], [], LONGEST)[0]:
                api.left.set()
            self.close_connection = True

        def log_message(self, *args: Any) -> None:
            pass

    return Handler

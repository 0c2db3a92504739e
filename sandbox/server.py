"""Starts moto's server on the loopback interface, corrected: `python -m sandbox.server --port 0 --port-file FILE`.

It never listens on another interface, and keeps nothing: when it ends, the AWS in it is gone.
"""

import argparse
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from sandbox.loopback import HOST


def main(argv: Sequence[str] | None = None) -> None:
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    serve(arguments.port, arguments.port_file, corrected=not arguments.plain)


def serve(port: int, port_file: Path | None, *, corrected: bool) -> None:
    """Serve until interrupted. `port_file` receives the port once it is bound; port 0 takes a free one."""
    os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "true"  # web pages have no business in here; moto reads it on import
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    application = DomainDispatcherApplication(create_backend_app)
    if corrected:
        from sandbox import chatbot, corrections
        from sandbox.application import Application

        corrections.apply_all()
        chatbot.apply()
        application = Application(application)
    with make_server(HOST, port, application, threaded=True, request_handler=MotoRequestHandler) as server:
        os.environ["MOTO_PORT"] = str(server.server_port)
        if port_file is not None:
            announce(port_file, server.server_port)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def announce(port_file: Path, port: int) -> None:
    """Write the port so that a reader never sees half of it."""
    partial = port_file.with_suffix(".partial")
    partial.write_text(f"{port}\n")
    partial.replace(port_file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.server", description="A local AWS on the loopback interface."
    )
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--port-file", type=Path, help="write the port here once it is bound")
    parser.add_argument("--plain", action="store_true", help="moto as it is, without corrections, to compare")
    parser.add_argument("--session", help="ignored: marks the process for whoever started it")
    return parser


if __name__ == "__main__":
    main()

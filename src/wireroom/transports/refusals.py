"""What went wrong at a web server, in words for people: no class of a library, no number without its meaning."""

import zlib

import aiohttp

from wireroom.transports.guard import AddressRefused


def say_fetching(error: BaseException, timeout_s: float) -> str:
    """Say why a fetch came to nothing. Units: `timeout_s` is what a whole answer may take."""
    match error:
        case AddressRefused():
            return str(error)
        case aiohttp.ConnectionTimeoutError():
            return "cannot connect: nobody answers"
        case TimeoutError():
            return f"no complete answer within {timeout_s:g} seconds"
        case aiohttp.ClientConnectorCertificateError():
            cause = error.certificate_error
            return f"its certificate is not to be trusted: {getattr(cause, 'verify_message', None) or cause}"
        case aiohttp.ClientConnectorDNSError():
            # a resolver of ours that refuses comes as this, too
            refused = isinstance(error.os_error, AddressRefused)
            return str(error.os_error) if refused else f"there is no host {error.host}: {_cause(error.os_error)}"
        case aiohttp.ClientConnectorSSLError():
            return "it speaks no TLS there, or none that is still safe"
        case aiohttp.ClientConnectorError():
            return _say_connecting(error.os_error)
        case _:
            return _say_answering(error)


def _say_connecting(error: OSError) -> str:
    if isinstance(error, AddressRefused):
        return str(error)
    if isinstance(error, ConnectionRefusedError):
        return "cannot connect: nobody listens there"
    return f"cannot connect: {_cause(error)}"


def _say_answering(error: BaseException) -> str:
    match error:
        case aiohttp.ClientPayloadError():
            return "the answer was cut: less came than was announced"
        case aiohttp.ServerDisconnectedError():
            return "the server hung up without an answer"
        case aiohttp.InvalidURL():
            return f"the address is none: {error.url}"[:300]
        case aiohttp.ClientResponseError():
            return f"what it answers is no HTTP: {error.message.splitlines()[0] if error.message else error.status}"[
                :300
            ]
        case zlib.error():
            return "the packed answer is damaged"
        case OSError():
            return f"the connection was cut: {_cause(error)}"
        case _:
            return f"the answer cannot be understood: {error}"[:300]


def _cause(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__

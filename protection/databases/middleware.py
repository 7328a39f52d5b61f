"""The middleware that puts each request before the gate of the database."""

from protection.databases.gate import gate

DESK = "/admin/"


class GateMiddleware:
    """Let a request take its permit when it first uses the database, and give it back at the end.

    It stands outside of whatever may ask the database, and inside what only sets headers.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with gate.request(editor=request.path.startswith(DESK)):
            return self.get_response(request)

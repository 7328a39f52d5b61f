"""Views whose modules load when they are first asked for, so that no start waits for them."""

from importlib import import_module


def view_of(name: str):
    """Return the view with the full ``name``, such as ``pages.views.search.search``.

    Its module is imported at the first request; Python lets only one thread do so. What a
    decorator notes on a view (``csrf_exempt``) is not seen through it.
    """
    module, _, function = name.rpartition(".")

    def view(*args, **kwargs):
        return getattr(import_module(module), function)(*args, **kwargs)

    return view

"""Views whose modules load when they are first asked for, so that no start waits for them."""

from importlib import import_module


def view_of(name: str):
    """Return the view ``name``, such as ``policy_entry.page.policy_entry`` in this package.

    Its module is imported at the first request; Python lets only one thread do so.
    """
    module, _, function = name.rpartition(".")

    def view(*args, **kwargs):
        return getattr(import_module(f".{module}", __package__), function)(*args, **kwargs)

    return view

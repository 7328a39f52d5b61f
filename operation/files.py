"""Files that a web server reads while they are written: each is there whole, or not at all."""

import tempfile
from pathlib import Path


def replaced(path: Path, content: bytes) -> bool:
    """Make ``content`` what the file holds; False, and the file untouched, if it held that.

    Written aside and renamed, so that whoever opens the file meanwhile reads the old one whole.
    """
    try:
        if path.read_bytes() == content:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        aside = Path(file.name)
        try:
            file.write(content)
            file.flush()
            aside.chmod(0o644)  # the web server is another user
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    return True

"""Line ends: browsers post CR LF, sheets and files hold LF; kept and compared is LF alone."""


def unix_lines(text: str) -> str:
    """Return ``text`` with LF at the end of each line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")

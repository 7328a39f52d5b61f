"""What a file holds once it is opened: its text, and what the page around it says of it."""

import datetime
from dataclasses import dataclass

#: Why a file gives no text, by the word that programs read.
REFUSALS: dict[str, str] = {
    "scanned": "这是扫描件，里面只有图，没有字，机器认不了。文件留着，请照着图录。",
    "doc": "这是旧的 Word 格式（.doc），本站不读。请在 Word 里另存为 .docx 或 PDF，再交一次。",
    "ofd": "这是 OFD 版式文件，本站不读。请用阅读软件另存为 PDF，或者把正文复制过来。",
    "not-text": "里面没有能读的文字。请看看是不是交错了文件。",
    "blocked-page": "对方网站把机器挡在外面，给的是拦截页。请用浏览器打开，把正文复制过来。",
    "encrypted": "文件加了密码，打不开。请换一份没有密码的。",
    "too-large": "文件太大或者展开以后太大，没有读。请只交有条款的几页。",
    "failed": "文件打不开，可能坏了，或者读得太久。请换一份，或者把正文复制过来。",
}


class Refused(Exception):
    """A file gives no text; ``why`` is a key of ``REFUSALS``."""

    def __init__(self, why: str):
        super().__init__(REFUSALS[why])
        self.why = why


@dataclass(frozen=True)
class Attachment:
    name: str
    address: str = ""


@dataclass(frozen=True)
class Contents:
    """A document as text. Each line is a paragraph; the cells of a table's row are parted by tabs.

    A cell that spans several rows or columns stands in each of them. The other fields are what
    the page around the text says, or the file about itself; ``""`` and None are unknown.
    """

    text: str
    title: str = ""
    publisher: str = ""
    document_number: str = ""
    published_on: datetime.date | None = None
    attachments: tuple[Attachment, ...] = ()

"""Bytes to text by the charset a message names, by the one it means, or by the one that fits."""

import codecs
import re
from typing import Final

# What a name of the left says is read as the right: writers of the one also use what only the other has.
_MEANT: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_ALIASES: Final = {
    "x-gbk": "gbk",
    "cp936": "gbk",
    "gb_2312-80": "gb2312",
    "x-unknown": "",
    "unicode-1-1-utf-8": "utf-8",
}
# Python knows more codecs than charsets (rot13, idna, punycode: some of them quadratic).
_TEXT: Final = re.compile(
    r"utf-(?:8|8-sig|7|16|16-le|16-be|32)|gb(?:2312|k|18030)|hz|big5(?:hkscs)?|cp(?:\d{3,4})|iso8859-\d{1,2}|koi8-[rut]|"
    r"shift_jis\w{0,5}|euc_(?:jp|kr)|iso2022_\w{2,8}|ascii|mac-\w{3,12}|tis-620"
)


def decoded(value: bytes, charset: str) -> str:
    """`value` as text, always: the charset named, then UTF-8, GB 18030, and at last the named one with marks of loss."""
    named = _codec(charset)
    for codec in filter(None, (named, "utf-8", "gb18030")):
        try:
            return value.decode(codec)
        except ValueError:
            continue
    return value.decode(named or "cp1252", "replace")


def _codec(charset: str) -> str:
    """Python's name of the codec that is meant; empty for an unknown one."""
    name = charset.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return _MEANT.get(found, found) if _TEXT.fullmatch(found) else ""

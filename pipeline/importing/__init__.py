"""Files into raw events, without ever holding a file whole.

`files.plan` looks at what is there (`formats` tells what it is), `files.read` yields what is in it: records ready to be
appended, and pieces that had to be refused, each with the position after it (`items`). Readers turn bytes into units:
`lines` (our JSON lines), `mail` (mbox and eml, over `mime` and `charsets`), `captions` (WebVTT and SRT, with `side`), and
`tables` (rows, over `delimited`, and foreign JSON lines), which `mapped` makes events of by a `mapping`.
"""

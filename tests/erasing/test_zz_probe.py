import msgspec, pytest, json
from datetime import UTC, datetime
from pipeline.memory import MemoryLog
from pipeline.ports import NewRecord
from pipeline.warehouse.memory import MemoryWarehouse
from pipeline.erasing.receipt import Receipt
from tests.erasing.people import *
from tests.erasing.test_erase import told, logged
WILD=["o'brien\\", "50%_x", "a\nb", "王小明", "🦊x", "~abcdef0123456789", "?abcdef0123456789", "x"*10000, "{}", "a\tb", " lead", "nul\0x", 'q"uote', "~", "?", "a\\nb"]
def ev(n,c,**m):
    return mail(n,c,**m)
@pytest.mark.parametrize("c", WILD)
@pytest.mark.parametrize("kind", ["memory","on_chdb", "on_server"])
def test_wild(c, kind, request):
    w = MemoryWarehouse() if kind=="memory" else request.getfixturevalue(kind)
    co=Company(MemoryLog(), w)
    try:
        from schemas.envelope import decode, encode
        e=mail(1,c); decode(encode(e), {})
    except Exception as x:
        pytest.skip(f"door: {x}")
    raw=NewRecord("voc.calls", b"", json.dumps({"customer": c, "words": WORD}).encode())
    co.hear(*sent([mail(1,c),mail(2,c), record(3,"CaseOpened",c)]), *sent(others()), raw)
    n0=len([*w.rows(__import__("schemas.tables").tables.INTERACTIONS)])
    er=co.erasing
    r=er.erase(er.person(c), lambda: NOW)
    t=told(w); l=logged(co)
    rep=[]
    if WORD in t: rep.append("word in tables")
    if len(c)>2 and (c in t): rep.append("id in tables")
    if WORD in str(l): rep.append("word in log")
    left=[*er.left(r)]
    if left: rep.append(left)
    if t.count("other-0")==0: rep.append("others gone")
    assert not rep, rep

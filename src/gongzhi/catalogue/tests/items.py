"""An item small enough to read, and damage to it."""

ITEM = """\
code: well-permit
version: 1
effective_from: 2026-01-01
change_note: 首次公布
name: 取水许可
name_en: Permit to draw water
summary: 打井取水之前申请。
audience: person
matter: "water"
legal_basis:
  - {text: 《水法》第四十八条}
conditions:
  - {text: 家庭生活少量取水不用申请}
output: 《取水许可证》
online_depth: 3
channels:
  - {kind: web}
  - {kind: window, note: 周三下午}
  - {kind: phone}
remedies:
  - {route: reconsideration, text: 60 日内可以申请行政复议}
  - {route: lawsuit, text: 6 个月内可以起诉}
situations:
  - key: new
    name: 新打井
    name_en: A new well
    time: {legal: 45WD, promised: 20WD, legal_source: 《取水许可和水资源费征收管理条例》}
    fee: 1200
    fee_note: 工本费
    steps:
      - {who: resident, where: either, text: 提交申请}
      - {who: resident, where: onsite, text: 到窗口领证}
      - {who: office, where: online, text: 审查}
    materials:
      - key: land
        type: land-title
        name: 土地承包合同
        obligation: required
        source: own
        form: photo
        copies: 1
        why: 核对井打在哪里
        legal_source: 《取水许可管理办法》
      - key: neighbour
        type: consent
        name: 相邻权利人同意书
        obligation: conditional
        condition: 井距邻地不足 10 米
        source: form
        form: original
        copies: 1
        why: 避免纠纷
        legal_source: 《取水许可管理办法》
    fields:
      - {key: depth, kind: number, name: 打多深, why: 核算水量}
      - key: use
        kind: choice
        name: 用来做什么
        why: 用途不同，限额不同
        choices:
          - {key: home, name: 家用}
          - {key: farm, name: 浇地}
      - {key: remark, kind: text, name: 说明, why: 便于审查, required: false}
  - key: change
    name: 变更
    time: {legal: 20WD, promised: 5WD, legal_source: 《取水许可管理办法》}
    fee: 0
    steps:
      - {who: resident, where: online, text: 提交申请}
"""


def changed(old: str, new: str, text: str = ITEM) -> str:
    """Return the item with one piece of it replaced; the piece has to be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def line_of(piece: str, text: str) -> int:
    """Return in which line of a file a piece stands."""
    return text[: text.index(piece)].count("\n") + 1

"""What somebody reads who is turned away at the door: in the form the path asks for, and in both languages."""

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{zh}</title><body><h1>{zh}</h1><p>{zh_more}</p><h2 lang=en>{en}</h2><p lang=en>{en_more}</p></body></html>"
)


@dataclass(frozen=True)
class TurnedAway:
    """One reason to turn somebody away. `code` is what programs read."""

    status: int
    code: str
    zh: str
    zh_more: str
    en: str
    en_more: str


TOO_OFTEN = TurnedAway(
    429,
    "front.too_often",
    "操作太频繁",
    "您的网络在短时间内发出了太多请求。请稍等几秒再试，已提交的内容不受影响。着急可以直接打电话。",
    "That was too often",
    "Very many requests came from your network. Wait some seconds and try again; what you sent before is kept. If it is"
    " urgent, call.",
)
TOO_BUSY = TurnedAway(
    503,
    "front.too_busy",
    "现在使用的人很多",
    "系统暂时忙不过来。请稍等几秒再试，您刚才填写的内容还没有提交，退回上一页仍在。着急可以直接打电话。",
    "Very many people are here right now",
    "Wait some seconds and try again. What you typed was not sent; it is still there when you go back. If it is urgent,"
    " call.",
)
TOO_LARGE = TurnedAway(
    413,
    "front.too_large",
    "提交的内容太大",
    "一次最多提交 52 MB。请减少照片后再试。",
    "That was too large",
    "At most 52 MB can be sent at once. Leave out some photos and try again.",
)
TOO_SLOW = TurnedAway(
    408,
    "front.too_slow",
    "网络太慢，没有收完",
    "内容没有完整收到，请检查网络后再试一次。",
    "It arrived too slowly",
    "Not all of it arrived. Check your connection and try again.",
)
FAILED = TurnedAway(
    500,
    "front.failed",
    "出错了",
    "内容没有完整生成，问题在我们这边。请再试一次；仍不行请打电话。",
    "That went wrong",
    "What you asked for could not be made whole; the fault is ours. Try again; if it fails again, call.",
)


def answer(refusal: TurnedAway, path: str, *, seconds: int = 0) -> tuple[list[tuple[str, str]], bytes]:
    """Return headers and body of a refusal for a path. Open311 has its own form of errors, the API problem+json."""
    headers = [("cache-control", "no-store"), ("x-content-type-options", "nosniff")]
    if seconds:
        headers.append(("retry-after", str(seconds)))
    if path.startswith("/open311/"):
        described = f"{refusal.zh} {refusal.en}"
        headers.append(("access-control-allow-origin", "*"))
        if path.lower().endswith(".json"):
            body = json.dumps([{"code": str(refusal.status), "description": described}], ensure_ascii=False)
            return [*headers, ("content-type", "application/json; charset=utf-8")], body.encode()
        body = (
            '<?xml version="1.0" encoding="utf-8"?><errors><error>'
            f"<code>{refusal.status}</code><description>{escape(described)}</description></error></errors>"
        )
        return [*headers, ("content-type", "text/xml; charset=utf-8")], body.encode()
    if path.startswith("/api/"):
        problem = {
            "type": f"urn:gongzhi:problem:{refusal.code}",
            "title": refusal.zh,
            "status": refusal.status,
            "detail": refusal.zh_more,
            "detail_en": f"{refusal.en}. {refusal.en_more}",
            "code": refusal.code,
        }
        text = json.dumps(problem, ensure_ascii=False)
        return [*headers, ("content-type", "application/problem+json; charset=utf-8")], text.encode()
    page = PAGE.format(zh=refusal.zh, zh_more=refusal.zh_more, en=refusal.en, en_more=refusal.en_more)
    return [*headers, ("content-type", "text/html; charset=utf-8")], page.encode()

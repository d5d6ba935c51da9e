"""What stands where something was erased: it is said in both languages at once, since it is stored."""

ERASED = "—"
ERASED_TITLE = "内容已删除 · Erased"

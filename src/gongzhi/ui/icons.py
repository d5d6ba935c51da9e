"""Icons as paths on a 20 × 20 grid, drawn with the colour of the text around them."""

# The four meanings differ by outline, so that they hold without colour.
SOLID = {
    "ontime": '<path d="M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z"/>',
    "amber": '<path d="M10 2.5 18.5 17h-17L10 2.5Z"/>',
    "overdue": '<path d="m10 1.5 8.5 8.5-8.5 8.5L1.5 10 10 1.5Z"/>',
    "person": (
        '<path fill-rule="evenodd" d="M5 2.5h10A2.5 2.5 0 0 1 17.5 5v10a2.5 2.5 0 0 1-2.5 2.5H5A2.5 2.5 0 0 1 '
        "2.5 15V5A2.5 2.5 0 0 1 5 2.5Zm5 2.9a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8Zm-4.6 9.2h9.2c-.4-2-2.2-3.3-"
        '4.6-3.3s-4.2 1.3-4.6 3.3Z"/>'
    ),
}

LINES = {
    "quiet": '<circle cx="10" cy="10" r="6"/>',
    "done": '<circle cx="10" cy="10" r="7"/><path d="m6.8 10.2 2.2 2.2 4.2-4.6"/>',
    "check": '<path d="m4 10.5 4 4 8-9"/>',
    "cross": '<path d="m5 5 10 10M15 5 5 15"/>',
    "paused": '<circle cx="10" cy="10" r="7"/><path d="M8.2 7.5v5M11.8 7.5v5"/>',
    "clock": '<circle cx="10" cy="10" r="7"/><path d="M10 6v4.2l2.8 1.8"/>',
    "phone": (
        '<path d="M6.4 3 8 6.6 6.3 8.2a11 11 0 0 0 5.5 5.5l1.6-1.7L17 13.6v2.1a1.4 1.4 0 0 1-1.5 1.3A12.6 12.6 0 0 1 '
        '3 4.5 1.4 1.4 0 0 1 4.3 3h2.1Z"/>'
    ),
    "counter": '<path d="M3 17h14M4.5 17V8.5M15.5 17V8.5M2.8 8.5 10 3.5l7.2 5H2.8ZM8.3 17v-5h3.4v5"/>',
    "place": (
        '<path d="M10 17.5s5.5-4.9 5.5-9A5.5 5.5 0 0 0 4.5 8.5c0 4.1 5.5 9 5.5 9Z"/>'
        '<circle cx="10" cy="8.4" r="1.9"/>'
    ),
    "search": '<circle cx="8.8" cy="8.8" r="5.3"/><path d="m13 13 4 4"/>',
    "back": '<path d="M16 10H4.5M9 5.5 4.5 10 9 14.5"/>',
    "forward": '<path d="M4 10h11.5M11 5.5l4.5 4.5-4.5 4.5"/>',
    "down": '<path d="m5.5 8 4.5 4.5L14.5 8"/>',
    "language": (
        '<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c2 2 3 4.3 3 7s-1 5-3 7c-2-2-3-4.3-3-7s1-5 3-7Z"/>'
    ),
    "larger": '<path d="m2.5 15.5 4-11h.5l4 11M4 11.5h5.5M12 15.5l2.5-7h.4l2.6 7M12.9 13h3.8"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.2v4.3M10 6.4v.1"/>',
    "lock": '<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>',
    "photo": (
        '<rect x="2.5" y="4" width="15" height="12" rx="1.5"/><circle cx="7" cy="8.3" r="1.4"/>'
        '<path d="m3 14.5 4.5-3.7 2.8 2.2 3-2.7 4 3.7"/>'
    ),
    "print": (
        '<path d="M6 7.5V3h8v4.5M6 14H3.5V8.8A1.3 1.3 0 0 1 4.8 7.5h10.4a1.3 1.3 0 0 1 1.3 1.3V14H14M6 '
        '12h8v5H6z"/>'
    ),
    "eye": '<path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Z"/><circle cx="10" cy="10" r="2.3"/>',
    "export": '<path d="M10 3v9.5M6 9l4 3.8L14 9M3.5 14.5V17h13v-2.5"/>',
    "return": '<path d="M7.5 4 3.5 8l4 4M3.5 8H12a4.5 4.5 0 0 1 0 9H8"/>',
    "keys": (
        '<rect x="2" y="5" width="16" height="10" rx="1.5"/>'
        '<path d="M5 8.3h.1M8.3 8.3h.1M11.6 8.3h.1M15 8.3h.1M6 12h8"/>'
    ),
    "unit": '<path d="M3 17h14M5 17V4h10v13M8 7.5h.1M12 7.5h.1M8 10.5h.1M12 10.5h.1M8.5 17v-3.5h3V17"/>',
    "note": '<path d="M5 3h7l3.5 3.5V17H5zM8 9h5M8 12.5h5"/>',
}

NAMES = frozenset(SOLID) | frozenset(LINES)


def svg(name: str) -> str:
    """Return the icon as inline SVG, hidden from screen readers: the word beside it speaks.

    Raises KeyError for an unknown name: a typo in a template is found by the first test that renders it.
    """
    solid = name in SOLID
    path = SOLID[name] if solid else LINES[name]
    kind = "icon icon--solid" if solid else "icon"
    return f'<svg class="{kind}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{path}</svg>'

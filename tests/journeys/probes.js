// What the browser is asked about a page. Each function is called once on a page, by probes.py.
const seen = one => {
  const box = one.getBoundingClientRect()
  return box.width > 1 && box.height > 1 && one.checkVisibility({visibilityProperty: true}) && !one.closest('.unseen, .skip, .leaflet-container')
}
const name = one => `${one.localName}.${[...one.classList].join('.')} "${(one.innerText || one.value || one.name || '').trim().slice(0, 40)}"`
const scrolls = one => {
  for (let each = one.parentElement; each; each = each.parentElement)
    if (/auto|scroll/.test(getComputedStyle(each).overflowX) && each !== document.documentElement && each !== document.body) return true
  return false
}
const all = wanted => [...document.querySelectorAll(wanted)].filter(seen)
const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary'

// Nothing stands outside the screen, and no words are cut off.
function cutOff() {
  const wrong = []
  const wider = document.documentElement.scrollWidth - innerWidth
  if (wider > 0) wrong.push(`the page is ${wider} px wider than the screen`)
  for (const one of all(CONTROLS)) {
    const box = one.getBoundingClientRect()
    if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(one)) wrong.push(`outside: ${name(one)}`)
  }
  for (const one of all('body *')) {
    if (!one.innerText?.trim() || one.matches('textarea, select, input, svg *')) continue
    const style = getComputedStyle(one)
    if (style.webkitLineClamp !== 'none' || one.matches('.rows__row *') && style.textOverflow === 'ellipsis') continue // a preview of what the page behind it says whole
    const cutX = /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1
    const cutY = /hidden|clip/.test(style.overflowY) && one.scrollHeight > one.clientHeight + 1
    if (cutX || cutY) wrong.push(`cut off: ${name(one)}`)
  }
  for (const one of all('button, .button, .tool, .tag, .count'))
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline') wrong.push(`words leave: ${name(one)}`)
  return wrong
}

// Each control shows that it has the focus, and nothing that stays in place lies over it.
function hiddenFocus() {
  const wrong = [], before = document.activeElement
  const ringed = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
  for (const one of all(CONTROLS)) {
    if (one.disabled || one.tabIndex < 0) continue
    one.focus()
    if (document.activeElement !== one) continue
    const rings = [getComputedStyle(one), getComputedStyle(one, '::after')]
    if (!rings.some(ringed)) wrong.push(`no ring: ${name(one)}`)
    one.scrollIntoView({block: 'nearest'})
    const box = one.getClientRects()[0]
    const y = box.top + Math.min(box.height / 2, 10), x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1)
    const top = document.elementFromPoint(x, y)
    let fixed = top
    while (fixed && !/fixed|sticky/.test(getComputedStyle(fixed).position)) fixed = fixed.parentElement
    if (fixed && !fixed.contains(one)) wrong.push(`hidden while focused: ${name(one)} under ${name(fixed)}`)
  }
  before?.focus?.()
  return wrong
}

// What only a background told is gone in forced colours: controls keep a border, the present page a mark.
function lostInForcedColours() {
  const wrong = []
  const sides = ['Top', 'Right', 'Bottom', 'Left']
  const bordered = style => sides.some(side => parseFloat(style[`border${side}Width`]) >= 1 && style[`border${side}Style`] !== 'none')
  for (const one of all('.button:not(.button--quiet), input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea'))
    if (!bordered(getComputedStyle(one))) wrong.push(`no border: ${name(one)}`)
  const marks = one => {
    const style = getComputedStyle(one)
    return [style.outlineStyle, style.outlineWidth, style.fontWeight, style.textDecorationLine, ...sides.map(side => style[`border${side}Width`])].join()
  }
  for (const one of all('[aria-current]:not([aria-current=false]), [aria-selected=true], [aria-pressed=true], .rows__row--current, .table__row--now')) {
    const kin = one.closest('tbody, .queue__list, ol, ul, nav, .tools, .rows') || one.parentElement
    const other = [...kin.querySelectorAll(one.localName)].find(each => each !== one && seen(each) && !one.contains(each)
      && !each.matches('[aria-current]:not([aria-current=false]), [aria-selected=true], [aria-pressed=true], .rows__row--current, .table__row--now'))
    if (other && marks(other) === marks(one)) wrong.push(`no mark: ${name(one)}`)
  }
  return wrong
}

// The sizes of the elder version.
function tooSmall() {
  const wrong = []
  for (const one of all('body *')) {
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    if (!own || one.closest('svg, option, script, style')) continue
    const style = getComputedStyle(one), size = parseFloat(style.fontSize)
    if (size < 18) wrong.push(`${size} px: ${name(one)}`)
    if (style.lineHeight !== 'normal' && parseFloat(style.lineHeight) / size < 1.295) wrong.push(`lines of ${parseFloat(style.lineHeight) / size}: ${name(one)}`)
  }
  for (const one of all(CONTROLS)) {
    const style = getComputedStyle(one)
    if (one.matches('a') && style.display === 'inline') continue // a word in a sentence
    const label = one.matches('[type=radio], [type=checkbox]') ? one.closest('label') || document.querySelector(`label[for="${one.id}"]`) : null
    const height = Math.max(one.getBoundingClientRect().height, label?.getBoundingClientRect().height || 0)
    if (height < 59.5) wrong.push(`${Math.round(height)} px high: ${name(one)}`)
  }
  return wrong
}

// Where telephone and counter stand: in the foot, first, in this order; and the telephone on top.
function humanChannel() {
  const foot = document.querySelector('body > footer'), human = foot?.querySelector('.human'), top = document.querySelector('body > header')
  const words = human ? human.innerText : ''
  const phone = human?.querySelector('a[href^="tel:"]'), call = top?.querySelector('a[href^="tel:"]')
  const box = one => { const it = one.getBoundingClientRect(); return [Math.round(it.left), Math.round(it.width)] }
  return {
    last: document.querySelector('body > footer') === [...document.querySelectorAll('header, main, footer')].filter(each => each.parentElement === document.body).pop(),
    first: foot?.querySelector('.foot__in')?.firstElementChild === human,
    words, place: human && box(human), phone: phone && [...box(phone), Math.round(phone.getBoundingClientRect().top - human.getBoundingClientRect().top)],
    call: call && seen(call) && [...box(call), Math.round(call.getBoundingClientRect().top)],
  }
}

function activeStop() {
  const one = document.activeElement
  if (!one || one === document.body) return null
  window.stops ??= new Map()
  if (!window.stops.has(one)) window.stops.set(one, window.stops.size)
  const ringed = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none'
  const box = one.getBoundingClientRect()
  return {
    stop: window.stops.get(one), name: name(one),
    ring: [getComputedStyle(one), getComputedStyle(one, '::after')].some(ringed),
    inside: box.bottom > 0 && box.top < innerHeight,
  }
}

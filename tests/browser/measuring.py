"""What a page looks like, measured in the browser: text over text, text cut off, charts drawn.

Belongs here: the scripts that measure. Does not belong here: what is right and wrong.
"""

from __future__ import annotations

DRAWN = "() => !document.querySelector('.chart') || document.documentElement.dataset.drawn === 'true'"
"""True once every chart of the page is drawn."""
_TEXTS = """
() => {
  // What stays in sight while one scrolls lies on nothing at the top of the page.
  scrollTo(0, 0);
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lines = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent.trim();
    const around = node.parentElement;
    if (!words || around.closest("script, style, noscript, .unseen, .skip, option, [hidden]")) continue;
    const style = getComputedStyle(around);
    if (!around.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    // Titles of columns that stand before each cell instead: spoken, not seen.
    if (around.closest("thead") && getComputedStyle(around.closest("thead")).clipPath !== "none") continue;
    if (around.closest("svg") && getComputedStyle(around.closest("text") ?? around).fillOpacity === "0") continue;
    lines.selectNodeContents(node);
    for (const box of lines.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      const { left, right, top, bottom } = box;
      found.push({ node: around, words, left, right, top, bottom, size: parseFloat(style.fontSize) });
    }
  }
  return found;
}
"""

OVERLAPS = f"""
() => {{
  // A line's box is higher than its letters: what counts is the middle of it.
  const texts = ({_TEXTS})().map((text) => {{
    const less = (text.bottom - text.top) * 0.18;
    return {{ ...text, top: text.top + less, bottom: text.bottom - less }};
  }});
  texts.sort((one, other) => one.top - other.top);
  const found = [];
  texts.forEach((one, place) => {{
    for (let next = place + 1; next < texts.length && texts[next].top < one.bottom - 1; next += 1) {{
      const other = texts[next];
      if (other.node === one.node || one.node.contains(other.node) || other.node.contains(one.node)) {{
        if (one.words === other.words) continue;
      }}
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      const told = `"${{one.words.slice(0, 50)}}" over "${{other.words.slice(0, 50)}}" at ${{Math.round(one.top + scrollY)}}`;
      if (across > 2 && down > 1) found.push(told);
    }}
  }});
  return found;
}}
"""

CUT = f"""
() => {{
  const found = [];
  for (const text of ({_TEXTS})()) {{
    let edge = {{ left: 0, right: document.documentElement.clientWidth, top: -Infinity, bottom: Infinity }};
    let scrolls = false;
    for (let around = text.node; around && around !== document.body; around = around.parentElement) {{
      const style = getComputedStyle(around);
      if (/auto|scroll/.test(style.overflowX)) scrolls = true;
      if (!/hidden|clip/.test(style.overflowX) || scrolls) continue;
      const box = around.getBoundingClientRect();
      edge = {{
        left: Math.max(edge.left, box.left), right: Math.min(edge.right, box.right),
        top: Math.max(edge.top, box.top), bottom: Math.min(edge.bottom, box.bottom),
      }};
    }}
    if (scrolls) continue;
    const past = [edge.left - text.left, text.right - edge.right, edge.top - text.top, text.bottom - edge.bottom];
    const most = Math.max(...past);
    if (most > (past.indexOf(most) < 2 ? 1 : text.size * 0.35))
      found.push(`"${{text.words.slice(0, 60)}}" by ${{Math.round(most)}} px, side ${{past.indexOf(most)}}`);
  }}
  return found;
}}
"""

MARKS = """
() => Object.fromEntries([...document.querySelectorAll(".chart")].map((chart) => [
  chart.id,
  chart.querySelectorAll(".cartesianlayer .trace .point, .cartesianlayer .trace .point path, .cartesianlayer .trace path").length,
]))
"""

PICTURE_SHARE = """
() => Object.fromEntries([...document.querySelectorAll(".chart")].map((chart) =>
  [chart.id, chart._fullLayout._size.w / chart.clientWidth]))
"""
"""Chart → the part of its width that the picture itself has, beside labels."""

SMALLEST_TEXT = f"""
() => Math.min(...({_TEXTS})().map((text) => text.size))
"""

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""How far the page reaches past the screen."""

WATCH_FOCUS = """
() => {
  const visited = (window.visited = new Set()), unseen = (window.unseen = []);
  document.addEventListener("focusin", ({ target }) => {
    if (visited.has(target)) window.isRoundDone = true;
    visited.add(target);
    const shown = target.type === "radio" ? target.nextElementSibling : target;
    const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
    const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    if (!isOutlined || !box.width || !box.height) unseen.push((target.textContent || target.name || target.id).trim().slice(0, 60));
  });
}
"""
"""From here on, remembers what has had the focus and where that could not be seen."""

IS_ROUND_DONE = "() => window.isRoundDone === true"
UNSEEN = "() => window.unseen"

UNREACHED = """
() => {
  const groups = new Set([...window.visited].filter((one) => one.type === "radio").map((one) => one.name));
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
    .filter((one) => !window.visited.has(one) && !(one.type === "radio" && groups.has(one.name)))
    .map((one) => one.outerHTML.slice(0, 100));
}
"""
"""Controls and links that the keyboard never came to; one radio button stands for its group."""

SMALL_TARGETS = """
() => [...document.querySelectorAll("form label, form a, summary, .languages a")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.trim().slice(0, 40), one.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 44)
  .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""
"""What is meant for a finger and smaller than 44 pixels."""

/** Browsers stop at some 17 to 33 million pixels. */
const LIMIT = 8_000_000

/** Where the reader is, in pixels from the top of a gallery: on the page, and in the whole of the gallery. */
export interface Scroll {
  page: number
  virtual: number
}

/** The page scrolls a gallery that may be longer than it can hold; the ends of both meet. */
function ratio(total: number, screen: number): number {
  return total <= LIMIT ? 1 : (total - screen) / (LIMIT - screen)
}

/** Straight to a place of the gallery: where that is on the page, which is at most 8 million pixels high. */
export function jumped(
  virtual: number,
  total: number,
  screen: number,
): Scroll & { height: number } {
  const held = total <= LIMIT ? virtual : Math.max(0, Math.min(total - screen, virtual))
  return { page: held / ratio(total, screen), virtual: held, height: Math.min(total, LIMIT) }
}

/**
 * After the page has scrolled: a small step is the same step in the gallery, a large one (the bar was dragged) goes to the same
 * share of it, and the ends of the page are the ends of the gallery.
 */
export function scrolled(before: Scroll, page: number, total: number, screen: number): Scroll {
  if (total <= LIMIT) return { page, virtual: page }
  const end = LIMIT - screen
  const step = page - before.page
  if (page <= 0) return { page, virtual: page }
  if (page >= end) return { page, virtual: total - screen + (page - end) }
  if (Math.abs(step) > screen * 2) return { page, virtual: page * ratio(total, screen) }
  const virtual = Math.max(0, Math.min(total - screen, before.virtual + step))
  return { page, virtual }
}

/** The first few of a list in words: `"a", "b" and 3 more`. */
export function firstFew(items: readonly (string | number)[], count = 5): string {
  const shown = items
    .slice(0, count)
    .map((item) => (typeof item === 'string' ? `"${item}"` : item))
    .join(', ')
  return items.length > count ? `${shown} and ${items.length - count} more` : shown
}

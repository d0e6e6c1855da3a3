/**
 * Entry of the history that undo goes to: the first of those that show what was there before the last change. Entries
 * that only open an image are no steps of their own.
 *
 * @param trail - What each entry shows; undefined = an entry that this page has not seen.
 * @param at - The present entry.
 * @returns undefined = there is nothing to undo.
 */
export function previousStep(
  trail: readonly (string | undefined)[],
  at: number,
): number | undefined {
  let to = at - 1
  while (to >= 0 && trail[to] === trail[at]) to--
  if (to < 0) return undefined
  while (to > 0 && trail[to] !== undefined && trail[to - 1] === trail[to]) to--
  return to
}

/** Entry that redo goes to: the last of those that show what came next. */
export function nextStep(trail: readonly (string | undefined)[], at: number): number | undefined {
  let to = at + 1
  while (to < trail.length && trail[to] === trail[at]) to++
  if (to >= trail.length) return undefined
  while (to + 1 < trail.length && trail[to + 1] === trail[to]) to++
  return to
}

/** Changes among these entries. */
export const countSteps = (trail: readonly (string | undefined)[]): number =>
  trail.filter((step, i) => i > 0 && step !== trail[i - 1]).length

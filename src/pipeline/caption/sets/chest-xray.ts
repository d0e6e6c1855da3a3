import { type ClassCaptions, expandGrammar } from './caption-grammar.ts'

/** Chest X-rays: 15 captions, the same for every class. */
export function chestXrayCaptions(classes: readonly string[]): ClassCaptions[] {
  const captions = expandGrammar({
    nouns: ['x-ray'],
    adjectives: ['', 'blurry', 'close-up', 'light', 'dark'],
    prepositions: ['facing forward', 'facing sideways', 'cropped'],
  })
  return classes.map((name) => ({ class: name, reference: 'a photo of a x-ray', captions }))
}

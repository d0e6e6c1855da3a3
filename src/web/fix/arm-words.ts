/** Ways of training that are compared with, not proposed. */
export const BASELINES: ReadonlySet<string> = new Set(['none', 'random', 'confidence'])

const WORDS: Readonly<Record<string, string>> = {
  none: 'as it is',
  random: 'random images added',
  confidence: 'least confident images added',
  direction: 'images chosen by direction added',
  filter: 'images nearest the hard captions added',
  oracle: 'images of the rare group added (known)',
  'weights-soft': 'hard images count more',
  'weights-times-two': 'flagged images count twice',
  'weights-balanced': 'flagged images count as much as the others',
  'weights-confidence': 'unsure images count more',
  'weights-oracle-times-two': 'the rare group counts twice (known)',
  'weights-oracle-balanced': 'the rare group counts as much as the others (known)',
}

/** A way of training, in plain words. */
export const armWords = (name: string): string =>
  Object.hasOwn(WORDS, name) ? (WORDS[name] ?? name) : name

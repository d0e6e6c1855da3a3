import { oneLine } from './format.ts'

const TITLES: Readonly<Record<string, string>> = {
  label: 'true label',
  prediction: 'model’s answer',
  correct: 'model is right',
  confidence: 'confidence in the true label',
  decisionValue: 'decision value',
  combinedValue: 'combined value',
  mode: 'failure mode no.',
}

/** A column of the examples, in words. */
export const columnTitle = (name: string): string =>
  Object.hasOwn(TITLES, name) ? (TITLES[name] ?? name) : oneLine(name)

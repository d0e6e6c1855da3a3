import { type Caption, type CaptionKind, fillTemplate } from '../sets/caption-grammar.ts'
import { ACTIONS, ADJECTIVES, COMPANIONS } from './attributes.ts'
import { SCENES } from './scenes.ts'
import { MEDIA, PHOTO_ADJECTIVES, VIEWS } from './whole-images.ts'

/** Phrases of one kind and the sentence that they stand in. */
interface Phrases {
  kind: CaptionKind
  template: string
  phrases: readonly string[]
}

const BEHIND = 'a photo of a {class} {phrase}'

const BANK: readonly Phrases[] = [
  { kind: 'scene', template: BEHIND, phrases: SCENES },
  { kind: 'image', template: 'a {phrase} photo of a {class}', phrases: PHOTO_ADJECTIVES },
  { kind: 'image', template: 'a {phrase} of a {class}', phrases: MEDIA },
  { kind: 'image', template: BEHIND, phrases: VIEWS },
  { kind: 'attribute', template: 'a photo of a {phrase} {class}', phrases: ADJECTIVES },
  { kind: 'attribute', template: BEHIND, phrases: ACTIONS },
  { kind: 'attribute', template: BEHIND, phrases: COMPANIONS },
]

/** The default vocabulary of a class: every phrase of our bank in its sentence, then the narrower nouns of the class. */
export function vocabularyOf(name: string, nouns: readonly string[]): Caption[] {
  const phrases = BANK.flatMap(({ kind, template, phrases }) =>
    phrases.map((phrase) => ({
      text: fillTemplate(template, { phrase, class: name }),
      kind,
      parts: [phrase],
    })),
  )
  const narrower = nouns.map((noun) => ({
    text: `a photo of a ${noun}`,
    kind: 'noun' as const,
    parts: [noun],
  }))
  return [...phrases, ...narrower]
}

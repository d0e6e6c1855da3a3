import { type ClassCaptions, expandGrammar } from './caption-grammar.ts'

/** What a face has, behind "who ". Every caption carries one. */
const ATTRIBUTES = `
has stubble; has arched eyebrows; has bags under their eyes; has bangs; has big lips; has a big nose; has black hair;
has blond hair; has brown hair; has bushy eyebrows; has a double chin; is wearing eyeglasses; has a goatee;
has gray hair; has heavy makeup on; has high cheekbones; has a mouth that is slightly open; has a mustache;
has narrow eyes; has no beard; has an oval face; has a pointy nose; has a receding hairline; has rosy cheeks;
has sideburns; has a smile; has straight hair; has wavy hair; has earrings; is wearing a hat; has a lipstick on;
is wearing a necktie
`

/** Faces: person, man, woman x none, old, young x 32 attributes = 288 captions, the same for every class. */
export function celebaCaptions(classes: readonly string[]): ClassCaptions[] {
  const captions = expandGrammar({
    nouns: ['person', 'man', 'woman'],
    adjectives: ['', 'old', 'young'],
    prepositions: ATTRIBUTES.trim()
      .split(/;\s+/)
      .map((attribute) => `who ${attribute}`),
  })
  return classes.map((name) => ({ class: name, reference: 'a photo of a person', captions }))
}

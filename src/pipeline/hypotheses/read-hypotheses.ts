import * as z from 'zod'
import { type Problem, problem } from '../generate/ask-server.ts'

/** Hypotheses taken from one answer. */
export const MOST_HYPOTHESES = 20
/** Characters of one. */
const LONGEST = 80

const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
})

/**
 * The phrases of a chat model's answer: a JSON list of strings, or an object that holds one, with or without a fence
 * around it. They are texts and nothing else: control characters go, so do phrases that are long, have no letter, or were
 * given before.
 */
export function readHypotheses(answer: unknown): { phrases: string[] } | Problem {
  const parsed = answerSchema.safeParse(answer)
  const [choice] = parsed.success ? parsed.data.choices : []
  if (choice === undefined) return problem('the server answered without a message')
  const list = listIn(choice.message.content)
  if (list === undefined)
    return problem('the model answered something that is no JSON list of phrases')
  const phrases = new Map<string, string>()
  for (const item of list) {
    if (typeof item !== 'string') continue
    const phrase = item.replace(/[\p{C}\s]+/gu, ' ').trim()
    if (phrase.length > LONGEST || !/\p{L}/u.test(phrase)) continue
    const plain = phrase.toLowerCase()
    if (!phrases.has(plain)) phrases.set(plain, phrase)
  }
  return { phrases: [...phrases.values()].slice(0, MOST_HYPOTHESES) }
}

function listIn(content: string): unknown[] | undefined {
  const text = content.replace(/^[^[{]*/s, '').replace(/[^\]}]*$/s, '')
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value
    return Object.values(Object(value)).find((inner): inner is unknown[] => Array.isArray(inner))
  } catch {
    return undefined
  }
}

import { ConfigError } from '../../../run/errors.ts'
import type { ClassCaptions } from './caption-grammar.ts'
import { celebaCaptions } from './celeba.ts'
import { chestXrayCaptions } from './chest-xray.ts'
import { cifar10Captions, cifar10SimpleCaptions } from './cifar10.ts'
import { cifar100Captions } from './cifar100.ts'
import { imagenetCaptions } from './imagenet.ts'

const SETS: Readonly<Record<string, (classes: readonly string[]) => ClassCaptions[]>> = {
  cifar: cifar10Captions,
  'cifar-simple': cifar10SimpleCaptions,
  cifar100: cifar100Captions,
  celeba: celebaCaptions,
  'chest-xray': chestXrayCaptions,
  imagenet: imagenetCaptions,
}

/** Names of the built-in caption sets. */
const CAPTION_SETS: readonly string[] = Object.keys(SETS)

/**
 * The paper's captions for some classes: one of its six sets.
 *
 * Counts: cifar 112,752 (ten classes), cifar-simple 1,008, cifar100 100 (twenty superclasses), celeba 288, chest-xray 15,
 * imagenet 143,650 (thousand classes). Articles are "a" throughout, as in the paper: see `withArticles`.
 *
 * @param set - Its name; case and dashes do not count, so the paper's CIFARSIMPLE will do.
 * @param classes - Class names; celeba and chest-xray take any.
 * @throws ConfigError if there is no such set, or it has no captions for a class.
 * @see Jain et al. 2023, section 4 and appendix B for the grammars.
 * @example
 * builtInCaptions('cifar100', ['flowers'])[0].captions.map(({ text }) => text)[0] // => 'a photo of a orchid'
 */
export function builtInCaptions(set: string, classes: readonly string[]): ClassCaptions[] {
  const plain = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '')
  const name = CAPTION_SETS.find((candidate) => plain(candidate) === plain(set))
  const make = name === undefined ? undefined : SETS[name]
  if (make === undefined) {
    throw new ConfigError(
      `Cannot use caption set "${set}": no such set, expected ${CAPTION_SETS.join(', ')}`,
    )
  }
  return make(classes)
}

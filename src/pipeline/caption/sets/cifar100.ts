import { type ClassCaptions, expandGrammar } from './caption-grammar.ts'
import { findClass } from './find-class.ts'

/** Superclass in the data set's writing: as captioned, then its five subclasses. */
const SUPERCLASSES: Readonly<Record<string, readonly [string, string]>> = {
  aquatic_mammals: ['aquatic mammal', 'beaver, dolphin, otter, seal, whale'],
  fish: ['fish', 'aquarium fish, flatfish, ray, shark, trout'],
  flowers: ['flower', 'orchid, poppy, rose, sunflower, tulip'],
  food_containers: ['food container', 'bottle, bowl, can, cup, plate'],
  fruit_and_vegetables: ['fruit or vegetable', 'apple, mushroom, orange, pear, sweet pepper'],
  household_electrical_devices: [
    'household electrical device',
    'clock, keyboard, lamp, telephone, television',
  ],
  household_furniture: ['household furniture', 'bed, chair, couch, table, wardrobe'],
  insects: ['insect', 'bee, beetle, butterfly, caterpillar, cockroach'],
  large_carnivores: ['large carnivore', 'bear, leopard, lion, tiger, wolf'],
  'large_man-made_outdoor_things': [
    'large man-made outdoor thing',
    'bridge, castle, house, road, skyscraper',
  ],
  large_natural_outdoor_scenes: [
    'large natural outdoor scene',
    'cloud, forest, mountain, plain, sea',
  ],
  large_omnivores_and_herbivores: [
    'large omnivores and herbivore',
    'camel, cattle, chimpanzee, elephant, kangaroo',
  ],
  medium_mammals: ['medium-sized mammal', 'fox, porcupine, possum, raccoon, skunk'],
  'non-insect_invertebrates': ['non-insect invertebrate', 'crab, lobster, snail, spider, worm'],
  people: ['person', 'baby, boy, girl, man, woman'],
  reptiles: ['reptile', 'crocodile, dinosaur, lizard, snake, turtle'],
  small_mammals: ['small mammal', 'hamster, mouse, rabbit, shrew, squirrel'],
  trees: ['tree', 'maple tree, oak tree, palm tree, pine tree, willow tree'],
  vehicles_1: ['standard vehicle', 'bicycle, bus, motorcycle, pickup truck, train'],
  vehicles_2: ['specialized vehicle', 'lawn mower, rocket, streetcar, tank, tractor'],
}

/** The five subclasses of each superclass: does the hardest of five captions name the one that was thinned out? */
export function cifar100Captions(classes: readonly string[]): ClassCaptions[] {
  const known = new Map<string, readonly [string, string]>()
  for (const [name, entry] of Object.entries(SUPERCLASSES))
    known.set(name, entry).set(entry[0], entry)
  return classes.map((name) => {
    const [singular = '', subclasses = ''] =
      known.get(findClass('cifar100', [...known.keys()], name)) ?? []
    return {
      class: name,
      reference: `a photo of a ${singular}`,
      captions: expandGrammar({ nouns: subclasses.split(', ') }),
    }
  })
}

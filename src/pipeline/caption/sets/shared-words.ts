/** Colours, none first. */
export const ADJECTIVES: readonly string[] = [
  '',
  'white',
  'blue',
  'red',
  'green',
  'black',
  'yellow',
  'orange',
  'brown',
]

export const DESCRIPTORS: readonly string[] = ['group of', 'close-up', 'blurry', 'far away']

/** None first. */
export const BACKGROUNDS: readonly string[] = [
  '',
  'outside',
  'inside',
  'on a black background',
  'on a white background',
  'on a green background',
  'on a blue background',
  'on a brown background',
]

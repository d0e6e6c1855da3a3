const KNOWN = new Map(
  Object.entries({
    train: 'train',
    training: 'train',
    val: 'val',
    valid: 'val',
    validation: 'val',
    dev: 'val',
    test: 'test',
    testing: 'test',
    pool: 'pool',
    unlabeled: 'pool',
    unlabelled: 'pool',
  }),
)

/** Our name of a split that goes by a common name, in any case; undefined for any other. */
export function knownSplit(name: string): string | undefined {
  return KNOWN.get(name.toLowerCase())
}

/** Our name of a split: `validation`, `valid` and `dev` are `val`; a name that we do not know stays. */
export function splitName(name: string): string {
  return knownSplit(name) ?? name
}

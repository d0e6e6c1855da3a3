/** What a person said of one example in another tool. */
export interface Review {
  /** Id of the example, or the key that an export gave it: see `exampleKey`. */
  example: string
  /** Name of the class; undefined = as it was. */
  label?: string | undefined
  /** Not to be in the next run. */
  isDropped: boolean
}

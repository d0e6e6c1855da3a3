/** One conclusion, and the flag that overrides it. */
export interface Fact {
  /** What it is about; empty where it goes on from the one before. */
  title: string
  text: string
  flag?: string
}

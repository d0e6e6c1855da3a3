import { useMemo, useSyncExternalStore } from 'react'
import {
  EMPTY_REVIEW,
  type ImageReview,
  type NamedSlice,
  type ReviewFile,
} from '../../run/review-file.ts'
import { stepsTaken } from './navigation.ts'

/** Where a review is kept: the run folder, or, of a report, this browser. */
export interface ReviewKeeper {
  /** In plain words, for the reader. */
  place: string
  save: (review: ReviewFile) => Promise<void>
}

/** A review and how it stands with its keeper. */
export interface ReviewState {
  review: ReviewFile
  /** Why the last change could not be kept. */
  problem: string | undefined
  place: string
}

/** What was said at some time, and how many steps had led to the place where it was said. */
interface Said {
  review: ReviewFile
  at: number
  /** Changes of one kind in a row, such as the letters of a note, are undone together. */
  kind: string
}

const past: Said[] = []
const future: Said[] = []

const WAIT = 400

let state: ReviewState = { review: EMPTY_REVIEW, problem: undefined, place: '' }
let keeper: ReviewKeeper | undefined
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function set(next: Partial<ReviewState>): void {
  state = { ...state, ...next }
  for (const listener of listeners) listener()
}

/** Takes over what was kept, once, when the run is loaded. */
export function startReview(review: ReviewFile | undefined, place: ReviewKeeper): void {
  keeper = place
  set({ review: review ?? EMPTY_REVIEW, problem: undefined, place: place.place })
}

function update(review: ReviewFile, kind = ''): void {
  const [last, at] = [past.at(-1), stepsTaken()]
  if (kind === '' || last?.kind !== kind || last.at !== at)
    past.push({ review: state.review, at, kind })
  future.length = 0
  keep(review)
}

/** Takes back what was said last, if it was said here. @returns Whether it was. */
export const unsay = (): boolean => move(past, future)
export const sayAgain = (): boolean => move(future, past)
export const canUnsay = (): boolean => past.at(-1)?.at === stepsTaken()
export const canSayAgain = (): boolean => future.at(-1)?.at === stepsTaken()

function move(from: Said[], to: Said[]): boolean {
  const said = from.at(-1)
  if (said?.at !== stepsTaken()) return false
  from.pop()
  to.push({ ...said, review: state.review })
  keep(said.review)
  return true
}

function keep(review: ReviewFile): void {
  set({ review })
  clearTimeout(timer)
  timer = setTimeout(() => {
    keeper?.save(state.review).then(
      () => set({ problem: undefined }),
      (error: Error) => set({ problem: `Not kept: ${error.message}` }),
    )
  }, WAIT)
}

/** Says something about an image; what is left empty altogether is taken out of the file. */
export function reviewImage(id: string, change: Partial<Omit<ImageReview, 'id'>>): void {
  const { images } = state.review
  const before = images.find((image) => image.id === id) ?? blank(id)
  const after = { ...before, ...change }
  if (JSON.stringify(after) === JSON.stringify(before)) return
  const others = images.filter((image) => image.id !== id)
  const isEmpty = after.decision === null && after.tags.length === 0 && after.note === ''
  const kind = `${id} ${Object.keys(change).join()}`
  update(
    { ...state.review, images: isEmpty ? others : [...others, after] },
    'note' in change ? kind : '',
  )
}

/** Keeps a set of images under a name, in place of one of the same name. */
export function keepSlice(slice: NamedSlice): void {
  const others = state.review.slices.filter(({ name }) => name !== slice.name)
  update({ ...state.review, slices: [...others, slice] })
}

export function dropSlice(name: string): void {
  update({ ...state.review, slices: state.review.slices.filter((slice) => slice.name !== name) })
}

const blank = (id: string): ImageReview => ({
  id,
  decision: null,
  newLabel: null,
  tags: [],
  note: '',
})

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useReview = (): ReviewState => useSyncExternalStore(subscribe, () => state)

/** What was said about each image, by id. */
export function useImageReviews(): ReadonlyMap<string, ImageReview> {
  const { images } = useReview().review
  return useMemo(() => new Map(images.map((image) => [image.id, image])), [images])
}

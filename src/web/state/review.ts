import { useMemo, useSyncExternalStore } from 'react'
import {
  EMPTY_REVIEW,
  type ImageReview,
  type NamedSlice,
  type ReviewFile,
} from '../../run/review-file.ts'

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

function update(review: ReviewFile): void {
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
  const others = images.filter((image) => image.id !== id)
  const isEmpty = after.decision === null && after.tags.length === 0 && after.note === ''
  update({ ...state.review, images: isEmpty ? others : [...others, after] })
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

import { canLeavePlace, canRegainPlace, leavePlace, regainPlace } from './navigation.ts'
import { canSayAgain, canUnsay, sayAgain, unsay } from './review.ts'

export const canUndo = (): boolean => canUnsay() || canLeavePlace()
export const canRedo = (): boolean => canSayAgain() || canRegainPlace()

/** Takes back one thing: what was said of images here, else the step that led here. */
export function undo(): void {
  if (!unsay()) leavePlace()
}

export function redo(): void {
  if (!sayAgain()) regainPlace()
}

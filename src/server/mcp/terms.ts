/** What the numbers of a run mean, in a few sentences each. */
export const TERMS = {
  'decision value':
    'w · z + b of an image’s standardized embedding under the direction of its class. Negative = on the side where the model errs ("hard"). It needs no label.',
  flagged:
    'Decision value at most 0. Unknown where the class has no significant direction. A flag is not an error: it says that images like this one are where the errors are.',
  strength:
    'AUROC of decision values as a sign of correctness, on rows that the fit left out: 0.5 = no better than chance, 1 = errors and correct images fall apart. Never measured on rows that the direction was fitted to.',
  'strength interval':
    '95 % interval of the strength. If it reaches down to 0.5 the failure is not proven.',
  p: 'Chance of as strong a direction if the errors of the class were scattered at random, by permuting who is wrong.',
  q: 'p after Benjamini-Hochberg over all classes of the run: of classes reported at q <= 0.05, about 5 % are false alarms.',
  state:
    'ok: a significant direction. not-significant: errors, but scattered. not-enough-errors: too few to say anything; an ordinary answer, not a fault.',
  'held out':
    'Measured on a split that had no part in the fit. The difference of error rates of flagged and unflagged images with its interval is the proof of a failure mode.',
  mode: 'One kind of failure of a class: a cluster of its flagged images. isClaimed says whether it errs more than the other images of the class on held-out rows, at 95 %.',
  name: 'A caption whose nearness to images goes with errors on held-out rows. null: no caption of the set is proven; the failure may be real all the same.',
  confidence:
    'The model’s probability of the true label, so a low one on a wrong image is expected.',
  'combined value':
    'Decision value together with the image’s own loss, both in units of their spread. For labelled rows it ranks better than either.',
  'suspected label error':
    'The model is sure of another class and the decision value says that nothing about the image is hard. A suspicion to look at.',
} as const

export type Term = keyof typeof TERMS

/** Words of the explorer that a newcomer may not know, each in a sentence or two. */
export const GLOSSARY = {
  'failure mode':
    'A kind of image that the model gets wrong consistently, as opposed to errors scattered by chance.',
  direction:
    'A straight line through the space of images, found for one class: the images at one end are the ones the model tends to get wrong, those at the other end the ones it gets right.',
  strength:
    'How well right and wrong images of a class can be told apart by where they lie along the direction, measured on images that were held out. 0.5 is chance, 1 is perfect (area under the ROC curve). The bar is the 95 % interval.',
  q: 'False-discovery rate: of all findings with a q this small or smaller, at most this share is expected to be false alarms. It allows for the number of classes that were searched. At 0.05 or below a finding is called sure.',
  'decision value':
    'Where an image lies along the direction. Negative: on the hard side, where errors gather. Positive: on the easy side. Without meaning where a class has no failure mode.',
  'combined value':
    'The decision value together with how wrong the model was on this very image, both in deviations of the class: negative is hard. It ranks labelled images and proves nothing.',
  flagged: 'Decision value of 0 or less: Faultline expects trouble with this image.',
  confidence: 'The probability that the model gives to the true label, not to its own answer.',
  'held-out':
    'Images that were not used to find the direction. Evidence from them cannot be an artefact of the search.',
  hard: 'The end of the direction where the model errs more.',
  easy: 'The end of the direction where the model errs less.',
  caption:
    'A sentence that best describes one end of a direction, out of a given set, scored by a model that knows images and text.',
  evidence:
    'Accuracy on the held-out images nearest to the caption. A good name for the hard end picks images on which the model is worse than on the class.',
  correlation:
    'How far, over the held-out images of the class, leaning towards the words goes with the loss of the model: positive where it errs, negative where it does not.',
  'random captions as good':
    'Share of randomly chosen captions of the class whose nearest images are at least as telling. Small is good: a caption that most others match says nothing.',
  group: 'A property that is known for each image, such as the camera or the scene.',
  'group share':
    'Share of images that belong to the group with the most errors, among the K images that come first.',
  'possible wrong label':
    'The model is sure of another class although nothing about the image is hard: look whether the label is right.',
  'near copy':
    'Almost the same image (cosine above 0.98) occurs more than once in this class. A copy in the training split means that the model has seen the image: its answer there proves nothing.',
  threshold:
    'Where the line between flagged and not flagged is drawn along the direction. The method draws it at 0.',
  intervention:
    'Files for your own training: weights, images to label, captions to generate from, chosen to repair the failure mode.',
  map: 'Similar images lie close together. The axes have no meaning.',
  'error rate':
    'Share of wrong images in each square of the map, drawn towards the overall rate where a square holds few.',
} as const

export type GlossaryTerm = keyof typeof GLOSSARY

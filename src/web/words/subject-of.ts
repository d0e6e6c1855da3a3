/** Words of a caption that only say that it is a picture. */
const PICTURE =
  /^(?:an? |the )?(?:blurry |good |bad )?(?:photo|picture|image|photograph)s? of (?=\S)/i

/** What a caption describes: `a photo of a dog in the snow` is `a dog in the snow`. */
export const subjectOf = (caption: string): string => caption.replace(PICTURE, '')

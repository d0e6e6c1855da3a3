// What is to be said of an image as a whole. Written for this project; CC0.

const list = (text: string): readonly string[] => text.trim().split(/;\s+/)

/** Before "photo of a CLASS". */
export const PHOTO_ADJECTIVES = list(`
blurry; blurred; sharp; clear; crisp; dark; bright; underexposed; overexposed; low contrast; high contrast; foggy; hazy;
grainy; noisy; pixelated; low resolution; high resolution; compressed; black and white; sepia; faded; old; vintage;
colorful; oversaturated; tinted; cropped; tilted; upside down; rotated; mirrored; stretched; distorted; fisheye;
wide-angle; panoramic; aerial; close-up; macro; distant; zoomed-in; professional; amateur; staged; candid; night;
infrared; x-ray; thermal; retouched; damaged; dirty; scratched; watermarked; framed; double-exposed; backlit; flash;
cluttered; minimalist; crowded; empty; strange; bad; good; beautiful; tiny
`)

/** Before "of a CLASS", in place of "photo". */
export const MEDIA = list(`
drawing; pencil sketch; line drawing; painting; watercolor; oil painting; cartoon; comic; illustration; clip art; logo;
icon; silhouette; diagram; map; poster; postage stamp; tattoo; graffiti; mural; mosaic; embroidery; origami; sculpture;
statue; toy; plush toy; plastic model; wooden carving; computer rendering; video game screenshot; collage; scan;
screenshot; television picture; security camera picture
`)

/** Behind "a photo of a CLASS". */
export const VIEWS = list(`
far away; in the distance; out of focus; in motion; with motion blur; from behind; from the front; from the side;
from above; from below; from a low angle; facing left; facing right; looking at the camera; looking away;
partly hidden; cut off at the edge; in the corner of the image; in the center; filling the image; in a reflection;
in a mirror; in shadow; with a long shadow; with glare; with lens flare; with text over it; with a caption;
with a watermark; with a border; with a date stamp; among many others; in a group; in a pair; alone
`)

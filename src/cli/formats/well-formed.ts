// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]|\p{Surrogate}/gu

/** Text of strangers (class names, captions, file names) on one line, without control characters or half characters. */
export const wellFormed = (text: string): string => text.replace(UNSAFE, '\ufffd')

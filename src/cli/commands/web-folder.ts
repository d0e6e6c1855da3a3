import { fileURLToPath } from 'node:url'

/** Where the built explorer lies, beside the built commands. */
export const webFolder = (): string => fileURLToPath(new URL('../../web', import.meta.url))

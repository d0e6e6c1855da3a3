import { ConfigError } from '../../../run/errors.ts'

/** Address of Redis: the flag, else REDIS_URL. @throws ConfigError if there is neither, or it is no address. */
export function redisUrl(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const url = flag ?? env['REDIS_URL']
  if (url !== undefined && /^rediss?:\/\//.test(url)) return url
  throw new ConfigError(
    `Cannot reach Redis: ${url === undefined ? 'neither --redis nor REDIS_URL is given' : 'the address does not begin with redis:// or rediss://'}`,
    {
      hint: 'for example --redis redis://127.0.0.1:6379; put a password into REDIS_URL, not into the command',
    },
  )
}

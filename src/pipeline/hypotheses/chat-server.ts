import { ConfigError } from '../../run/errors.ts'
import type { JsonServer } from '../generate/ask-server.ts'
import { withPath } from '../generate/image-api.ts'
import { redactor } from '../run-folder/secrets.ts'

/**
 * A server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio or a hosted one.
 *
 * @param url - Its address; `/v1/chat/completions` is added as far as it lacks.
 * @param key - A bearer token, from the environment, never from a flag.
 * @throws ConfigError if it is no http URL or carries a secret itself.
 */
export function chatServer(url: string | undefined, key: string | undefined): JsonServer {
  const base = url !== undefined && URL.canParse(url) ? new URL(url) : undefined
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw new ConfigError('Cannot ask for hypotheses: FAULTLINE_CHAT_URL is no http or https URL', {
      hint: 'for example FAULTLINE_CHAT_URL=http://127.0.0.1:11434',
    })
  }
  if (base.username || base.password || base.search) {
    throw new ConfigError(
      'Cannot ask for hypotheses: FAULTLINE_CHAT_URL holds a user, password or query',
      { hint: 'put the secret into FAULTLINE_CHAT_KEY' },
    )
  }
  return {
    url: withPath(base, '/v1/chat/completions'),
    headers: key ? { authorization: `Bearer ${key}` } : {},
    redact: redactor({}, key ? [key] : []),
    purpose: 'ask for hypotheses',
    hint: 'check FAULTLINE_CHAT_URL and FAULTLINE_CHAT_KEY',
  }
}

import { type JsonServer, serverAddress } from '../generate/ask-server.ts'
import { withPath } from '../generate/image-api.ts'
import { redactor } from '../run-folder/secrets.ts'

/**
 * A server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio or a hosted one.
 *
 * @param url - Its address; `/v1/chat/completions` is added as far as it lacks.
 * @param key - A bearer token, from the environment, never from a flag.
 */
export function chatServer(url: string | undefined, key: string | undefined): JsonServer {
  const base = serverAddress(url, 'Cannot ask for hypotheses: FAULTLINE_CHAT_URL', {
    url: 'FAULTLINE_CHAT_URL',
    key: 'FAULTLINE_CHAT_KEY',
    example: 'http://127.0.0.1:11434',
  })
  return {
    url: withPath(base, '/v1/chat/completions'),
    headers: key ? { authorization: `Bearer ${key}` } : {},
    redact: redactor({}, key ? [key] : []),
    purpose: 'ask for hypotheses',
    hint: 'check FAULTLINE_CHAT_URL and FAULTLINE_CHAT_KEY',
  }
}

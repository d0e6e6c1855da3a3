/** Address of the Hub, or of the mirror that `HF_ENDPOINT` names. */
export const hubEndpoint = (env: NodeJS.ProcessEnv = process.env): string =>
  (env['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, '')

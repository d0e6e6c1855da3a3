/** Address of the Hub, or of the mirror that `HF_ENDPOINT` names. */
export const hubEndpoint = (): string =>
  (process.env['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, '')

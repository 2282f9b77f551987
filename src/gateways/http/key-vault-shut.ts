import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { z } from 'zod';

const Body = z.object({
  error: z.object({
    code: z.string().catch(''),
    message: z.string().catch(''),
    innererror: z.object({ code: z.string() }).optional().catch(undefined),
  }),
});

const NOTHING = { code: '', says: '' };

/** The vault has refused whoever asked. */
export class Shut extends Error {
  override readonly name = 'Shut';
  /** Says which of the vault's gates is shut; empty when it is not the vault that says so. */
  readonly code: string;
  /** The vault's own words, which name places and people: not to be shown as they are. */
  readonly says: string;

  constructor(body: string) {
    super('The vault has refused it.');
    const { code, says } = readIn(body);
    this.code = code;
    this.says = says;
  }
}

function readIn(body: string): typeof NOTHING {
  try {
    const { code, message, innererror } = Body.parse(JSON.parse(body)).error;
    return { code: innererror?.code ?? code, says: message };
  } catch {
    return NOTHING;
  }
}

/** From lists the library drops the inner code, and with it which gate is shut. */
export const shutGates: PipelinePolicy = {
  name: 'shutGates',
  async sendRequest(request, next) {
    const response = await next(request);
    if (response.status === 403) throw new Shut(response.bodyAsText ?? '');
    return response;
  },
};

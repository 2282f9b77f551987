import { refusal } from '../refusals.ts';
import type { ServiceAnswer, ServiceName } from '../service.ts';

/** Thrown anywhere below a router, which turns it into the error answer of the service. */
export class AzureRefused extends Error {
  override readonly name = 'AzureRefused';
  readonly status: number;
  readonly code: string;
  /** Key Vault names the exact reason in an inner error. */
  readonly inner: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly inner?: string; readonly retryAfter?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.inner = more.inner;
    this.retryAfter = more.retryAfter;
  }
}

/** The answer to a refused request: `{error: {code, message}}`, with the inner error if any. */
export function refusedAnswer(
  service: ServiceName,
  host: string,
  { status, code, message, inner, retryAfter }: AzureRefused,
): ServiceAnswer {
  const wait = retryAfter === undefined ? {} : { retryAfter };
  const { headers } = refusal(service, host, { status, ...wait });
  const innererror = inner === undefined ? {} : { innererror: { code: inner } };
  return { status, ...(headers && { headers }), body: { error: { code, message, ...innererror } } };
}

export const badRequest = (message: string) => new AzureRefused(400, 'BadRequest', message);

export const invalidContent = (message: string) =>
  new AzureRefused(400, 'InvalidRequestContent', `The request content was invalid: ${message}`);

export const noResource = (type: string, name: string, group: string) =>
  new AzureRefused(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details ` +
      'please go to https://aka.ms/ARMResourceNotFoundFix',
  );

import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';

/** A request that may have happened and must not be sent again before somebody has looked. */
export class Unrepeatable extends Error {
  override readonly name = 'Unrepeatable';
  /** Undefined when there was no answer at all. */
  readonly response: PipelineResponse | undefined;

  constructor(response: PipelineResponse | undefined, cause?: unknown) {
    super('The request may have happened.', { cause });
    this.response = response;
  }
}

/** Each of these makes a new version, or fails the second time, if it is sent twice. */
const MAKES = /\/keys\/(?:[^/]+\/(?:create|rotate)|restore)\/?$|\/deletedkeys\/[^/]+\/recover\/?$/i;
const IMPORTS = /\/keys\/[^/]+\/?$/i;

/** Without a token it is only the question which token is wanted. */
function counts({ method, url, headers }: PipelineRequest): boolean {
  const { pathname } = new URL(url);
  const makes =
    method === 'POST' ? MAKES.test(pathname) : method === 'PUT' && IMPORTS.test(pathname);
  return makes && headers.has('authorization');
}

const mayHaveHappened = ({ status, headers }: PipelineResponse): boolean =>
  (status >= 500 || status === 408) && !(status === 503 && headers.has('retry-after'));

/**
 * The library repeats every request after a broken connection or a 5xx, also one that creates.
 * An error that is not its own ends its repeats.
 */
export const onlyOnce: PipelinePolicy = {
  name: 'onlyOnce',
  async sendRequest(request, next) {
    if (!counts(request)) return next(request);
    const response = await next(request).catch((cause: unknown) => {
      throw new Unrepeatable(undefined, cause);
    });
    if (mayHaveHappened(response)) throw new Unrepeatable(response);
    return response;
  },
};

import type { ServiceAnswer, ServiceRequest } from '../service.ts';

/** One door of the directory: how it is called, and what comes back. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Without the version; its groups are handed to `answer`. */
  readonly path: RegExp;
  answer(request: ServiceRequest, ...names: readonly string[]): ServiceAnswer;
}

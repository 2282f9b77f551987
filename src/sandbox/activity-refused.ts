import type { ServiceAnswer } from './service.ts';

/** Thrown below the router of the activity feed; its code and text are the service's own. */
export class FeedRefused extends Error {
  override readonly name = 'FeedRefused';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const refuse = (code: string, message: string) => new FeedRefused(400, code, message);

export const WINDOW =
  'Start time and end time must both be specified (or both omitted) and must be less than or equal to 24 hours apart, with the start time prior to end time and start time no more than 7 days in the past.';

export const refusalAnswer = ({ status, code, message }: FeedRefused): ServiceAnswer => ({
  status,
  body: { error: { code, message } },
});

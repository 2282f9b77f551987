import { GatewayError } from '../../../core/errors.ts';

/** What is there does not do for Customer Key, and no change of ours can make it do. */
export const unfit = (what: string, next: string): GatewayError =>
  new GatewayError(`${what} ${next}`, { status: 409, code: 'KeyUnfit', transient: false });

export const ANOTHER_KEY =
  'This cannot be changed: cancel this run and start again with another key name, so that a new key is made. Leave the old one as it is, in case something uses it.';
